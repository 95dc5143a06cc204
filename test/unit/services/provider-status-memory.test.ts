import { expect, it } from 'vitest'
import { rememberedStatuses, tellable, unasked } from '../../../electron/services/provider-status-memory.ts'

const AT = 1_700_000_000_000
const HEALTH = { family: 'esplora', p50Ms: 5, p95Ms: 9, tipLag: 0, budgetLeft: 4 }

function remembered(until: number | null) {
  const skipped = { reason: 'failing', until } as const
  const provider = { ...unasked({ id: 'a', url: 'https://a.example' }), health: { ...HEALTH, skipped } }
  return { at: AT, node: { kind: 'not_set' }, providers: [provider] } as const
}

it('a pause is told until it is over, a budget and a lag for as long as they are fresh', () => {
  const told = (until: number | null, now: number) => tellable(remembered(until), now)[0]?.health
  expect(told(AT + 100_000, AT + 99_000)?.skipped).toEqual({ reason: 'failing', until: AT + 100_000 })
  expect(told(AT + 100_000, AT + 101_000)?.skipped).toBeNull()
  expect(told(null, AT + 1_000)).toMatchObject({ budgetLeft: 4, skipped: { until: null } })
  expect(told(null, AT + 90_000)).toMatchObject({ p50Ms: 5, budgetLeft: null, skipped: null })
})

it('statuses that were written in another form are none', () => {
  for (const text of ['', '{', '{"at":1}', '{"at":1,"node":{"kind":"new"},"providers":[]}'])
    expect(rememberedStatuses({ getMeta: () => text })).toBeNull()
})

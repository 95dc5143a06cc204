import { describe, expect, it } from 'vitest'
import { pathOf } from '../../../../electron/engine/accounts/account-path.ts'
import { rangeOfAccount } from '../../../../electron/engine/accounts/account-range.ts'
import { readingOfAccount } from '../../../../electron/engine/accounts/account-reading.ts'
import { readingOfAccountAt } from '../../../../electron/engine/accounts/account-reading-at.ts'
import type { HistoryRange } from '../../../../shared/ipc/contract.ts'
import type { HeightReading, Reading } from '../../../../shared/reading.ts'
import { hashOf } from '../../store/world.ts'

const ref = (height: number) => ({ height, hash: hashOf(String(height)) })
const part = (more: Partial<Reading> = {}, count = 1) => ({
  count,
  reading: {
    address: 'a',
    kind: 'known',
    freshness: { state: 'current', blocksBehind: 0, observedAt: 50 },
    confirmed: 5,
    pending: 0,
    immature: 0,
    asOf: ref(100),
    source: 'ledger',
    completeness: { unspent: 'complete', historyFrom: ref(10), holes: [] },
    reasons: [],
    ...more,
  } as const satisfies Reading,
})
const unknown = part({
  kind: 'unknown',
  freshness: { state: 'unknown', blocksBehind: null, observedAt: null },
  confirmed: null,
  pending: null,
  immature: null,
  asOf: null,
  source: null,
  completeness: { unspent: 'incomplete', historyFrom: null, holes: [] },
  reasons: ['snapshot_waiting'],
})
const whole = { growing: false, gapUncertain: false }

describe('the reading of an account', () => {
  it('is the sum of its parts, as of the oldest block, as good as the worst of them', () => {
    const stale = part({
      kind: 'stale',
      freshness: { state: 'stale', blocksBehind: 7, observedAt: 20 },
      confirmed: 2,
      asOf: ref(93),
      source: 'provider:x',
      completeness: { unspent: 'complete', historyFrom: ref(40), holes: [] },
    })
    expect(readingOfAccount('d', [part({}, 3), stale], whole)).toMatchObject({
      address: 'd',
      kind: 'stale',
      freshness: { state: 'stale', blocksBehind: 7, observedAt: 20 },
      confirmed: 7,
      asOf: ref(93),
      source: 'several',
      completeness: { unspent: 'complete', historyFrom: ref(40) },
      parts: { known: 3, stale: 1, unknown: 0 },
    })
  })

  it('says that it is incomplete while a part is unknown, and gives the rest without taking it for the whole', () => {
    expect(readingOfAccount('d', [part(), unknown], whole)).toMatchObject({
      kind: 'known',
      confirmed: 5,
      completeness: { unspent: 'incomplete', historyFrom: null },
      parts: { known: 1, stale: 0, unknown: 1 },
      reasons: ['snapshot_waiting'],
    })
  })

  it('is unknown, never 0, where no part is known or there is none', () => {
    for (const parts of [[unknown], []])
      expect(readingOfAccount('d', parts, whole)).toMatchObject({
        kind: 'unknown',
        confirmed: null,
        pending: null,
        asOf: null,
        completeness: { unspent: 'incomplete' },
      })
  })

  it('is incomplete while it grows, and says when nobody can tell what was used', () => {
    const reading = readingOfAccount('d', [part()], { growing: true, gapUncertain: true })
    expect(reading.completeness.unspent).toBe('incomplete')
    expect(reading.reasons).toEqual(['growing', 'gap_uncertain'])
  })

  it('leaves pending unknown while it is for one part', () => {
    expect(readingOfAccount('d', [part({ pending: 3 }), part({ pending: null })], whole).pending).toBeNull()
  })
})

describe('the balance of an account at a past block', () => {
  const at = (confirmed: number | null): HeightReading => ({
    address: 'a',
    height: 100,
    kind: confirmed === null ? 'unknown' : 'known',
    confirmed,
    immature: confirmed === null ? null : 0,
    asOf: confirmed === null ? null : ref(100),
    source: confirmed === null ? null : 'ledger',
    reasons: confirmed === null ? ['ledger_starts_later'] : [],
  })

  it('is exact, or unknown while one part is', () => {
    expect(readingOfAccountAt('d', 100, [at(3), at(4)])).toMatchObject({
      kind: 'known',
      confirmed: 7,
      asOf: ref(100),
    })
    expect(readingOfAccountAt('d', 100, [at(3), at(null)])).toMatchObject({
      kind: 'unknown',
      confirmed: null,
      reasons: ['ledger_starts_later'],
      parts: { known: 1, unknown: 1 },
    })
    expect(readingOfAccountAt('d', 100, [])).toMatchObject({ kind: 'unknown', confirmed: null })
  })
})

it('has come as far with its history as the slowest of its scripts', () => {
  const range = (more: Partial<HistoryRange>): HistoryRange => ({
    askedFrom: 10,
    from: ref(10),
    to: ref(90),
    target: 90,
    state: 'joined',
    verdict: 'complete',
    missing: 0,
    unexplained: 0,
    contradicted: 0,
    older: 0,
    ...more,
  })
  expect(rangeOfAccount([])).toBeNull()
  expect(
    rangeOfAccount([
      range({}),
      range({ state: 'filling', to: ref(40), verdict: null }),
      range({ from: ref(12), older: 2 }),
    ]),
  ).toMatchObject({ from: ref(12), to: ref(40), state: 'filling', verdict: null, older: 2 })
})

it('names the place of an address from the origin of its key on', () => {
  const key = `tpub${'D'.repeat(107)}`
  const origin = { fingerprint: '9ffd1b6c', path: '84h/1h/0h' }
  expect(pathOf(`wpkh([9ffd1b6c/84h/1h/0h]${key}/0/*)#abcdefgh`, origin, 7)).toBe('84h/1h/0h/0/7')
  expect(pathOf(`tr(${key}/1/*)#abcdefgh`, null, 0)).toBe('1/0')
})

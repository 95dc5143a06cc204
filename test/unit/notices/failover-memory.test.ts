import { expect, it } from 'vitest'
import { createCallLog } from '../../../electron/services/notices/call-log.ts'
import {
  createFailoverMemory,
  rememberedFailovers,
} from '../../../electron/services/notices/failover-memory.ts'
import { openWorld } from './ground.ts'

const thrown = (error: unknown): never => {
  throw error
}

/** A run of the app on the store of this world, and its end. */
function run({ sources, clock }: ReturnType<typeof openWorld>) {
  const memory = createFailoverMemory(sources, thrown)
  return { calls: createCallLog(clock, memory), memory }
}

it('who answered in whose place is known after a restart, the newest of it', async () => {
  const world = openWorld()
  const first = run(world)
  for (let n = 0; n < 60; n++) {
    world.clock.time += 1_000
    first.calls.failedOver([{ id: `p${n}`, problem: 'refused' }], n % 2 === 0 ? 'other' : null)
  }
  const all = first.calls.activity([]).failovers
  await first.memory.close()
  const second = run(world)
  expect(second.calls.activity([]).failovers).toEqual(all.slice(0, 50))
  second.calls.failedOver([{ id: 'p59', problem: 'refused' }], null)
  expect(second.calls.activity([]).failovers[0]).toMatchObject({ from: [{ id: 'p59' }], count: 2 })
  await second.memory.close()
})

it('many failovers in a row are few writes', async () => {
  const { sources } = openWorld()
  const writes: string[] = []
  const setMeta = async (key: string) => void writes.push(key)
  const memory = createFailoverMemory({ ...sources, setMeta }, thrown)
  for (let n = 0; n < 1_000; n++) memory.changed([])
  await memory.close()
  await memory.close()
  memory.changed([])
  expect(writes).toHaveLength(1)
})

it('failovers that were written in another form are none', () => {
  for (const text of [
    '',
    '{',
    '{}',
    '[{"at":1}]',
    '[{"at":1,"from":[{"id":"a","problem":"new"}],"to":null,"count":1}]',
  ])
    expect(rememberedFailovers({ getMeta: () => text })).toEqual([])
})

import { describe, expect, it } from 'vitest'
import type { Bridge } from '../../../renderer/bridge/bridge.ts'
import { createHostStore } from '../../../renderer/stores/host-store.ts'
import { portfolioActions } from '../../../renderer/stores/portfolio-actions.ts'
import { createViewStore } from '../../../renderer/stores/view-store.ts'
import type { RequestInput, RequestName } from '../../../shared/ipc/contract.ts'
import { openTestHost } from '../../ground/host-ground.ts'
import { tempDir } from '../store/world.ts'

const ONE = 'bcrt1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqdku202'
const OTHER = 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080'

/** Two entries in `A`, moved to `B`; `undo` takes that back, `told` are the errors that were shown. */
async function openMoved() {
  const { call } = await openTestHost(tempDir(), { offline: true })
  await call('portfolio.add', { lines: [ONE, OTHER], group: 'A', atomic: true })
  const undos: (() => Promise<void>)[] = []
  const told: unknown[] = []
  const bridge: Bridge = {
    call: async <K extends RequestName>(name: K, input: RequestInput<K>) => call(name, input),
    subscribe: () => () => undefined,
    onConnection: () => () => undefined,
  }
  const limit = (group: string) =>
    call('settings.setPrivacy', { limit: null, groups: [{ group, limit: 'own-node' }] })
  return {
    call,
    told,
    limit,
    move: async () => {
      const notices = {
        error: (error: unknown) => void told.push(error),
        done: (_: string, undo?: () => Promise<void>) => void (undo && undos.push(undo)),
        change: <T>(work: () => Promise<T>) => work(),
      }
      const view = createViewStore()
      const host = createHostStore()
      const actions = portfolioActions({ bridge, host, notices, view, requestSnapshot: () => undefined })
      await actions.move([1, 2], 'B', false)
    },
    undo: async () => undos.at(-1)?.(),
    groups: async () => (await call('portfolio.list', {})).map(({ group }) => group),
  }
}

describe('a move that is taken back', () => {
  it('leads back also to where more may be asked, as it was before', async () => {
    const { limit, move, undo, groups, told } = await openMoved()
    await limit('B')
    await move()
    await undo()
    expect([await groups(), told]).toEqual([['A', 'A'], []])
  })

  it('leaves an entry where it was moved on to since', async () => {
    const { call, limit, move, undo, groups } = await openMoved()
    await limit('C')
    await move()
    await call('portfolio.move', { watchIds: [2], group: 'C' })
    await undo()
    expect(await groups()).toEqual(['A', 'C'])
  })

  it('does not lead out of a limit that was set since, and says so', async () => {
    const { limit, move, undo, groups, told } = await openMoved()
    await move()
    await limit('B')
    await undo()
    expect(await groups()).toEqual(['B', 'B'])
    expect(told).toMatchObject([{ code: 'forbidden' }])
  })
})

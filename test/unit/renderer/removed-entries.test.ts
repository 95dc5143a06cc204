import { describe, expect, it } from 'vitest'
import { type Bridge, IpcError } from '../../../renderer/bridge/bridge.ts'
import { entriesBefore, watchAgain } from '../../../renderer/stores/removed-entries.ts'
import type { RequestInput, RequestName } from '../../../shared/ipc/contract.ts'
import { type Call, openTestHost } from '../../ground/host-ground.ts'
import { tempDir } from '../store/world.ts'

const ONE = 'bcrt1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqdku202'
const OTHER = 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080'
const LATER = 'bcrt1qzyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3lgth6c'
const ACCOUNT =
  'wpkh(tpubD6NzVbkrYhZ4XgiXtGrdW5XDAPFCL9h7we1vwNCpn8tGbBcgfVYjXyhWo4E1xkh56hjod1RhGjxbaTLV3X4FyWuejifB9jusQ46QzG87VKp/<0;1>/*)#wwkf97x0'

/** The window's way to a host; `after` is told of each answer before the window is. */
function bridgeTo(call: Call, after: (name: RequestName) => Promise<void> = async () => undefined): Bridge {
  return {
    call: async <K extends RequestName>(name: K, input: RequestInput<K>) => {
      const answer = await call(name, input).catch((error: unknown) => {
        throw error instanceof Error ? new IpcError('internal', error.message) : error
      })
      await after(name)
      return answer
    },
    subscribe: () => () => undefined,
    onConnection: () => () => undefined,
  }
}

/** An address in sight, an archived one and an account with a gap limit of its own, in portfolio `A`. */
async function openEntries() {
  const { call } = await openTestHost(tempDir(), { offline: true })
  await call('portfolio.add', { lines: [ONE, OTHER], group: 'A', atomic: true })
  await call('portfolio.add', { lines: [ACCOUNT], group: 'A', gapLimit: 33, lookahead: 40, atomic: true })
  await call('portfolio.archive', { watchIds: [2], archived: true })
  return { call }
}

/** As they are shown, without what is another each time. */
async function shown(call: Call) {
  const watches = await call('portfolio.list', {})
  return watches.map(({ text, label, group, archived, account }) => {
    return { text, label, group, archived, gapLimit: account?.gapLimit, lookahead: account?.lookahead }
  })
}

describe('entries that are watched again after they were removed', () => {
  it('are as they were, with names longer than a form would take', async () => {
    const { call } = await openEntries()
    await call('label.set', { type: 'addr', ref: ONE, label: 'Box 7, 2nd floor; '.repeat(20).trim() })
    const was = await shown(call)
    const bridge = bridgeTo(call)
    const removed = await entriesBefore(bridge, [1, 2, 3])
    await call('portfolio.remove', { watchIds: [1, 2, 3] })
    expect(await shown(call)).toEqual([])
    await watchAgain(bridge, removed)
    expect(await shown(call)).toEqual(was)
  })

  it('stand in their places again under their old ids, whatever came in since', async () => {
    const { call } = await openEntries()
    const bridge = bridgeTo(call)
    const removed = await entriesBefore(bridge, [1, 2])
    await call('portfolio.remove', { watchIds: [1, 2] })
    await call('portfolio.add', { lines: [LATER], atomic: true })
    await watchAgain(bridge, removed)
    const list = await call('portfolio.list', {})
    expect(list.map(({ id, text }) => [id, text])).toEqual([
      [1, ONE],
      [2, OTHER],
      [3, ACCOUNT],
      [4, LATER],
    ])
  })

  it('never take the id of another entry, nor one that was never given out', async () => {
    const { call } = await openEntries()
    await call('portfolio.remove', { watchIds: [1] })
    const add = async (line: string, id: number) =>
      (await call('portfolio.add', { lines: [line], back: [id], atomic: true })).added.map(
        (watch) => watch.id,
      )
    expect(await add(ONE, 2)).toEqual([4])
    expect(await add(LATER, 1_000)).toEqual([5])
  })

  it('are archived from the first instant on where they were, so that nobody is asked about them', async () => {
    const { call } = await openEntries()
    const seen = new Set<string>()
    const bridge = bridgeTo(call, async () => {
      for (const { text, archived } of await shown(call)) if (!archived) seen.add(text)
    })
    const removed = await entriesBefore(bridgeTo(call), [1, 2])
    await call('portfolio.remove', { watchIds: [1, 2] })
    await watchAgain(bridge, removed)
    expect([...seen].toSorted()).toEqual([ONE, ACCOUNT].toSorted())
  })

  it('keep a name that was written since, and are archived no more where they were brought back since', async () => {
    const { call } = await openEntries()
    const bridge = bridgeTo(call)
    const removed = await entriesBefore(bridge, [1, 2])
    await call('portfolio.remove', { watchIds: [1, 2] })
    await call('portfolio.add', { lines: [OTHER], label: 'new', atomic: true })
    await watchAgain(bridge, removed)
    const again = (await shown(call)).find(({ text }) => text === OTHER)
    expect(again).toMatchObject({ label: 'new', archived: false })
  })

  it('stay where fewer may be asked about them when they came there since, and the others come back', async () => {
    const { call } = await openEntries()
    await call('settings.setPrivacy', { limit: null, groups: [{ group: 'B', limit: 'own-node' }] })
    const bridge = bridgeTo(call)
    const removed = await entriesBefore(bridge, [1, 3])
    await call('portfolio.remove', { watchIds: [1, 3] })
    await call('portfolio.add', { lines: [ONE], group: 'B', atomic: true })
    await expect(watchAgain(bridge, removed)).rejects.toThrow()
    const places = new Map((await shown(call)).map(({ text, group }) => [text, group]))
    expect([places.get(ONE), places.get(ACCOUNT)]).toEqual(['B', 'A'])
  })
})

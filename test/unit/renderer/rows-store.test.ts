import { describe, expect, it } from 'vitest'
import type { Bridge } from '../../../renderer/bridge/bridge.ts'
import { followRows } from '../../../renderer/stores/follow-rows.ts'
import { applySnapshot, applyStatus, createHostStore } from '../../../renderer/stores/host-store.ts'
import { createRowsStore, linkRows, rowAt, rowOf } from '../../../renderer/stores/rows-store.ts'
import { createViewStore } from '../../../renderer/stores/view-store.ts'
import type { RequestInput } from '../../../shared/ipc/contract.ts'
import { NOW, sampleBlock, sampleRow, sampleSnapshot, sampleStatus } from './samples.ts'

const ALL = { group: null, archived: false, text: '', sort: null }

/** A host with a thousand rows that answers when it is let. */
function setUp() {
  const host = {
    revision: 1,
    count: 1000,
    asked: [] as string[],
    hold: Promise.resolve(),
    counts: Promise.resolve(),
    fails: false,
    confirmed: 1,
  }
  const page = ({ of, from, limit }: RequestInput<'portfolio.page'>) => ({
    revision: host.revision,
    count: host.count,
    rows: Array.from({ length: Math.max(0, Math.min(limit, host.count - from)) }, (_, i) =>
      sampleRow(from + i + 1, { label: `${of.text}${from + i}` }, { confirmed: host.confirmed }),
    ),
  })
  const total = {
    confirmed: 1,
    pending: 0,
    immature: 0,
    known: 1,
    stale: 0,
    unknown: 0,
    oldestAsOf: sampleBlock(1),
  }
  const call = async (name: string, input: unknown): Promise<unknown> => {
    host.asked.push(
      name === 'portfolio.page' ? `page ${(input as RequestInput<'portfolio.page'>).from}` : name,
    )
    await host.hold
    if (host.fails) throw new Error('gone')
    if (name === 'portfolio.page') return page(input as RequestInput<'portfolio.page'>)
    await host.counts
    return { place: input, entries: host.count, total, range: null, parts: [], immature: false }
  }
  // The two requests that the link makes are answered above with their own outputs.
  const bridge = {
    call,
    subscribe: () => () => undefined,
    onConnection: () => () => undefined,
  } as unknown as Bridge
  const store = createRowsStore()
  return { host, store, link: linkRows(bridge, store) }
}

describe('the rows at hand', () => {
  it('are fetched where they are scrolled to, and not again while nothing changed', async () => {
    const { host, store, link } = setUp()
    link.show(ALL)
    await expect.poll(() => store.getState().count).toBe(1000)
    link.want(480, 520)
    expect(rowAt(store.getState(), 500)).toBeUndefined()
    await expect.poll(() => rowAt(store.getState(), 519)?.watch.id).toBe(520)
    link.want(490, 500)
    await expect.poll(() => rowAt(store.getState(), 0)?.watch.id).toBe(1)
    expect(host.asked.filter((name) => name.startsWith('page'))).toEqual(['page 0', 'page 400', 'page 500'])
  })

  it('stay the same objects when they are fetched again and nothing about them changed', async () => {
    const { host, store, link } = setUp()
    link.show(ALL)
    await expect.poll(() => store.getState().count).toBe(1000)
    const before = store.getState()
    link.refresh()
    await expect.poll(() => host.asked.filter((name) => name === 'page 0')).toHaveLength(2)
    await expect.poll(() => store.getState()).not.toBe(before)
    expect(store.getState().pages.get(0)).toBe(before.pages.get(0))
    expect(store.getState().place).toBe(before.place)
  })

  it('are there before the host has counted their sum, the first time', async () => {
    const { host, store, link } = setUp()
    const counting = Promise.withResolvers<void>()
    host.count = 3
    host.counts = counting.promise
    link.show(ALL)
    await expect.poll(() => rowAt(store.getState(), 2)?.watch.id).toBe(3)
    expect(store.getState().place).toBeNull()
    counting.resolve()
    await expect.poll(() => store.getState().place?.entries).toBe(3)
  })

  it('stay on the screen until those of another list are there', async () => {
    const { host, store, link } = setUp()
    link.show(ALL)
    await expect.poll(() => store.getState().count).toBe(1000)
    let go = (): void => undefined
    host.hold = new Promise((resolve) => (go = resolve))
    host.count = 3
    link.show({ ...ALL, text: 'x' })
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(store.getState()).toMatchObject({ count: 1000, query: ALL })
    go()
    await expect.poll(() => store.getState().count).toBe(3)
    expect(rowAt(store.getState(), 0)?.watch.label).toBe('x0')
  })

  it('stay when the host fails, which is told, until it answers again', async () => {
    const { host, store, link } = setUp()
    link.show(ALL)
    await expect.poll(() => store.getState().count).toBe(1000)
    host.fails = true
    link.refresh()
    await expect.poll(() => store.getState().failure).toBeInstanceOf(Error)
    expect(rowAt(store.getState(), 0)?.watch.id).toBe(1)
    host.fails = false
    host.confirmed = 2
    link.refresh()
    await expect.poll(() => store.getState().failure).toBeNull()
    expect(rowAt(store.getState(), 0)?.reading.confirmed).toBe(2)
  })

  it('are not taken for what a row says now where facts have passed their page by', async () => {
    const { host, store, link } = setUp()
    link.show(ALL)
    await expect.poll(() => store.getState().count).toBe(1000)
    link.want(500, 510)
    await expect.poll(() => rowAt(store.getState(), 505)).toBeDefined()
    host.confirmed = 2
    link.refresh()
    await expect.poll(() => rowOf(store.getState(), 506)?.reading.confirmed).toBe(2)
    expect(rowAt(store.getState(), 0)?.watch.id).toBe(1)
    expect(rowOf(store.getState(), 1)).toBeUndefined()
    link.want(0, 10)
    await expect.poll(() => rowOf(store.getState(), 1)?.reading.confirmed).toBe(2)
  })

  it('are gone where the list has become shorter than their page', async () => {
    const { host, store, link } = setUp()
    link.show(ALL)
    link.want(500, 510)
    await expect.poll(() => rowAt(store.getState(), 505)).toBeDefined()
    host.count = 200
    link.want(0, 10)
    link.refresh()
    await expect.poll(() => store.getState().count).toBe(200)
    expect(rowOf(store.getState(), 506)).toBeUndefined()
    expect(rowAt(store.getState(), 505)).toBeUndefined()
  })

  it('are asked for as soon as there is a connection, and anew with the first snapshot', async () => {
    const { host, store, link } = setUp()
    const window = createHostStore()
    const unfollow = followRows(link, window, createViewStore())
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect(host.asked).toEqual([])
    window.setState({ connection: 'connected' })
    await expect.poll(() => store.getState().count).toBe(1000)
    host.confirmed = 2
    applySnapshot(window, sampleSnapshot(), { now: NOW, afterReconnect: true })
    await expect.poll(() => rowAt(store.getState(), 0)?.reading.confirmed).toBe(2)
    unfollow()
  })

  it('are not fetched twice where they and the first snapshot are of the same facts', async () => {
    const { host, store, link } = setUp()
    const window = createHostStore()
    const unfollow = followRows(link, window, createViewStore())
    const asked = (): number => host.asked.filter((name) => name === 'page 0').length
    host.revision = sampleSnapshot().revision
    window.setState({ connection: 'connected' })
    applySnapshot(window, sampleSnapshot(), { now: NOW, afterReconnect: true }) // it overtakes them
    await expect.poll(() => store.getState().count).toBe(1000)
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect(asked()).toBe(1)
    applySnapshot(window, sampleSnapshot(), { now: NOW, afterReconnect: false })
    await expect.poll(() => asked()).toBe(2)
    unfollow()
  })

  it('are fetched anew with every snapshot, also of the same facts: a node that is back changes readings', async () => {
    const { host, store, link } = setUp()
    const window = createHostStore()
    const unfollow = followRows(link, window, createViewStore())
    const asked = (): number => host.asked.filter((name) => name === 'page 0').length
    applySnapshot(window, sampleSnapshot(), { now: NOW, afterReconnect: true })
    await expect.poll(() => store.getState().count).toBe(1000)
    applyStatus(window, sampleStatus(), NOW)
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect(asked()).toBe(1)
    host.confirmed = 2
    applySnapshot(window, sampleSnapshot(), { now: NOW, afterReconnect: false })
    await expect.poll(() => rowAt(store.getState(), 0)?.reading.confirmed).toBe(2)
    unfollow()
  })
})

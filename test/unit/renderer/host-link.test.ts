import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Bridge, ConnectionState, HostEvent } from '../../../renderer/bridge/bridge.ts'
import { IpcError } from '../../../renderer/bridge/bridge.ts'
import { createListeners } from '../../../renderer/bridge/listeners.ts'
import { linkHost, movesReadings } from '../../../renderer/stores/host-link.ts'
import { createHostStore } from '../../../renderer/stores/host-store.ts'
import { createRefresher } from '../../../renderer/stores/refresher.ts'
import type { AppSnapshot } from '../../../shared/ipc/contract.ts'
import { NOW, nodeDown, sampleSnapshot, sampleStatus } from './samples.ts'

/** A bridge whose host is a variable. */
function createFakeBridge() {
  const events = createListeners<HostEvent>()
  const connections = createListeners<ConnectionState>()
  const asked: string[] = []
  const host: { snapshot: AppSnapshot | IpcError; replyAfterMs: number } = {
    snapshot: sampleSnapshot(),
    replyAfterMs: 0,
  }
  const bridge: Bridge = {
    async call(name) {
      asked.push(name)
      const { snapshot, replyAfterMs } = host
      if (replyAfterMs > 0) await new Promise((resolve) => setTimeout(resolve, replyAfterMs))
      if (snapshot instanceof IpcError) throw snapshot
      const answers: Readonly<Record<string, unknown>> = {
        'app.snapshot': snapshot,
        'status.get': snapshot.status,
      }
      // Each of the two requests the link makes gets what the contract promises it.
      return answers[name] as never
    },
    subscribe: (listener) => {
      asked.push('subscribe')
      return events.add(listener)
    },
    onConnection: (listener) => connections.add(listener),
  }
  return { bridge, events, connections, asked, host }
}

function setUp() {
  vi.useFakeTimers({ now: NOW })
  const fake = createFakeBridge()
  const store = createHostStore()
  const errors: unknown[] = []
  const link = linkHost(fake.bridge, store, {
    now: () => Date.now(),
    minGapMs: 250,
    heartbeatMs: 20_000,
    onError: (error) => errors.push(error),
  })
  const connect = async (): Promise<void> => {
    fake.connections.emit('connected')
    await vi.advanceTimersByTimeAsync(0)
  }
  const snapshots = (): number => fake.asked.filter((name) => name === 'app.snapshot').length
  return { ...fake, store, errors, link, connect, snapshots }
}

afterEach(() => {
  vi.useRealTimers()
})

describe('the link to the host', () => {
  it('subscribes before it takes the first snapshot', async () => {
    const { asked, connect, store } = setUp()
    await connect()
    expect(asked).toEqual(['subscribe', 'app.snapshot'])
    expect(store.getState().snapshot?.revision).toBe(5)
  })

  it('does not miss a change that is told while the first snapshot is on its way', async () => {
    const { host, events, connections, store } = setUp()
    host.replyAfterMs = 500
    connections.emit('connected')
    await vi.advanceTimersByTimeAsync(100)
    host.snapshot = sampleSnapshot({ revision: 6 })
    events.emit({ name: 'store.changed', payload: { revision: 6 } })
    await vi.advanceTimersByTimeAsync(500)
    expect(store.getState().snapshot?.revision).toBe(5)
    await vi.advanceTimersByTimeAsync(1000)
    expect(store.getState().snapshot?.revision).toBe(6)
  })

  it('ignores store.changed for a revision it has already', async () => {
    const { events, connect, snapshots } = setUp()
    await connect()
    events.emit({ name: 'store.changed', payload: { revision: 5 } })
    await vi.advanceTimersByTimeAsync(2000)
    expect(snapshots()).toBe(1)
  })

  it('takes one snapshot for many changes and not more than four a second', async () => {
    const { events, host, connect, snapshots } = setUp()
    await connect()
    for (let revision = 6; revision < 106; revision += 1) {
      host.snapshot = sampleSnapshot({ revision })
      events.emit({ name: 'store.changed', payload: { revision } })
      await vi.advanceTimersByTimeAsync(10)
    }
    await vi.advanceTimersByTimeAsync(300)
    expect(snapshots()).toBeGreaterThan(1)
    expect(snapshots()).toBeLessThanOrEqual(1 + 5)
  })

  it('ends at the newest revision although changes came while a snapshot was under way', async () => {
    const { events, host, connect, store } = setUp()
    await connect()
    host.snapshot = sampleSnapshot({ revision: 9 })
    events.emit({ name: 'store.changed', payload: { revision: 9 } })
    await vi.advanceTimersByTimeAsync(1000)
    expect(store.getState().snapshot?.revision).toBe(9)
  })

  it('patches progress without asking for a snapshot', async () => {
    const { events, connect, store, snapshots } = setUp()
    await connect()
    const scan = { ...sampleStatus().scan, phase: 'snapshot', snapshotProgress: 0.5 } as const
    events.emit({ name: 'scan.progress', payload: { revision: 5, scan } })
    await vi.advanceTimersByTimeAsync(1000)
    expect(store.getState().snapshot?.status.scan.snapshotProgress).toBe(0.5)
    expect(snapshots()).toBe(1)
  })

  it('drops a status that is older than the snapshot', async () => {
    const { events, connect, store } = setUp()
    await connect()
    events.emit({
      name: 'status.changed',
      payload: { revision: 4, status: sampleStatus({ node: nodeDown(NOW) }) },
    })
    expect(store.getState().snapshot?.status.node.kind).toBe('ok')
  })

  it('shows a node that went away at once and asks what that means for the readings', async () => {
    const { events, connect, store, snapshots } = setUp()
    await connect()
    const status = sampleStatus({ node: nodeDown(NOW) })
    events.emit({ name: 'status.changed', payload: { revision: 5, status } })
    expect(store.getState().snapshot?.status.node.kind).toBe('problem')
    await vi.advanceTimersByTimeAsync(1000)
    expect(snapshots()).toBe(2)
  })

  it('keeps what it shows when the connection is lost, and takes any snapshot after it is back', async () => {
    const { connections, host, connect, store } = setUp()
    await connect()
    connections.emit('lost')
    expect(store.getState()).toMatchObject({ connection: 'lost', heardAt: NOW })
    expect(store.getState().snapshot?.revision).toBe(5)
    host.snapshot = sampleSnapshot({ revision: 2 })
    await vi.advanceTimersByTimeAsync(1000)
    await connect()
    await vi.advanceTimersByTimeAsync(300)
    expect(store.getState()).toMatchObject({ connection: 'connected' })
    expect(store.getState().snapshot?.revision).toBe(2)
  })

  it('never goes back to an older revision while connected', async () => {
    const { host, link, connect, store } = setUp()
    await connect()
    host.snapshot = sampleSnapshot({ revision: 3 })
    link.requestSnapshot()
    await vi.advanceTimersByTimeAsync(1000)
    expect(store.getState().snapshot?.revision).toBe(5)
  })

  it('reports a failing snapshot once, keeps the last one, and tries again', async () => {
    const { host, link, errors, connect, store } = setUp()
    await connect()
    host.snapshot = new IpcError('storage', 'The disk is full.')
    link.requestSnapshot()
    await vi.advanceTimersByTimeAsync(50_000)
    expect(errors).toHaveLength(1)
    expect(store.getState().snapshot?.revision).toBe(5)
    host.snapshot = sampleSnapshot({ revision: 6 })
    await vi.advanceTimersByTimeAsync(21_000)
    expect(store.getState().snapshot?.revision).toBe(6)
  })

  it('asks a silent host for its status', async () => {
    const { asked, host, connect, store } = setUp()
    await connect()
    host.snapshot = sampleSnapshot({ status: sampleStatus({ tipHeardAt: NOW + 30_000 }) })
    await vi.advanceTimersByTimeAsync(41_000)
    expect(asked).toContain('status.get')
    expect(store.getState().snapshot?.status.tipHeardAt).toBe(NOW + 30_000)
  })

  it('asks nothing any more once stopped', async () => {
    const { link, events, asked, connect } = setUp()
    await connect()
    link.stop()
    const before = asked.length
    events.emit({ name: 'store.changed', payload: { revision: 50 } })
    await vi.advanceTimersByTimeAsync(60_000)
    expect(asked).toHaveLength(before)
  })
})

describe('a status', () => {
  it('moves readings by node, tip, ledger, offline switch and providers, not by the clock', () => {
    const before = sampleStatus()
    const { node } = before
    if (node.kind !== 'ok') throw new Error('the sample node answers')
    expect(movesReadings(before, { ...before, node: { ...node, answeredAt: NOW }, tipHeardAt: NOW })).toBe(
      false,
    )
    expect(movesReadings(before, { ...before, offline: true })).toBe(true)
    expect(movesReadings(before, { ...before, ledger: null })).toBe(true)
    expect(movesReadings(before, { ...before, node: nodeDown(NOW) })).toBe(true)
  })
})

describe('the refresher', () => {
  it('never runs two jobs at once and runs again when asked meanwhile', async () => {
    vi.useFakeTimers({ now: NOW })
    let running = 0
    let most = 0
    let runs = 0
    const refresher = createRefresher(
      async () => {
        running += 1
        runs += 1
        most = Math.max(most, running)
        await new Promise((resolve) => setTimeout(resolve, 700))
        running -= 1
      },
      250,
      () => Date.now(),
    )
    for (let round = 0; round < 20; round += 1) {
      refresher.request()
      await vi.advanceTimersByTimeAsync(100)
    }
    await vi.advanceTimersByTimeAsync(5000)
    expect(most).toBe(1)
    expect(runs).toBe(4)
  })
})

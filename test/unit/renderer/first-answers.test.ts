import { describe, expect, it } from 'vitest'
import {
  type Bridge,
  type ConnectionState,
  type HostEvent,
  IpcError,
} from '../../../renderer/bridge/bridge.ts'
import { askFirst, FIRST_QUERY } from '../../../renderer/bridge/first-answers.ts'
import { createListeners } from '../../../renderer/bridge/listeners.ts'
import { createViewStore, queryOf } from '../../../renderer/stores/view-store.ts'
import { PAGE_ROWS } from '../../../shared/ipc/rows.ts'

const PAGE = { of: FIRST_QUERY, from: 0, limit: PAGE_ROWS }

/** Answers each call with its number; `fails` are calls, from 0, that fail. */
function connected(...fails: readonly number[]) {
  const events = createListeners<HostEvent>()
  const connections = createListeners<ConnectionState>()
  const asked: string[] = []
  const host: Bridge = {
    call: async (name) => {
      const number = asked.push(name) - 1
      if (fails.includes(number)) throw new IpcError('connection_lost', 'gone')
      return number as never
    },
    subscribe: (listener) => events.add(listener),
    onConnection: (listener) => connections.add(listener),
  }
  const bridge = askFirst(host)
  connections.emit('connected')
  return { bridge, events, connections, asked }
}

describe('the first answers of a window', () => {
  it('are asked for with the connection, and given once to whoever asks for the same', async () => {
    const { bridge, asked } = connected()
    expect(asked).toEqual(['app.snapshot', 'portfolio.page'])
    expect(await bridge.call('app.snapshot', {})).toBe(0)
    expect(await bridge.call('portfolio.page', PAGE)).toBe(1)
    expect(await bridge.call('app.snapshot', {})).toBe(2)
    expect(await bridge.call('portfolio.page', PAGE)).toBe(3)
  })

  it('are those of the list that a window begins with', () => {
    expect(queryOf(createViewStore().getState())).toEqual(FIRST_QUERY)
  })

  it('are not given to whoever asks for something else', async () => {
    const { bridge } = connected()
    expect(await bridge.call('portfolio.page', { ...PAGE, from: 100 })).toBe(2)
    expect(await bridge.call('status.get', {})).toBe(3)
  })

  it('are asked anew where something was heard meanwhile, or the connection was lost', async () => {
    const { bridge, events } = connected()
    events.emit({ name: 'store.changed', payload: { revision: 2 } })
    expect(await bridge.call('app.snapshot', {})).toBe(2)
    const again = connected()
    again.connections.emit('lost')
    again.connections.emit('connected')
    expect(await again.bridge.call('app.snapshot', {})).toBe(2)
  })

  it('are asked anew where the first time failed', async () => {
    expect(await connected(0).bridge.call('app.snapshot', {})).toBe(2)
  })

  it('are not given to whoever gave up meanwhile', async () => {
    const signal = AbortSignal.abort()
    await expect(connected().bridge.call('app.snapshot', {}, { signal })).rejects.toMatchObject({
      code: 'cancelled',
    })
  })
})

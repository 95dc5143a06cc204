import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { type WebSocket as ServerSocket, WebSocketServer } from 'ws'
import type { ConnectionState, HostEvent } from '../../../renderer/bridge/bridge.ts'
import { createSocketBridge, type SocketBridge } from '../../../renderer/bridge/socket-bridge.ts'

interface Call {
  readonly kind: string
  readonly id: string
  readonly name?: string
  readonly input?: unknown
}

const open: { close: () => void }[] = []
afterEach(() => {
  for (const each of open.splice(0)) each.close()
})

async function listen(
  port: number,
  onMessage: (socket: ServerSocket, call: Call) => void,
): Promise<WebSocketServer> {
  const server = new WebSocketServer({ host: '127.0.0.1', port })
  await new Promise((resolve) => server.once('listening', resolve))
  server.on('connection', (socket) => {
    socket.on('message', (data: Buffer) => onMessage(socket, JSON.parse(data.toString('utf8')) as Call)) // ours
  })
  open.push({
    close() {
      for (const socket of server.clients) socket.terminate()
      server.close()
    },
  })
  return server
}

function portOf(server: WebSocketServer): number {
  return (server.address() as AddressInfo).port // it listens on TCP
}

function connectTo(port: number): SocketBridge {
  const bridge = createSocketBridge({
    url: `ws://127.0.0.1:${port}/ws`,
    prepare: async () => undefined,
    firstPauseMs: 20,
    lastPauseMs: 50,
  })
  open.push(bridge)
  return bridge
}

function whenState(bridge: SocketBridge, wanted: ConnectionState): Promise<void> {
  return new Promise((resolve) => {
    bridge.onConnection((state) => state === wanted && resolve())
  })
}

const reply = (socket: ServerSocket, id: string, result: unknown): void =>
  socket.send(JSON.stringify({ kind: 'reply', id, result }))

describe('the bridge over a WebSocket', () => {
  it('gives each call the value of its own reply, in whatever order they come', async () => {
    const waiting: Call[] = []
    const server = await listen(0, (socket, call) => {
      waiting.push(call)
      if (waiting.length < 2) return
      for (const { id, name } of waiting.toReversed()) reply(socket, id, { ok: true, value: name })
    })
    const bridge = connectTo(portOf(server))
    await whenState(bridge, 'connected')
    const values = await Promise.all([bridge.call('status.get', {}), bridge.call('settings.get', {})])
    expect(values).toEqual(['status.get', 'settings.get'])
  })

  it('throws the code, message and detail of an error envelope', async () => {
    const server = await listen(0, (socket, { id }) => {
      const error = { code: 'locked', message: 'Held by the app.', retryable: false, detail: { pid: 7 } }
      reply(socket, id, { ok: false, error })
    })
    const bridge = connectTo(portOf(server))
    await whenState(bridge, 'connected')
    await expect(bridge.call('scan.sync', {})).rejects.toMatchObject({
      name: 'IpcError',
      code: 'locked',
      message: 'Held by the app.',
      detail: { pid: 7 },
    })
  })

  it('tells the host when a call is given up', async () => {
    const seen: Call[] = []
    const server = await listen(0, (_socket, call) => seen.push(call))
    const bridge = connectTo(portOf(server))
    await whenState(bridge, 'connected')
    const controller = new AbortController()
    const call = bridge.call('scan.sync', {}, { signal: controller.signal })
    controller.abort()
    await expect(call).rejects.toMatchObject({ code: 'cancelled' })
    await expect.poll(() => seen.map(({ kind }) => kind)).toEqual(['call', 'cancel'])
    expect(seen[1]?.id).toBe(seen[0]?.id)
  })

  it('hands events on with their names', async () => {
    const server = await listen(0, () => undefined)
    const bridge = connectTo(portOf(server))
    const events: HostEvent[] = []
    bridge.subscribe((event) => events.push(event))
    await whenState(bridge, 'connected')
    for (const socket of server.clients)
      socket.send(JSON.stringify({ kind: 'event', name: 'store.changed', payload: { revision: 3 } }))
    await expect.poll(() => events).toMatchObject([{ name: 'store.changed', payload: { revision: 3 } }])
  })

  it('fails open calls when the connection breaks, says so, and connects again', async () => {
    const server = await listen(0, () => undefined)
    const bridge = connectTo(portOf(server))
    await whenState(bridge, 'connected')
    const states: ConnectionState[] = []
    bridge.onConnection((state) => states.push(state))
    const call = bridge.call('status.get', {})
    for (const socket of server.clients) socket.terminate()
    await expect(call).rejects.toMatchObject({ code: 'connection_lost' })
    await expect.poll(() => states).toEqual(['connected', 'lost', 'connected'])
  })

  it('refuses calls while there is no connection instead of keeping them for later', async () => {
    const server = await listen(0, () => undefined)
    const bridge = connectTo(portOf(server))
    await expect(bridge.call('status.get', {})).rejects.toMatchObject({ code: 'connection_lost' })
  })

  it('says no_session when it was never let in, and connects when it is later', async () => {
    const first = await listen(0, () => undefined)
    const port = portOf(first)
    await new Promise((resolve) => first.close(resolve))
    const bridge = connectTo(port)
    const states: ConnectionState[] = []
    bridge.onConnection((state) => states.push(state))
    await whenState(bridge, 'no_session')
    await listen(port, () => undefined)
    await expect.poll(() => states).toEqual(['no_session', 'connected'])
  })
})

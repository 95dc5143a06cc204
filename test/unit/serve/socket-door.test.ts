import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { SAMPLE_STATUS, SAMPLE_WATCH } from '../../fakes/contract-samples.ts'
import {
  closeCode,
  nextMessage,
  openSession,
  openSocket,
  runServer,
  sessionCookie,
} from './running-server.ts'

const call = (id: string, name: string, input: unknown = {}) =>
  JSON.stringify({ kind: 'call', id, name, input })

/** A handler that ends only when it is aborted, and how often it was. */
function hanging() {
  const seen = { started: 0, aborted: 0 }
  const aborted = Promise.withResolvers<void>()
  const handlers = {
    'scan.sync': (_input: unknown, signal: AbortSignal) => {
      seen.started += 1
      return new Promise<never>((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          seen.aborted += 1
          aborted.resolve()
          reject(signal.reason as Error)
        })
      })
    },
  }
  return { handlers, seen, aborted: aborted.promise }
}

describe('opening a socket', () => {
  it.each([
    ['without an origin', 403, { Origin: undefined }],
    ['of another origin', 403, { Origin: 'http://evil.example' }],
    ['of the opaque origin', 403, { Origin: 'null' }],
    ['of https with our name', 403, { Origin: 'https://127.0.0.1' }],
    ['with another host', 421, { Host: 'evil.example' }],
    ['without a cookie', 401, { Cookie: undefined }],
    ['with a made-up cookie', 401, { Cookie: 'tidemark-session-1=x' }],
    ['called cross-site by the browser', 403, { 'Sec-Fetch-Site': 'cross-site' }],
  ])('is refused %s (%i)', async (_what, status, changed) => {
    const { server } = await runServer()
    const headers = {
      Origin: `http://127.0.0.1:${server.port}`,
      Cookie: await sessionCookie(server),
      ...changed,
    }
    const given = Object.fromEntries(
      Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    )
    expect(await openSocket(server.port, given)).toBe(status)
  })

  it('is refused at another path', async () => {
    const { server } = await runServer()
    const headers = { Origin: `http://127.0.0.1:${server.port}`, Cookie: await sessionCookie(server) }
    expect(await openSocket(server.port, headers, '/')).toBe(404)
  })

  it('is refused beyond 16, and works again when one has closed', async () => {
    const { server } = await runServer()
    const headers = { Origin: `http://127.0.0.1:${server.port}`, Cookie: await sessionCookie(server) }
    const open = await Promise.all(Array.from({ length: 16 }, () => openSocket(server.port, headers)))
    expect(open.every((socket) => socket instanceof WebSocket)).toBe(true)
    expect(await openSocket(server.port, headers)).toBe(503)
    const first = open[0] as WebSocket // seen to be one just above
    first.close()
    await once(first, 'close')
    await expect.poll(() => openSocket(server.port, headers)).toBeInstanceOf(WebSocket)
  })
})

describe('a socket', () => {
  it('carries a call to the router and its result back under the same id', async () => {
    const { server } = await runServer({ 'portfolio.list': () => Promise.resolve([SAMPLE_WATCH]) })
    const socket = await openSession(server)
    socket.send(call('7', 'portfolio.list'))
    expect(await nextMessage(socket)).toEqual({
      kind: 'reply',
      id: '7',
      result: { ok: true, value: [SAMPLE_WATCH] },
    })
  })

  it('answers a call without input with invalid_input', async () => {
    const { server } = await runServer()
    const socket = await openSession(server)
    socket.send(JSON.stringify({ kind: 'call', id: '7', name: 'portfolio.list' }))
    expect(await nextMessage(socket)).toMatchObject({ id: '7', result: { error: { code: 'invalid_input' } } })
  })

  it('hears events', async () => {
    const { server, host } = await runServer()
    const socket = await openSession(server)
    const message = nextMessage(socket)
    host.events.emit('status.changed', { revision: 3, status: SAMPLE_STATUS })
    expect(await message).toEqual({
      kind: 'event',
      name: 'status.changed',
      payload: { revision: 3, status: SAMPLE_STATUS },
    })
  })

  it('cancels the call it names', async () => {
    const { handlers, seen } = hanging()
    const { server } = await runServer(handlers)
    const socket = await openSession(server)
    socket.send(call('a', 'scan.sync'))
    socket.send(JSON.stringify({ kind: 'cancel', id: 'a' }))
    expect(await nextMessage(socket)).toMatchObject({ id: 'a', result: { error: { code: 'cancelled' } } })
    expect(seen).toEqual({ started: 1, aborted: 1 })
  })

  it('takes its open calls along when it goes away without a word', async () => {
    const { handlers, seen, aborted } = hanging()
    const { server } = await runServer(handlers)
    const socket = await openSession(server)
    socket.send(call('a', 'scan.sync'))
    await expect.poll(() => seen.started).toBe(1)
    socket.terminate()
    await aborted
    expect(seen.aborted).toBe(1)
  })

  it.each([
    ['text that is not JSON', '{', 1008],
    ['an unknown kind', '{"kind":"hello"}', 1008],
    ['a call without an id', '{"kind":"call","name":"portfolio.list","input":{}}', 1008],
    ['a field beyond the protocol', '{"kind":"cancel","id":"a","more":1}', 1008],
    ['an id of 101 characters', JSON.stringify({ kind: 'cancel', id: 'x'.repeat(101) }), 1008],
    ['binary data', Buffer.from('{}'), 1003],
  ])('is closed after %s', async (_what, message, code) => {
    const { server } = await runServer()
    const socket = await openSession(server)
    socket.send(message)
    expect(await closeCode(socket)).toBe(code)
  })

  it('is closed after a message of more than 1 MiB, and the server lives on', async () => {
    const { server } = await runServer({ 'portfolio.list': () => Promise.resolve([]) })
    const socket = await openSession(server)
    socket.on('error', () => undefined) // the server may reset while we still send
    socket.send('x'.repeat(1024 * 1024 + 1))
    await closeCode(socket)
    const next = await openSession(server)
    next.send(call('1', 'portfolio.list'))
    expect(await nextMessage(next)).toMatchObject({ id: '1', result: { ok: true } })
  })

  it('is closed when it gives no sign of life, and kept when it does', async () => {
    const { server } = await runServer(
      { 'portfolio.list': () => Promise.resolve([]) },
      { limits: { pingMs: 800 } },
    )
    const cookie = await sessionCookie(server)
    const headers = { Cookie: cookie, Origin: `http://127.0.0.1:${server.port}` }
    const mute = new WebSocket(`ws://127.0.0.1:${server.port}/ws`, { headers, autoPong: false })
    const alive = await openSession(server)
    await once(mute, 'close')
    await once(alive, 'ping') // and was judged by its answer to the one before
    alive.send(call('1', 'portfolio.list'))
    expect(await nextMessage(alive)).toMatchObject({ id: '1', result: { ok: true } })
  })

  it('is closed when the server closes', async () => {
    const { server } = await runServer()
    const socket = await openSession(server)
    const closed = closeCode(socket)
    await server.close()
    expect(await closed).toBe(1006)
  })
})

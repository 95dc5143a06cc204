import { describe, expect, it } from 'vitest'
import { CONTENT_SECURITY_POLICY } from '../../../electron/serve/security-headers.ts'
import { startServer } from '../../../electron/serve.ts'
import { scriptedHost } from '../../fakes/scripted-host.ts'
import { rawRequest, requestText } from './raw-request.ts'
import { runServer } from './running-server.ts'

describe('the loopback server', () => {
  it('serves the page with the content security policy and no permission for other origins', async () => {
    const { server } = await runServer()
    const reply = await rawRequest(server.port, requestText(server.port, 'GET /'))
    expect(reply).toMatchObject({ status: 200, body: '<!doctype html>page' })
    expect(reply.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': CONTENT_SECURITY_POLICY,
      'cross-origin-resource-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
      'x-frame-options': 'DENY',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    })
    expect(Object.keys(reply.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
  })

  it('has a policy that lets nothing inline, nothing foreign and no frame in', () => {
    expect(CONTENT_SECURITY_POLICY).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'; " +
        "require-trusted-types-for 'script'",
    )
  })

  it('serves a file by GET with a query and by HEAD without a body, under the name localhost too', async () => {
    const { server } = await runServer()
    const { port } = server
    const get = await rawRequest(port, requestText(port, 'GET /assets/app.js?v=1'))
    expect(get).toMatchObject({
      status: 200,
      body: 'run()',
      headers: { 'content-type': 'text/javascript; charset=utf-8' },
    })
    const head = await rawRequest(
      port,
      requestText(port, 'HEAD /assets/app.js', { Host: `localhost:${port}` }),
    )
    expect(head).toMatchObject({ status: 200, body: '', headers: { 'content-length': '5' } })
  })

  it.each([
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/..\\secret.txt',
    '//secret.txt',
    '/assets',
    '/assets/app.js.map',
    '/index.html/',
    '/session',
    '/ws',
  ])('has nothing at %s', async (path) => {
    const { server } = await runServer()
    const reply = await rawRequest(server.port, requestText(server.port, `GET ${path}`))
    expect(reply.status).toBe(404)
    expect(reply.body).not.toContain('secret')
  })

  it.each([
    ['the name of another site (DNS rebinding)', (port: number) => `evil.example:${port}`],
    ['the right address without its port', () => '127.0.0.1'],
    ['another port', (port: number) => `127.0.0.1:${port + 1}`],
    ['the IPv6 loopback, where it does not listen', (port: number) => `[::1]:${port}`],
    ['a name that begins like ours', (port: number) => `127.0.0.1:${port}.evil.example`],
    ['0.0.0.0', (port: number) => `0.0.0.0:${port}`],
  ])('answers 421 to a Host that is %s', async (_what, host) => {
    const { server } = await runServer()
    const text = requestText(server.port, 'GET /', { Host: host(server.port) })
    expect((await rawRequest(server.port, text)).status).toBe(421)
  })

  it('answers 421 to a request that names two hosts, ours among them', async () => {
    const { server } = await runServer()
    const text = requestText(server.port, 'GET /').replace('\r\n', '\r\nHost: evil.example\r\n')
    const reversed = requestText(server.port, 'GET /', { 'X-Last': '1\r\nHost: evil.example' })
    expect((await rawRequest(server.port, text)).status).toBe(421)
    expect((await rawRequest(server.port, reversed)).status).toBe(421)
  })

  it('refuses a request without a host', async () => {
    const { server } = await runServer()
    const http11 = await rawRequest(server.port, 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n')
    const http10 = await rawRequest(server.port, 'GET / HTTP/1.0\r\n\r\n')
    expect([http11.status, http10.status]).toEqual([421, 421])
  })

  it('refuses a target with a scheme and host, as a proxy would send it', async () => {
    const { server } = await runServer()
    const own = requestText(server.port, `GET http://127.0.0.1:${server.port}/`)
    expect((await rawRequest(server.port, own)).status).toBe(400)
  })

  it.each(['TRACE', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])('answers 405 to %s', async (method) => {
    const { server } = await runServer()
    const text = requestText(server.port, `${method} /`, { Origin: `http://127.0.0.1:${server.port}` })
    expect((await rawRequest(server.port, text)).status).toBe(405)
  })

  it('does not open a tunnel for CONNECT', async () => {
    const { server } = await runServer()
    expect((await rawRequest(server.port, requestText(server.port, 'CONNECT example.org:443'))).status).toBe(
      0,
    )
  })

  it('answers 405 to a POST that is not to the session', async () => {
    const { server } = await runServer()
    const text = requestText(server.port, 'POST /', { Origin: `http://127.0.0.1:${server.port}` }, 'x')
    expect((await rawRequest(server.port, text)).status).toBe(405)
  })

  it.each(['cross-site', 'same-site', 'nonsense'])(
    'answers 403 to a request that a browser calls %s',
    async (site) => {
      const { server } = await runServer()
      const text = requestText(server.port, 'GET /', { 'Sec-Fetch-Site': site })
      expect((await rawRequest(server.port, text)).status).toBe(403)
    },
  )

  it.each(['same-origin', 'none'])('serves a request that a browser calls %s', async (site) => {
    const { server } = await runServer()
    const text = requestText(server.port, 'GET /', { 'Sec-Fetch-Site': site })
    expect((await rawRequest(server.port, text)).status).toBe(200)
  })

  it('answers 431 to more than 16 kB of headers', async () => {
    const { server } = await runServer()
    const text = requestText(server.port, 'GET /', { 'X-Large': 'x'.repeat(17_000) })
    expect((await rawRequest(server.port, text)).status).toBe(431)
  })

  it('ends a connection whose headers do not come in time', async () => {
    const { server } = await runServer({}, { limits: { headersMs: 100, requestMs: 200 } })
    const reply = await rawRequest(server.port, 'GET / HTTP/1.1\r\nHost: ')
    expect(reply.status).toBe(408)
  })

  it('ends a connection whose body does not come in time', async () => {
    const { server } = await runServer({}, { limits: { headersMs: 100, requestMs: 200 } })
    const slow = requestText(server.port, 'POST /session', {
      Origin: `http://127.0.0.1:${server.port}`,
      'Content-Type': 'application/json',
      'Content-Length': '50',
    })
    expect((await rawRequest(server.port, `${slow}{"code"`)).status).toBe(408)
  })

  it('says that the interface is not built when its folder is missing', async () => {
    await expect(startServer(scriptedHost({}), { rendererDir: '/nowhere/at/all' })).rejects.toMatchObject({
      code: 'internal',
      message: 'The interface has not been built: run "npm run build" first.',
    })
  })

  it('says that a port is in use', async () => {
    const { server } = await runServer()
    await expect(runServer({}, { port: server.port })).rejects.toMatchObject({
      message: `Cannot listen on port ${server.port}: it is in use.`,
    })
  })

  it('frees its port when it closes, also while a client holds a connection open', async () => {
    const { server } = await runServer()
    const held = rawRequest(server.port, 'GET / HTTP/1.1\r\nHost: ')
    await server.close()
    await held
    const again = await runServer({}, { port: server.port })
    expect(again.server.port).toBe(server.port)
  })
})

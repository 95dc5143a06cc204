import { describe, expect, it } from 'vitest'
import { CONTENT_SECURITY_POLICY } from '../../../electron/serve/security-headers.ts'
import { AppError } from '../../../shared/errors.ts'
import { inWords } from '../../fakes/in-words.ts'
import { bearer, portfolioOf, runApi, WATCHED } from './api-ground.ts'
import { rawRequest, requestText } from './raw-request.ts'
import { runServer, sessionCookie } from './running-server.ts'

const PATHS = ['/metrics', '/tip', `/address/${WATCHED}`, `/address/${WATCHED}?verbosity=3&height=120`]

describe('the door for programs', () => {
  it.each(PATHS)('does not exist at %s unless it is switched on', async (path) => {
    const { server } = await runServer()
    const reply = await rawRequest(server.port, requestText(server.port, `GET ${path}`, bearer('any')))
    expect(reply.status).toBe(404)
    expect(reply.headers['content-type']).toBe('text/plain; charset=utf-8')
  })

  it.each(PATHS)('asks for a key at %s', async (path) => {
    const { get } = await runApi()
    const reply = await get(path, {})
    expect(reply.status).toBe(401)
    expect(reply.headers['www-authenticate']).toBe('Bearer realm="tidemark"')
    expect(JSON.parse(reply.body)).toMatchObject({ error: 'unauthorized' })
  })

  it('says the same to a wrong key as to none', async () => {
    const { get, key } = await runApi()
    const none = await get('/metrics', {})
    const last = key.key.endsWith('A') ? 'B' : 'A'
    for (const wrong of ['x', key.id, `${key.key.slice(0, -1)}${last}`, `${key.key}A`]) {
      const reply = await get('/metrics', bearer(wrong))
      expect(reply).toMatchObject({ status: 401, body: none.body })
    }
  })

  it.each([
    ['Basic', (key: string) => ({ Authorization: `Basic ${Buffer.from(`:${key}`).toString('base64')}` })],
    ['no scheme', (key: string) => ({ Authorization: key })],
    ['a header of another name', (key: string) => ({ 'X-Api-Key': key })],
    ['a cookie', (key: string) => ({ Cookie: `key=${key}` })],
    ['two Authorization headers', (key: string) => ({ ...bearer(key), authorization: 'Bearer other' })],
  ])('does not take the right key as %s', async (_what, headers) => {
    const { get, key } = await runApi()
    expect((await get('/metrics', headers(key.key))).status).toBe(401)
  })

  it.each(['key', 'token', 'api_key', 'access_token'])(
    'does not take a key in the query, as %s',
    async (name) => {
      const { get, key } = await runApi()
      for (const path of [`/metrics?${name}=${key.key}`, `/address/${WATCHED}?${name}=${key.key}`]) {
        expect((await get(path, {})).status).toBe(401)
        expect((await get(path)).status).toBe(400)
      }
    },
  )

  it('takes a key until it is revoked, and the others after that', async () => {
    const { get, keys, key } = await runApi()
    const other = await keys.create('other')
    expect((await get('/metrics')).status).toBe(200)
    await keys.revoke(key.id)
    expect((await get('/metrics')).status).toBe(401)
    expect((await get('/metrics', bearer(other.key))).status).toBe(200)
  })

  it('is not opened by a session of the app, and a key opens no session', async () => {
    const { get, server, key } = await runApi()
    expect((await get('/metrics', { Cookie: await sessionCookie(server) })).status).toBe(401)
    const origin = `http://127.0.0.1:${server.port}`
    const body = JSON.stringify({ code: key.key })
    const headers = { Origin: origin, 'Content-Type': 'application/json' }
    const reply = await rawRequest(server.port, requestText(server.port, 'POST /session', headers, body))
    expect(reply.status).toBe(403)
  })

  it.each([
    ['another site (DNS rebinding)', (port: number) => ({ Host: `evil.example:${port}` }), 421],
    ['the right address without its port', () => ({ Host: '127.0.0.1' }), 421],
    ['a page of another site', () => ({ 'Sec-Fetch-Site': 'cross-site' }), 403],
  ])('refuses the right key from %s', async (_what, headers, status) => {
    const { get, port, key } = await runApi()
    expect((await get('/metrics', { ...bearer(key.key), ...headers(port) })).status).toBe(status)
  })

  it('needs no Origin, and answers under the name localhost too', async () => {
    const { get, port, key } = await runApi()
    expect((await get('/tip', { ...bearer(key.key), Host: `localhost:${port}` })).status).not.toBe(421)
  })

  it.each(['POST', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])(
    'only reads: %s is refused',
    async (method) => {
      const { port, key } = await runApi()
      const headers = { ...bearer(key.key), Origin: `http://127.0.0.1:${port}` }
      const reply = await rawRequest(port, requestText(port, `${method} /address/${WATCHED}`, headers))
      expect(reply.status).toBe(405)
      expect((await rawRequest(port, requestText(port, 'POST /metrics', bearer(key.key)))).status).toBe(403)
    },
  )

  it('carries the security headers of the server, and no permission for other origins', async () => {
    const { get } = await runApi()
    for (const path of ['/metrics', `/address/${WATCHED}`, '/address/unknown']) {
      const { headers } = await get(path)
      expect(headers).toMatchObject({
        'content-security-policy': CONTENT_SECURITY_POLICY,
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
      })
      expect(Object.keys(headers).filter((name) => /^access-control|^set-cookie/.test(name))).toEqual([])
    }
  })

  it('holds each key to its share, and says when to come again', async () => {
    const { get, keys, clock } = await runApi(undefined, { limits: { apiPerSecond: 1, apiBurst: 2 } })
    const other = await keys.create('other')
    const statuses = [await get('/metrics'), await get('/metrics'), await get('/metrics')]
    expect(statuses.map(({ status }) => status)).toEqual([200, 200, 429])
    expect(statuses[2]?.headers['retry-after']).toBe('1')
    expect((await get('/metrics', bearer(other.key))).status).toBe(200)
    clock.nowMs += 1_000
    expect((await get('/metrics')).status).toBe(200)
  })

  it('lets no flood of wrong keys lock out a right one', async () => {
    const { get } = await runApi(undefined, { limits: { apiPerSecond: 1, apiBurst: 1 } })
    expect((await get('/metrics', bearer('wrong'))).status).toBe(401)
    expect((await get('/metrics', bearer('wrong'))).status).toBe(429)
    expect((await get('/metrics')).status).toBe(200)
  })

  it('lets nobody in when the keys cannot be read', async () => {
    const { get, metrics } = await runApi()
    const verify = () => Promise.reject(new AppError('storage', inWords('damaged')))
    const { server } = await runServer(portfolioOf({}), {
      api: { network: 'regtest', keys: { verify }, metrics },
    })
    const reply = await rawRequest(server.port, requestText(server.port, 'GET /metrics', bearer('any')))
    expect(reply.status).toBe(500)
    expect(reply.body).not.toContain('tidemark_')
    expect((await get('/metrics')).status).toBe(200)
  })

  it('leaves the interface where it was', async () => {
    const { get } = await runApi()
    expect((await get('/', {})).body).toBe('<!doctype html>page')
    expect((await get('/address/', {})).status).toBe(404)
    expect((await get('/address/a/b', {})).status).toBe(404)
    expect((await get('/metrics/', {})).status).toBe(404)
  })
})

import { describe, expect, it } from 'vitest'
import { rawRequest, requestText } from './raw-request.ts'
import { codeOf, openSocket, postCode, runServer, sessionCookie } from './running-server.ts'

describe('a session on the loopback server', () => {
  it('opens with the code of a link, in a cookie that no script and no other site gets', async () => {
    const { server } = await runServer()
    const { port } = server
    const reply = await postCode(port, codeOf(server.openUrl()))
    expect(reply.status).toBe(204)
    expect(reply.headers['set-cookie']).toMatch(
      new RegExp(`^tidemark-session-${port}=[A-Za-z0-9_-]{43}; HttpOnly; SameSite=Strict; Path=/$`),
    )
  })

  it('has links whose code stands in the fragment, 256 bits and never the same', async () => {
    const { server } = await runServer()
    const links = [server.openUrl(), server.openUrl()]
    for (const link of links) {
      expect(link).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:${server.port}/#code=[A-Za-z0-9_-]{43}$`))
    }
    expect(links[0]).not.toBe(links[1])
  })

  it('opens once for a code', async () => {
    const { server } = await runServer()
    const code = codeOf(server.openUrl())
    const replies = [await postCode(server.port, code), await postCode(server.port, code)]
    expect(replies.map(({ status }) => status)).toEqual([204, 403])
    expect(replies[1]?.headers['set-cookie']).toBeUndefined()
  })

  it('opens 30 seconds after the link was made and not a millisecond later', async () => {
    const { server, clock } = await runServer()
    const [inTime, late] = [codeOf(server.openUrl()), codeOf(server.openUrl())]
    clock.nowMs += 30_000
    expect((await postCode(server.port, inTime)).status).toBe(204)
    clock.nowMs += 1
    expect((await postCode(server.port, late)).status).toBe(403)
  })

  it('does not open for a wrong code, which does not use up the right one', async () => {
    const { server } = await runServer()
    const code = codeOf(server.openUrl())
    expect((await postCode(server.port, `${code.slice(0, -1)}!`)).status).toBe(403)
    expect((await postCode(server.port, 'x')).status).toBe(403)
    expect((await postCode(server.port, code)).status).toBe(204)
  })

  it.each([
    ['another origin', { Origin: 'http://evil.example' }],
    ['another port of this machine', { Origin: 'http://127.0.0.1:1' }],
    ['the opaque origin', { Origin: 'null' }],
    ['a cross-site fetch', { 'Sec-Fetch-Site': 'cross-site' }],
  ])('does not open for a request of %s, and the code stays good', async (_what, headers) => {
    const { server } = await runServer()
    const code = codeOf(server.openUrl())
    expect((await postCode(server.port, code, headers)).status).toBe(403)
    expect((await postCode(server.port, code)).status).toBe(204)
  })

  it('does not open for a request without an origin', async () => {
    const { server } = await runServer()
    const body = JSON.stringify({ code: codeOf(server.openUrl()) })
    const text = requestText(server.port, 'POST /session', { 'Content-Type': 'application/json' }, body)
    expect((await rawRequest(server.port, text)).status).toBe(403)
  })

  it('does not open for localhost with the origin of 127.0.0.1', async () => {
    const { server } = await runServer()
    const headers = { Host: `localhost:${server.port}` }
    expect((await postCode(server.port, codeOf(server.openUrl()), headers)).status).toBe(403)
  })

  it('does not open for a form, which needs no permission to be sent from another site', async () => {
    const { server } = await runServer()
    const headers = { 'Content-Type': 'text/plain' }
    expect((await postCode(server.port, codeOf(server.openUrl()), headers)).status).toBe(415)
  })

  it.each(['', '{', 'null', '[]', '{"code":5}', '{"code":""}', '{"code":"x","more":1}'])(
    'does not open for the body %s',
    async (body) => {
      const { server } = await runServer()
      const headers = { Origin: `http://127.0.0.1:${server.port}`, 'Content-Type': 'application/json' }
      expect(
        (await rawRequest(server.port, requestText(server.port, 'POST /session', headers, body))).status,
      ).toBe(400)
    },
  )

  it('answers 413 to a body of more than 64 kB, announced or in chunks', async () => {
    const { server } = await runServer()
    const headers = { Origin: `http://127.0.0.1:${server.port}`, 'Content-Type': 'application/json' }
    const large = 'x'.repeat(65_537)
    const announced = requestText(server.port, 'POST /session', headers, large)
    const chunked = `${requestText(server.port, 'POST /session', { ...headers, 'Transfer-Encoding': 'chunked' })}${large.length.toString(16)}\r\n${large}\r\n0\r\n\r\n`
    expect((await rawRequest(server.port, announced)).status).toBe(413)
    expect((await rawRequest(server.port, chunked)).status).toBe(413)
  })

  it('of another server, or under another name, opens no socket', async () => {
    const [one, other] = [(await runServer()).server, (await runServer()).server]
    const foreign = await sessionCookie(other)
    const Origin = `http://127.0.0.1:${one.port}`
    const renamed = foreign.replace(String(other.port), String(one.port))
    expect(await openSocket(one.port, { Origin, Cookie: foreign })).toBe(401)
    expect(await openSocket(one.port, { Origin, Cookie: renamed })).toBe(401)
  })
})

import { rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Server, startServer } from '../../../electron/serve.ts'
import { scriptedHost } from '../../fakes/scripted-host.ts'
import { HOSTILE } from './hostile.ts'
import type { Target } from './hostile-shape.ts'
import { rawRequest, requestText } from './raw-request.ts'
import { codeOf, rendererFolder, sessionCookie } from './running-server.ts'

describe('the loopback server under attack', () => {
  let server: Server
  let target: Target
  let rendererDir: string

  beforeAll(async () => {
    rendererDir = await rendererFolder()
    server = await startServer(scriptedHost({}), { rendererDir })
    const cookie = await sessionCookie(server)
    target = { port: server.port, cookie, code: codeOf(server.openUrl()) }
  })
  afterAll(async () => {
    await server.close()
    await rm(dirname(rendererDir), { recursive: true, force: true })
  })

  it('is tried with at least 60 requests, no two the same', () => {
    const sent = new Set(HOSTILE.map(({ bytes }) => bytes(target)))
    expect(sent.size).toBe(HOSTILE.length)
    expect(HOSTILE.length).toBeGreaterThanOrEqual(60)
  })

  it.each(HOSTILE)('refuses $what with $status: $reason', async ({ bytes, status, reason }) => {
    const reply = await rawRequest(target.port, bytes(target))
    expect(reply.status).toBe(status)
    expect(`${reply.phrase} ${reply.body}`).toContain(reason)
    const names = Object.keys(reply.headers)
    expect(names.filter((name) => /^access-control|^set-cookie/.test(name))).toEqual([])
  })

  it('judges each request of a connection by itself', async () => {
    const good = requestText(target.port, 'GET /', { Connection: 'keep-alive' })
    const bad = requestText(target.port, 'GET /', { Host: 'evil.example' })
    const reply = await rawRequest(target.port, good + bad)
    expect(reply.status).toBe(200)
    expect(reply.body).toMatch(/HTTP\/1\.1 421 [\s\S]*unknown host/)
  })

  it('has used up nothing: the code and the session are still good', async () => {
    const headers = { Origin: `http://127.0.0.1:${target.port}`, 'Content-Type': 'application/json' }
    const body = JSON.stringify({ code: target.code })
    const text = requestText(target.port, 'POST /session', headers, body)
    expect((await rawRequest(target.port, text)).status).toBe(204)
  })
})

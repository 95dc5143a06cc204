import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { startFakeBitcoind } from '../../fakes/bitcoind-server.ts'
import { connect, forever, nodeErrorOf } from './connect.ts'

interface Asked {
  readonly method: string
  readonly authorization: string | undefined
}

/** A server that answers every call with `status` and these headers, and every GET with `front`. */
async function server(status: number, headers: Record<string, string>, front: [number, string]) {
  const asked: Asked[] = []
  const listening = createServer(({ method = '', headers: sent }, response) => {
    asked.push({ method, authorization: (sent satisfies IncomingHttpHeaders).authorization })
    if (method === 'GET') response.writeHead(front[0]).end(front[1])
    else response.writeHead(status, headers).end()
  })
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    listening.close()
    listening.closeAllConnections()
  })
  const { port } = listening.address() as AddressInfo // it listens on a port, not on a pipe
  const node = connect(`http://127.0.0.1:${port}`)
  onTestFinished(() => node.close())
  return { asked, node, logins: () => asked.filter(({ authorization }) => authorization !== undefined) }
}

const BITCOIND = { 'www-authenticate': 'Basic realm="jsonrpc"' }
const POST_ONLY: [number, string] = [405, 'JSONRPC server handles only POST requests']

describe('the login of the node', () => {
  it.each([
    ['does not ask for one', 404, {}],
    ['forbids the call', 403, BITCOIND],
    ['fails', 500, BITCOIND],
    ['asks for a login of its own', 401, { 'www-authenticate': 'Basic realm="my explorer"' }],
    ['asks without saying for what', 401, {}],
  ])('is never sent to a server that %s', async (_name, status, headers) => {
    const { node, logins, asked } = await server(status, headers, [404, ''])
    for (const _ of [1, 2]) await nodeErrorOf(node.chain.view(forever))
    expect(asked.length).toBeGreaterThanOrEqual(2)
    expect(logins()).toEqual([])
  })

  it.each([
    ['its 401', BITCOIND, [404, ''] as [number, string]],
    ['its 405', {}, POST_ONLY],
  ])('is sent after bitcoind was known by %s, and from then on at once', async (_name, headers, front) => {
    const { node, asked, logins } = await server(401, headers, front)
    await nodeErrorOf(node.chain.view(forever))
    expect(asked[0]).toEqual({ method: 'POST', authorization: undefined })
    expect(asked.at(-1)?.authorization).toMatch(/^Basic /)
    const before = asked.length
    await nodeErrorOf(node.chain.view(forever))
    expect([asked.length - before, logins().length]).toEqual([1, 2])
  })

  it('says of a server that asks for another login that it is no bitcoind', async () => {
    const { node } = await server(401, { 'www-authenticate': 'Basic realm="my explorer"' }, [404, ''])
    const { problem, message } = await nodeErrorOf(node.chain.view(forever))
    expect(problem).toBe('fault')
    expect(message).toMatch(/login was not sent/)
  })

  it('costs one request more, the first', async () => {
    const fake = await startFakeBitcoind()
    fake.credentials = 'u:p'
    const node = connect(fake.url)
    onTestFinished(() => Promise.all([node.close(), fake.close()]).then(() => undefined))
    for (const _ of [1, 2, 3]) await node.chain.view(forever)
    expect(fake.requests()).toBe(4)
  })
})

import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import type { Bitcoind } from '../../../electron/sources/bitcoind/bitcoind.ts'
import { GENESIS_HASH } from '../../../shared/chain.ts'
import type { NodeProblem } from '../../../shared/node-problem.ts'
import {
  type FakeAnswer,
  type FakeBitcoind,
  failure,
  http,
  result,
  startFakeBitcoind,
} from '../../fakes/bitcoind-server.ts'
import { connect, forever, nodeErrorOf, withFakeNode } from './connect.ts'

let fake: FakeBitcoind
let node: Bitcoind
withFakeNode((...made) => {
  ;[fake, node] = made
})

const header = (): Promise<unknown> => node.chain.header(GENESIS_HASH.regtest, forever)

describe('a node that answers with trouble', () => {
  const cases: readonly [string, FakeAnswer, NodeProblem, RegExp][] = [
    ['a method outside the whitelist', http(403, ''), 'forbidden', /getblockheader/],
    ['a full work queue', http(503, 'Work queue depth exceeded'), 'busy', /too much to do/],
    ['a full work queue of an old node', http(500, 'Work queue depth exceeded'), 'busy', /too much to do/],
    ['a shutdown', http(503, 'Request rejected during server shutdown'), 'busy', /shutting down/],
    ['a start', failure(-28, 'Loading block index…'), 'warming_up', /Loading block index/],
    ['a method it lacks', failure(-32601, 'Method not found'), 'forbidden', /getblockheader/],
    [
      'a page of HTML',
      http(200, '<html>Sign in to the network</html>'),
      'fault',
      /does not come from a bitcoind/,
    ],
    ['an empty body', http(200, ''), 'fault', /does not come from a bitcoind/],
    [
      'half of a JSON text',
      http(200, '{"jsonrpc":"2.0","result":{"ha'),
      'fault',
      /not what bitcoind answers/,
    ],
    ['JSON of another shape', http(200, '{"ok":true}'), 'fault', /not what bitcoind answers/],
    ['a result of another shape', result({ hash: 7 }), 'fault', /not what bitcoind answers/],
    ['a header of another block', result({ hash: '00'.repeat(32) }), 'fault', /not what bitcoind answers/],
    ['JSON nested without end', http(200, '['.repeat(100_000)), 'fault', /not what bitcoind answers/],
    ['more than fits', http(200, Buffer.alloc(17 << 20, 0x20)), 'fault', /more than any/],
    ['an error of its own', failure(-1, 'out of luck'), 'fault', /out of luck/],
    ['a redirect', http(302, ''), 'fault', /does not come from a bitcoind/],
  ]
  it.each(cases)('names %s as what it is', async (_name, answer, problem, message) => {
    fake.on('getblockheader', () => answer)
    const error = await nodeErrorOf(header())
    expect(error.problem).toBe(problem)
    expect(error.message).toMatch(message)
  })

  it('cannot make its text act or run on', async () => {
    fake.on('getblockheader', () => failure(-1, `a\u202eb\u0007c${'x'.repeat(5_000)}`))
    const { message } = await nodeErrorOf(header())
    expect(message).toContain('a b c')
    expect(message.length).toBeLessThan(300)
  })

  it('is understood before Core 28 too, where errors are HTTP 500 and 404', async () => {
    const old = await startFakeBitcoind({ legacy: true })
    const client = connect(old.url)
    old.on('getblockheader', () => failure(-28, 'Verifying blocks…'))
    expect((await nodeErrorOf(client.chain.header(GENESIS_HASH.regtest, forever))).problem).toBe('warming_up')
    old.on('getblockheader', () => failure(-5, 'Block not found'))
    expect(await client.chain.header(GENESIS_HASH.regtest, forever)).toBeNull()
    await client.close()
    await old.close()
  })
})

describe('a node that does not answer', () => {
  it('is unreachable when nothing listens', async () => {
    await fake.close()
    expect((await nodeErrorOf(header())).problem).toBe('unreachable')
  })

  it('is a fault when what listens speaks no HTTP', async () => {
    const server = createServer((socket) => socket.end('220 mail.example ESMTP\r\n'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const client = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`) // it has a port
    const error = await nodeErrorOf(client.chain.view(forever))
    expect(error).toMatchObject({ problem: 'fault', message: expect.stringContaining('does not speak HTTP') })
    await client.close()
    server.close()
  })

  it('is asked once more after a reset connection, and only once', async () => {
    let resets = 1
    fake.on('getblockheader', () => (resets-- > 0 ? { kind: 'reset' } : failure(-5, 'Block not found')))
    expect(await header()).toBeNull()
    expect(fake.requests()).toBe(2)
    resets = 99
    expect((await nodeErrorOf(header())).problem).toBe('unreachable')
    expect(fake.requests()).toBe(4)
  })

  it('lets go at once when the call is cancelled, with the reason of the signal', async () => {
    fake.on('getblockheader', () => ({ kind: 'hang' }))
    const cancel = new AbortController()
    const call = node.chain.header(GENESIS_HASH.regtest, cancel.signal)
    cancel.abort(new Error('window closed'))
    await expect(call).rejects.toThrow('window closed')
  })

  it('is unreachable for calls under way when the connection is closed by us', async () => {
    fake.on('getblockheader', () => ({ kind: 'hang' }))
    const call = nodeErrorOf(header())
    await expect.poll(() => fake.requests()).toBe(1)
    await node.close()
    expect((await call).problem).toBe('unreachable')
  })
})

import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { hintsOfBlocks } from '../../../../electron/sources/electrum/block-hints.ts'
import type { Dial } from '../../../../electron/sources/electrum/link.ts'
import { balanceAtHeight } from '../../../../electron/sources/history-balance.ts'
import type { ElectrumFault } from '../../../fakes/electrum-faults.ts'
import { ADDRESS, arrived, never, OTHER_ADDRESS, providerError } from '../provider-ground.ts'
import { electrum, electrumGround, START_HEIGHT, sessionOn } from './electrum-ground.ts'

describe('the Electrum adapter', () => {
  it('dates a balance by the block that was the tip before and after the question', async () => {
    const { chain, source } = await electrumGround()
    chain.pay(ADDRESS, 70_000)
    chain.mine()
    chain.pay(ADDRESS, 5_000)
    const tip = (await chain.view()).blocks.at(-1)
    const { observedAt, ...balance } = await source.balance(ADDRESS, never)
    expect(balance).toEqual({
      confirmed: 70_000,
      pending: 5_000,
      at: { height: START_HEIGHT + 1, hash: tip?.id },
      tipTime: tip?.timestamp,
      used: true,
    })
    expect(Math.abs(observedAt - Date.now())).toBeLessThan(60_000)
    expect(await source.tip(never)).toEqual({ ...balance.at, time: tip?.timestamp })
  })

  it('reads an unused address as zero, dated', async () => {
    const { source } = await electrumGround()
    expect(await source.balance(OTHER_ADDRESS, never)).toMatchObject({ confirmed: 0, pending: 0 })
    expect((await source.history(OTHER_ADDRESS, never)).rows).toEqual([])
    expect((await source.unspent(OTHER_ADDRESS, never)).outputs).toEqual([])
  })

  it('tells an address that was emptied from one that nobody ever paid, so that a gap is certain', async () => {
    const { chain, server, source } = await electrumGround()
    const paid = chain.pay(ADDRESS, 70_000)
    chain.mine()
    expect(await source.balance(OTHER_ADDRESS, never)).toMatchObject({ confirmed: 0, used: false })
    chain.spend([[paid, 0]], OTHER_ADDRESS, 69_000)
    chain.mine()
    expect(await source.balance(ADDRESS, never)).toMatchObject({ confirmed: 0, pending: 0, used: true })
    server.faults.set('blockchain.scripthash.get_history', { kind: 'error', code: 1, message: 'too large' })
    expect(await source.balance(ADDRESS, never)).toMatchObject({ confirmed: 0, used: null })
  })

  it('asks for many addresses in one array under one bracket, and answers in the order asked', async () => {
    const { chain, server, source } = await electrumGround()
    chain.pay(ADDRESS, 1_000)
    chain.pay(OTHER_ADDRESS, 2_000)
    chain.mine()
    const answers = await source.balances([OTHER_ADDRESS, ADDRESS, OTHER_ADDRESS], never)
    expect(answers.map((answer) => answer.kind === 'balance' && answer.balance.confirmed)).toEqual([
      2_000, 1_000, 2_000,
    ])
    const asked = server.requests.filter(({ method }) => method.endsWith('get_balance'))
    expect(asked.map(({ inArray }) => inArray)).toEqual([true, true, true])
    expect(server.requests.filter(({ method }) => method === 'blockchain.headers.subscribe')).toHaveLength(2)
  })

  it('lets one failed address spoil no other', async () => {
    const { chain, source, server } = await electrumGround()
    chain.pay(ADDRESS, 1_000)
    chain.mine()
    const unknown = '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa' // the server refuses script hashes it does not know
    const answers = await source.balances([unknown, ADDRESS, 'nonsense'], never)
    expect(
      answers.map((answer) => (answer.kind === 'failed' ? answer.error.problem : answer.balance.confirmed)),
    ).toEqual(['bad_request', 1_000, 'bad_request'])
    expect(server.requests.filter(({ method }) => method.endsWith('get_balance'))).toHaveLength(2)
  })

  it('keeps one connection, and greets and checks the network once', async () => {
    const { server, source } = await electrumGround()
    await Promise.all([source.tip(never), source.balance(ADDRESS, never), source.tip(never)])
    expect(server.connections).toBe(1)
    for (const method of ['server.version', 'server.features'])
      expect(server.requests.filter((request) => request.method === method)).toHaveLength(1)
  })

  it('opens the connection again after the server ended it', async () => {
    const { server, source } = await electrumGround()
    await source.tip(never)
    server.drop()
    await arrived()
    expect((await source.tip(never)).height).toBe(START_HEIGHT)
    expect(server.connections).toBe(2)
  })

  it('opens one connection for all who ask at the same time after the last one ended', async () => {
    const { server, source } = await electrumGround()
    await source.tip(never)
    server.drop()
    await arrived()
    await Promise.all(Array.from({ length: 5 }, () => source.tip(never)))
    expect(server.connections).toBe(2)
  })

  it('tries a connection that has rested, and leaves one that has died meanwhile', async () => {
    const { server, source } = await electrumGround({ idleMs: 0, timeoutMs: 1_000 })
    await source.tip(never)
    await source.tip(never)
    expect(server.requests.some(({ method }) => method === 'server.ping')).toBe(true)
    expect(server.connections).toBe(1)
    server.faults.set('server.ping', { kind: 'hang' }, 1)
    expect((await source.tip(never)).height).toBe(START_HEIGHT)
    expect(server.connections).toBe(2)
  })

  it('connects through what it is given for that, and nowhere else when that fails', async () => {
    const dialled: string[] = []
    const dial: Dial = async ({ host, port }) => {
      dialled.push(`${host}:${port}`)
      if (dialled.length > 1) throw new Error('the proxy is down')
      const socket = connect(server.port, '127.0.0.1')
      await once(socket, 'connect')
      return socket
    }
    const { server } = await electrumGround()
    const source = electrum({ url: 'tcp://somewhere.onion:50001' }, { dial })
    expect((await source.tip(never)).height).toBe(START_HEIGHT)
    server.drop()
    await arrived()
    expect((await providerError(source.tip(never))).problem).toBe('unreachable')
    expect(dialled).toEqual(['somewhere.onion:50001', 'somewhere.onion:50001'])
  })

  it.each(['refuse', 'close'] as const)(
    'goes line by line where arrays make the server %s',
    async (arrays) => {
      const { chain, server, source } = await electrumGround({}, { arrays })
      chain.pay(ADDRESS, 1_234)
      chain.mine()
      for (let n = 0; n < 2; n++) {
        const [one, two] = await source.balances([ADDRESS, OTHER_ADDRESS], never)
        expect([one, two]).toMatchObject([{ balance: { confirmed: 1_234 } }, { balance: { confirmed: 0 } }])
      }
      expect(server.requests.filter(({ inArray }) => inArray).map(({ method }) => method)).toEqual([
        'server.features',
        'blockchain.block.header',
      ])
    },
  )

  it('checks the network by the first header where the server has no features', async () => {
    const { server, source } = await electrumGround()
    server.faults.set('server.features', { kind: 'error', code: -32_601, message: 'unknown method' })
    expect((await source.tip(never)).height).toBe(START_HEIGHT)
  })

  it('gives the history with what each transaction does to the address, and the balance at each height', async () => {
    const { chain, source } = await electrumGround()
    const first = chain.pay(ADDRESS, 10_000)
    chain.mine()
    const second = chain.pay(ADDRESS, 7_000)
    chain.mine(2)
    const out = chain.spend([[first, 0]], OTHER_ADDRESS, 9_000)
    const back = chain.spend(
      [
        [second, 0],
        [out, 0],
      ],
      ADDRESS,
      15_000,
    )
    chain.mine()
    chain.pay(ADDRESS, 1)
    const { rows, tip } = await source.history(ADDRESS, never)
    expect(rows).toEqual([
      { txid: first, height: 121, blockHash: null, delta: 10_000 },
      { txid: second, height: 122, blockHash: null, delta: 7_000 },
      { txid: out, height: 124, blockHash: null, delta: -10_000 },
      { txid: back, height: 124, blockHash: null, delta: 8_000 },
    ])
    expect(tip.height).toBe(124)
    const { blocks } = await chain.view()
    for (let height = 119; height <= 124; height++) {
      const { confirmed, pending, at } = await source.balanceAt(ADDRESS, height, never)
      expect({ confirmed, pending, at }).toEqual({
        confirmed: balanceAtHeight(rows, height),
        pending: 0,
        at: { height, hash: blocks[height]?.id },
      })
    }
  })

  it('cannot know a balance above its tip', async () => {
    const { source } = await electrumGround()
    expect((await providerError(source.balanceAt(ADDRESS, START_HEIGHT + 1, never))).problem).toBe(
      'cannot_know',
    )
  })

  it('lists unspent outputs, and those too that a mempool transaction is about to spend', async () => {
    const { chain, server, source } = await electrumGround()
    const first = chain.pay(ADDRESS, 10_000)
    const second = chain.pay(ADDRESS, 20_000)
    chain.mine()
    const outputs = [
      { txid: first, vout: 0, value: 10_000, height: 121 },
      { txid: second, vout: 0, value: 20_000, height: 121 },
    ]
    const byTxid = (a: { txid: string }, b: { txid: string }): number => a.txid.localeCompare(b.txid)
    const listed = await source.unspent(ADDRESS, never)
    expect([...listed.outputs].sort(byTxid)).toEqual([...outputs].sort(byTxid))
    expect(server.requests.some(({ method }) => method === 'blockchain.transaction.get')).toBe(false)
    chain.spend([[first, 0]], OTHER_ADDRESS, 10_000)
    const whole = await source.unspent(ADDRESS, never)
    expect([...whole.outputs].sort(byTxid)).toEqual([...outputs].sort(byTxid))
    expect(whole.tip.height).toBe(121)
  })

  it('gives a subscription back that only served to check a history', async () => {
    const { server, source } = await electrumGround()
    await source.history(ADDRESS, never)
    expect(server.requests.at(-1)?.method).toBe('blockchain.scripthash.unsubscribe')
    const old = await electrumGround({}, { version: '1.4' })
    await old.source.history(ADDRESS, never)
    expect(old.server.requests.some(({ method }) => method.endsWith('unsubscribe'))).toBe(false)
  })

  it.each<[string, ElectrumFault]>([
    ['an error', { kind: 'error', code: 2, message: 'trouble' }],
    ['a broken connection', { kind: 'reset' }],
    ['silence', { kind: 'hang' }],
    ['nonsense', { kind: 'line', edit: () => '<html>' }],
  ])('keeps a proven answer where giving the subscription back ends in %s', async (_, fault) => {
    const { chain, server, source } = await electrumGround()
    chain.pay(ADDRESS, 10_000)
    chain.mine()
    server.faults.set('blockchain.scripthash.unsubscribe', fault)
    expect((await source.history(ADDRESS, never)).rows).toMatchObject([{ delta: 10_000, height: 121 }])
    expect(await source.balanceAt(ADDRESS, 121, never)).toMatchObject({ confirmed: 10_000 })
  })

  it('dates a balance of the past by the header of its block', async () => {
    const { chain, source } = await electrumGround()
    const block = (await chain.view()).blocks[60]
    const { at, tipTime } = await source.balanceAt(ADDRESS, 60, never)
    expect({ at, tipTime }).toEqual({ at: { height: 60, hash: block?.id }, tipTime: block?.timestamp })
  })

  it('follows a reorganisation', async () => {
    const { chain, source } = await electrumGround()
    chain.pay(ADDRESS, 10_000)
    chain.mine(2)
    expect((await source.history(ADDRESS, never)).rows).toHaveLength(1)
    chain.reorg(2, 3)
    const { confirmed, pending, at } = await source.balance(ADDRESS, never)
    expect({ confirmed, pending, at }).toEqual({
      confirmed: 0,
      pending: 10_000,
      at: { height: 123, hash: (await chain.view()).blocks.at(-1)?.id },
    })
    expect((await source.history(ADDRESS, never)).rows).toEqual([])
    chain.mine()
    expect(await source.balanceAt(ADDRESS, 124, never)).toMatchObject({ confirmed: 10_000 })
  })
})

describe('the blocks that an Electrum server announces', () => {
  const announced = {
    jsonrpc: '2.0',
    method: 'blockchain.headers.subscribe',
    params: [{ height: 1, hex: '' }],
  }

  it('are hints, on one connection with the questions, until nobody wants them', async () => {
    const { server, source } = await electrumGround()
    const ending = new AbortController()
    let hints = 0
    const done = source.hints?.(() => hints++, ending.signal)
    await expect.poll(() => hints).toBe(1) // what came before is not known
    server.say({ jsonrpc: '2.0', method: 'blockchain.scripthash.subscribe', params: ['ab', null] })
    server.say(announced)
    await expect.poll(() => hints).toBe(2) // at most one a second
    await source.tip(never)
    expect(server.connections).toBe(1)
    expect(server.requests.some(({ method }) => method.startsWith('blockchain.scripthash'))).toBe(false)
    ending.abort()
    await done
    server.say(announced)
    await source.tip(never)
    expect(hints).toBe(2)
  })

  it('are subscribed to again on the next connection', async () => {
    const { server, source } = await electrumGround()
    const { session, listeners } = sessionOn(server)
    const ending = new AbortController()
    let hints = 0
    const times = { firstRestMs: 10, hintMs: 1 }
    const done = hintsOfBlocks({ session, listeners, times }, () => hints++, ending.signal)
    await expect.poll(() => hints).toBe(1)
    server.drop()
    await expect.poll(() => hints).toBe(2)
    expect(server.connections).toBe(2)
    ending.abort()
    await done
    await source.close()
  })

  it('end with their source', async () => {
    const { source } = await electrumGround()
    let hints = 0
    const done = source.hints?.(() => hints++, never)
    await expect.poll(() => hints).toBe(1)
    await source.close()
    await done
  })
})

describe('hints of an Electrum server', () => {
  it('tell of new blocks, of changed addresses and of a lost connection', async () => {
    const hints: unknown[] = []
    const { chain, server, source } = await electrumGround({ onHint: (hint) => hints.push(hint) })
    await source.follow([ADDRESS], never)
    const { params } = server.requests.at(-1) ?? { params: [] }
    chain.mine()
    server.say({ jsonrpc: '2.0', method: 'blockchain.headers.subscribe', params: [{ height: 121, hex: '' }] })
    server.say({
      jsonrpc: '2.0',
      method: 'blockchain.scripthash.subscribe',
      params: [params[0], 'ab'.repeat(32)],
    })
    server.say({
      jsonrpc: '2.0',
      method: 'blockchain.scripthash.subscribe',
      params: [params[0], 'ab'.repeat(32)],
    })
    server.say({ jsonrpc: '2.0', method: 'something.else', params: [] })
    expect((await source.tip(never)).height).toBe(121) // the notifications took no answer's place
    server.drop()
    await expect
      .poll(() => hints)
      .toEqual([{ kind: 'tip' }, { kind: 'address', address: ADDRESS }, { kind: 'lost' }])
  })

  it('tell on following again what changed while the connection was lost', async () => {
    const hints: unknown[] = []
    const { chain, server, source } = await electrumGround({ onHint: (hint) => hints.push(hint) })
    await source.follow([ADDRESS, OTHER_ADDRESS], never)
    server.drop()
    await expect.poll(() => hints).toEqual([{ kind: 'lost' }])
    chain.pay(OTHER_ADDRESS, 5)
    await source.follow([ADDRESS, OTHER_ADDRESS], never)
    expect(hints).toEqual([{ kind: 'lost' }, { kind: 'address', address: OTHER_ADDRESS }])
  })
})

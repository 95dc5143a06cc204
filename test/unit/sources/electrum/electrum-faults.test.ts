import { describe, expect, it } from 'vitest'
import { AppError } from '../../../../shared/errors.ts'
import { madeUpChain } from '../../../fakes/electrum-chain.ts'
import type { ElectrumFault } from '../../../fakes/electrum-faults.ts'
import { ADDRESS, arrived, never, OTHER_ADDRESS, providerError } from '../provider-ground.ts'
import { electrum, electrumGround, electrumServer, START_HEIGHT } from './electrum-ground.ts'

const GET_BALANCE = 'blockchain.scripthash.get_balance'
const SUBSCRIBE = 'blockchain.scripthash.subscribe'
const TIP = 'blockchain.headers.subscribe'
const result = (value: unknown): ElectrumFault => ({ kind: 'result', edit: () => value })
const replaced = (from: RegExp, to: string): ElectrumFault => ({
  kind: 'line',
  edit: (line) => line.replace(from, to),
})

describe('an Electrum server that fails', () => {
  it.each<[string, ElectrumFault, string]>([
    ['a reset in the middle of a line', { kind: 'reset' }, 'unreachable'],
    ['an end in the middle of a line', { kind: 'truncate' }, 'unreachable'],
    ['a drip that takes too long', { kind: 'drip', everyMs: 20 }, 'unreachable'],
    ['silence', { kind: 'hang' }, 'unreachable'],
    ['a line that does not end', { kind: 'huge', bytes: 20_000 }, 'bad_answer'],
    ['a line that is not JSON', { kind: 'line', edit: () => '<html>' }, 'bad_answer'],
    ['JSON nested too deep', { kind: 'line', edit: () => '['.repeat(50) + ']'.repeat(50) }, 'bad_answer'],
    ['the id of no question', replaced(/"id":\d+/, '"id":99999'), 'bad_answer'],
    ['an id that is text', replaced(/"id":(\d+)/, '"id":"$1"'), 'bad_answer'],
    ['an error without id', { kind: 'line', edit: () => '{"id":null,"error":{"code":1}}' }, 'bad_answer'],
    ['an answer without result', replaced(/"result":.*\}$/, '"other":1}'), 'bad_answer'],
    ['an answer that is a number', { kind: 'line', edit: () => '7' }, 'bad_answer'],
    ['a fraction', result({ confirmed: 1.5, unconfirmed: 0 }), 'bad_answer'],
    ['a negative balance', result({ confirmed: -1, unconfirmed: 0 }), 'bad_answer'],
    ['minus zero', replaced(/"confirmed":\d+/, '"confirmed":-0'), 'bad_answer'],
    ['a text instead of a number', result({ confirmed: '5', unconfirmed: 0 }), 'bad_answer'],
    ['more than can exist', result({ confirmed: 2_100_000_000_000_001, unconfirmed: 0 }), 'bad_answer'],
    ['a number without end', replaced(/"confirmed":\d+/, '"confirmed":1e400'), 'bad_answer'],
    ['no balance', result(null), 'bad_answer'],
    ['more leaving than there is', result({ confirmed: 5, unconfirmed: -6 }), 'moving'],
    ['excessive use', { kind: 'error', code: -101, message: 'excessive resource usage' }, 'refused'],
    ['a history too large', { kind: 'error', code: 1, message: 'history too large' }, 'too_many'],
    ['a busy server', { kind: 'error', code: -102, message: 'server busy - request timed out' }, 'fault'],
    ['trouble of its node', { kind: 'error', code: 2, message: 'daemon error' }, 'fault'],
    ['a question it does not know', { kind: 'error', code: -32_601, message: '' }, 'unsupported'],
  ])('gives no number on %s, and answers again afterwards', async (_, fault, problem) => {
    const { chain, server, source } = await electrumGround({ timeoutMs: 1_000, maxBytes: 10_000 })
    chain.pay(ADDRESS, 1_000)
    chain.mine()
    server.faults.set(GET_BALANCE, fault)
    const error = await providerError(source.balance(ADDRESS, never))
    expect(error.problem).toBe(problem)
    expect(error.message).not.toContain(ADDRESS)
    server.faults.clear()
    expect(await source.balance(ADDRESS, never)).toMatchObject({ confirmed: 1_000 })
  })

  it('answers a question twice: the second answer is none, and the connection is given up', async () => {
    const { server, source } = await electrumGround()
    server.faults.set(GET_BALANCE, { kind: 'line', edit: (line) => `${line}\n${line}` })
    await Promise.allSettled([source.balance(ADDRESS, never)])
    server.faults.clear()
    await source.balance(ADDRESS, never)
    expect(server.connections).toBe(2)
  })

  it('is unreachable where nobody listens', async () => {
    const { server, source } = await electrumGround()
    await server.close()
    const error = await providerError(source.tip(never))
    expect(error).toMatchObject({ problem: 'unreachable', message: 'it does not accept connections' })
  })

  it('is unreachable where its name is not known', async () => {
    const source = electrum({ url: 'tls://electrum.invalid:50002' })
    expect((await providerError(source.tip(never))).problem).toBe('unreachable')
  })

  it('is refused when it serves another network, before it learns of an address', async () => {
    const server = await electrumServer({ chain: madeUpChain('regtest', 5) })
    const error = await providerError(electrum(server).balance(ADDRESS, never))
    expect(error).toMatchObject({ problem: 'bad_answer', message: 'it serves another network than main' })
    expect(server.requests.some(({ method }) => method === GET_BALANCE)).toBe(false)
  })

  it('is refused when its first header is that of another network than it names', async () => {
    const { chain, server, source } = await electrumGround()
    const { hex } = { hex: await (await chain.view()).header((await chain.view()).blocks[1]?.id ?? '') }
    server.faults.set('blockchain.block.header', result(hex))
    expect((await providerError(source.tip(never))).problem).toBe('bad_answer')
  })

  it('is refused when it speaks another version of the protocol', async () => {
    const { source } = await electrumGround({}, { version: '1.2' })
    expect((await providerError(source.tip(never))).problem).toBe('bad_answer')
  })

  it('is cancelled at once, and the late answer harms no later question', async () => {
    const { server, source } = await electrumGround({ timeoutMs: 60_000 })
    await source.tip(never)
    server.faults.set(GET_BALANCE, { kind: 'late', ms: 150 }, 1)
    const abort = new AbortController()
    const call = source.balance(ADDRESS, abort.signal).catch((error: unknown) => error)
    setTimeout(() => abort.abort(), 30)
    const error = await call
    expect(error).toBeInstanceOf(AppError)
    expect(error).toMatchObject({ code: 'cancelled' })
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(await source.balance(ADDRESS, never)).toMatchObject({ confirmed: 0 })
    expect(server.connections).toBe(1)
  })

  it('loses a connection on which a given-up question is never answered', async () => {
    const { server, source } = await electrumGround({ timeoutMs: 1_000 })
    await source.tip(never)
    server.faults.set(GET_BALANCE, { kind: 'hang' }, 1)
    const abort = new AbortController()
    const given = source.balance(ADDRESS, abort.signal).catch(() => undefined)
    await expect.poll(() => server.requests.some(({ method }) => method === GET_BALANCE)).toBe(true)
    abort.abort()
    await given
    await new Promise((resolve) => setTimeout(resolve, 1_150))
    await arrived()
    await source.balance(ADDRESS, never)
    expect(server.connections).toBe(2)
  })

  it('fails the calls under way when it is closed, and every later one', async () => {
    const { server, source } = await electrumGround()
    await source.tip(never)
    server.faults.set(GET_BALANCE, { kind: 'hang' })
    const call = providerError(source.balance(ADDRESS, never))
    await arrived()
    await source.close()
    expect((await call).problem).toBe('unreachable')
    expect((await providerError(source.tip(never))).problem).toBe('unreachable')
    expect(server.connections).toBe(1)
  })
})

describe('a chain that moves under a question to an Electrum server', () => {
  it('has it asked again, and the answer is of the new tip', async () => {
    const { chain, server, source } = await electrumGround()
    chain.pay(ADDRESS, 1_000)
    server.faults.set(GET_BALANCE, { kind: 'event', run: () => chain.mine() }, 1)
    expect(await source.balance(ADDRESS, never)).toMatchObject({
      confirmed: 1_000,
      pending: 0,
      at: { height: START_HEIGHT + 1 },
    })
    expect(server.requests.filter(({ method }) => method === GET_BALANCE)).toHaveLength(2)
  })

  it('is moving after three tries', async () => {
    const { chain, server, source } = await electrumGround()
    server.faults.set(GET_BALANCE, { kind: 'event', run: () => chain.mine() })
    expect((await providerError(source.balance(ADDRESS, never))).problem).toBe('moving')
    expect(server.requests.filter(({ method }) => method === GET_BALANCE)).toHaveLength(3)
  })

  it('is noticed too where the server announces the block later than it counts it', async () => {
    const { chain, server, source } = await electrumGround()
    chain.pay(ADDRESS, 1_000)
    chain.mine()
    server.faults.set(TIP, { kind: 'stale', blocks: 1 })
    expect((await providerError(source.balance(ADDRESS, never))).problem).toBe('moving')
    server.faults.set(TIP, { kind: 'stale', blocks: 1 }, 2)
    expect(await source.balance(ADDRESS, never)).toMatchObject({ confirmed: 1_000, at: { height: 121 } })
  })

  it('is noticed where the server announces another tip afterwards than before', async () => {
    const { server, source } = await electrumGround()
    server.faults.set(TIP, { kind: 'stale', blocks: 1 }, 1, 1)
    expect(await source.balance(ADDRESS, never)).toMatchObject({ at: { height: START_HEIGHT } })
    expect(server.requests.filter(({ method }) => method === GET_BALANCE)).toHaveLength(2)
  })

  it('is noticed where a reorganisation replaces the tip at its height', async () => {
    const { chain, server, source } = await electrumGround()
    chain.pay(ADDRESS, 1_000)
    chain.mine()
    server.faults.set(GET_BALANCE, { kind: 'event', run: () => chain.reorg(1, 1) }, 1)
    expect(await source.balance(ADDRESS, never)).toMatchObject({ confirmed: 0, pending: 1_000 })
  })

  it.each([
    ['in the future', { height: 5, hex: `${'00'.repeat(68)}ffffffff${'00'.repeat(8)}` }],
    ['above every schedule', { height: 90_000_000, hex: null }],
    ['of a header that is too short', { height: 5, hex: '00'.repeat(79) }],
    ['without a height', { hex: '00'.repeat(80) }],
  ])('is no tip %s', async (_, tip) => {
    const { server, source } = await electrumGround()
    server.faults.set(TIP, {
      kind: 'result',
      edit: (right) => ({ ...tip, hex: tip.hex ?? (right as { hex: string }).hex }),
    })
    expect((await providerError(source.tip(never))).problem).toBe('bad_answer')
  })
})

describe('a history from an Electrum server', () => {
  const ground = async (options: Parameters<typeof electrumGround>[0] = {}) => {
    const made = await electrumGround(options)
    const first = made.chain.pay(ADDRESS, 10_000)
    made.chain.mine()
    const second = made.chain.pay(ADDRESS, 5_000)
    made.chain.mine()
    made.chain.spend([[first, 0]], OTHER_ADDRESS, 10_000)
    made.chain.mine()
    return { ...made, first, second }
  }
  const edited = (edit: (entries: { tx_hash: string; height: number }[]) => unknown): ElectrumFault => ({
    kind: 'result',
    edit: (right) => edit(right as { tx_hash: string; height: number }[]),
  })

  it.each<[string, string, ElectrumFault]>([
    ['that lacks a transaction', 'blockchain.scripthash.get_history', edited((all) => all.slice(1))],
    ['that is empty', 'blockchain.scripthash.get_history', result([])],
    [
      'with another height',
      'blockchain.scripthash.get_history',
      edited((all) => all.map((e) => ({ ...e, height: 1 }))),
    ],
    [
      'that lists a transaction twice',
      'blockchain.scripthash.get_history',
      edited((all) => [...all, ...all]),
    ],
    ['in another order', 'blockchain.scripthash.get_history', edited((all) => [...all].reverse())],
    ['with a status that is no hash', SUBSCRIBE, result('abc')],
    ['that does not add up to the balance', GET_BALANCE, result({ confirmed: 4_999, unconfirmed: 0 })],
    ['with a transaction that is none', 'blockchain.transaction.get', result('00ff')],
    ['with a transaction that is not hex', 'blockchain.transaction.get', result({ hex: '00' })],
  ])('%s is refused', async (_, method, fault) => {
    const { server, source } = await ground()
    server.faults.set(method, fault)
    expect((await providerError(source.history(ADDRESS, never))).problem).toBe('bad_answer')
    expect((await providerError(source.balanceAt(ADDRESS, 121, never))).problem).toBe('bad_answer')
  })

  it('is refused when a transaction is another than the one asked for', async () => {
    const { server, source } = await ground()
    let other = ''
    server.faults.set('blockchain.transaction.get', {
      kind: 'result',
      edit: (right) => {
        const given = other === '' ? right : other
        other = String(right)
        return given
      },
    })
    expect((await providerError(source.history(ADDRESS, never))).message).toContain('another transaction')
  })

  it('is read again when a payment came between its list and its status', async () => {
    const { chain, server, source } = await ground()
    server.faults.set(SUBSCRIBE, result('ab'.repeat(32)), 1)
    chain.pay(ADDRESS, 3)
    expect((await source.history(ADDRESS, never)).rows).toHaveLength(3)
    expect(server.requests.filter(({ method }) => method === SUBSCRIBE)).toHaveLength(2)
  })

  it('is too many above the cap', async () => {
    const { server, source } = await ground({ maxTransactions: 2 })
    expect((await providerError(source.history(ADDRESS, never))).problem).toBe('too_many')
    expect(server.requests.some(({ method }) => method === 'blockchain.transaction.get')).toBe(false)
  })

  it('is too many where the server says so', async () => {
    const { server, source } = await ground()
    server.faults.set(SUBSCRIBE, { kind: 'error', code: 1, message: 'history too large' })
    expect((await providerError(source.history(ADDRESS, never))).problem).toBe('too_many')
  })

  it('is moving when one of its transactions is gone', async () => {
    const { chain, server, source } = await ground()
    server.faults.set('blockchain.transaction.get', {
      kind: 'error',
      code: 2,
      message: 'daemon error: No such mempool or blockchain transaction.',
    })
    expect((await providerError(source.history(ADDRESS, never))).problem).toBe('moving')
    expect(chain.height).toBe(123)
  })

  it.each<[string, (entries: { value: number }[]) => unknown]>([
    ['twice', (all) => [...all, ...all]],
    ['with a fraction', (all) => all.map((entry) => ({ ...entry, value: 0.5 }))],
    ['above the balance', (all) => all.map((entry) => ({ ...entry, value: 6_000 }))],
  ])('an unspent output that is listed %s is refused', async (_, edit) => {
    const { server, source } = await ground()
    server.faults.set('blockchain.scripthash.listunspent', {
      kind: 'result',
      edit: (right) => edit(right as { value: number }[]),
    })
    expect((await providerError(source.unspent(ADDRESS, never))).problem).toBe('bad_answer')
  })
})

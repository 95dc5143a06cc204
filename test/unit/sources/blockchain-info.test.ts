import { describe, expect, it, onTestFinished } from 'vitest'
import type { BalanceSource, ProviderProblem } from '../../../electron/engine/ports.ts'
import { createBlockchainInfo } from '../../../electron/sources/blockchain-info.ts'
import type { Network } from '../../../shared/chain.ts'
import {
  type InfoRoute,
  type InfoServer,
  type InfoServerOptions,
  startBlockchainInfoServer,
} from '../../fakes/blockchain-info-server.ts'
import { type MadeUpTx, madeUp, madeUpTxid } from '../../fakes/blockcypher-made-up.ts'
import { FAULTS, type Fault } from '../../fakes/esplora-faults.ts'
import { ADDRESS, never, OTHER_ADDRESS, providerError, TIP_HEIGHT } from './provider-ground.ts'

const THIRD = '1BoatSLRHtKNngkdXEeobR76b53LETtpyT'
const TXS: readonly MadeUpTx[] = [
  { height: 10, to: [[ADDRESS, 50_000]] },
  { height: 20, to: [[ADDRESS, 50_000]] },
  { height: 20, from: [[ADDRESS, 50_000]], to: [[ADDRESS, 20_000]] },
  { height: null, to: [[ADDRESS, 5_000]] },
  { height: null, from: [[ADDRESS, 20_000]] },
]

async function server(
  txs: readonly MadeUpTx[] = TXS,
  options: InfoServerOptions & { network?: Network; other?: readonly MadeUpTx[] } = {},
): Promise<InfoServer> {
  const { network = 'main', other = [] } = options
  const tipTime = Math.floor(Date.now() / 1000) - 60
  const addresses = { [ADDRESS]: madeUp(txs), [OTHER_ADDRESS]: madeUp(other), [THIRD]: {} }
  const data = { network, tipHeight: TIP_HEIGHT, tipTime, addresses }
  const started = await startBlockchainInfoServer({ data }, options)
  onTestFinished(() => started.close())
  return started
}

function adapter(
  { url }: { url: string },
  options: Partial<Parameters<typeof createBlockchainInfo>[0]> = {},
): BalanceSource {
  const defaults = { id: 'i', url, network: 'main', clock: { now: Date.now }, movingWaitMs: 5 } as const
  const source = createBlockchainInfo({ ...defaults, timeoutMs: 20_000, ...options })
  onTestFinished(() => source.close())
  return source
}

/** The right reply with its object changed. */
function changed(change: (reply: Reply) => unknown): Fault {
  return { kind: 'edit', edit: (body) => JSON.stringify(change(JSON.parse(body) as Reply)) }
}

interface Reply {
  readonly addresses: readonly Readonly<Record<string, unknown>>[]
  readonly txs: readonly Readonly<Record<string, unknown>>[]
  readonly info: { readonly latest_block: Readonly<Record<string, unknown>> }
}

describe('a balance from blockchain.info', () => {
  it('tells confirmed from pending by the listed transactions, dated by the block in the same reply', async () => {
    const fake = await server()
    const balance = await adapter(fake).balance(ADDRESS, never)
    const latest = (await (await fetch(`${fake.url}/latestblock`)).json()) as { hash: string; time: number }
    expect(balance).toMatchObject({ confirmed: 70_000, pending: -15_000, tipTime: latest.time })
    expect(balance.at).toEqual({ height: TIP_HEIGHT, hash: latest.hash })
    expect(fake.requests.slice(0, -1).map(({ route }) => route)).toEqual(['blockHeight', 'multi'])
  })

  it('comes for many addresses in one call, whatever their order in the reply', async () => {
    const fake = await server(TXS, { other: [{ height: 30, to: [[OTHER_ADDRESS, 7]] }] })
    const answers = await adapter(fake).balances([OTHER_ADDRESS, ADDRESS, THIRD, ADDRESS], never)
    expect(answers.map((answer) => (answer.kind === 'balance' ? answer.balance.confirmed : null))).toEqual([
      7, 70_000, 0, 70_000,
    ])
    expect(fake.requests.filter(({ route }) => route === 'multi')).toHaveLength(1)
  })

  it('reads on until what no block has yet is listed to its end', async () => {
    for (const pageTxs of [1, 2]) {
      const fake = await server(TXS, { pageTxs })
      expect(await adapter(fake).balance(ADDRESS, never)).toMatchObject({
        confirmed: 70_000,
        pending: -15_000,
      })
    }
  })

  it('of nothing but pending transactions is proven by their count', async () => {
    const fake = await server(TXS.slice(3, 4))
    expect(await adapter(fake).balance(ADDRESS, never)).toMatchObject({ confirmed: 0, pending: 5_000 })
  })

  it('is not known where the list never gets to its end', async () => {
    const many = Array.from({ length: 12 }, (): MadeUpTx => ({ height: null, to: [[ADDRESS, 10]] }))
    const fake = await server([...TXS, ...many], { pageTxs: 2 })
    expect((await providerError(adapter(fake).balance(ADDRESS, never))).problem).toBe('cannot_know')
    expect(fake.requests.filter(({ route }) => route === 'multi')).toHaveLength(4)
  })

  it.each([
    [
      'the list stops short',
      changed((reply) => ({ ...reply, txs: reply.txs.length === 5 ? reply.txs.slice(0, 1) : [] })),
    ],
    [
      'one without a block comes after a confirmed one',
      changed((reply) => ({ ...reply, txs: reply.txs.slice(1, 3).reverse() })),
    ],
    [
      'there is a conflict',
      changed((reply) => ({ ...reply, txs: reply.txs.map((tx) => ({ ...tx, double_spend: true })) })),
    ],
  ] as const)('is not known where %s', async (_, fault) => {
    const fake = await server()
    fake.faults.set('multi', fault)
    const error = await providerError(adapter(fake).balance(ADDRESS, never))
    expect(error.problem).toBe('cannot_know')
    expect(error.message).not.toContain(ADDRESS)
  })

  it('fails for an address that the reply leaves out, swaps or garbles, and for no other', async () => {
    const fake = await server(TXS, { pageTxs: 1 }) // so that more than one page is read
    const other = (item: Readonly<Record<string, unknown>>): boolean => item['address'] === OTHER_ADDRESS
    const faults = [
      changed((reply) => ({ ...reply, addresses: reply.addresses.filter((item) => !other(item)) })),
      changed((reply) => ({
        ...reply,
        addresses: reply.addresses.map((item) => (other(item) ? { ...item, address: THIRD } : item)),
      })),
      changed((reply) => ({
        ...reply,
        addresses: reply.addresses.map((item) => (other(item) ? { ...item, final_balance: 1.5 } : item)),
      })),
    ]
    for (const fault of faults) {
      fake.faults.set('multi', fault)
      const [bad, good] = await adapter(fake).balances([OTHER_ADDRESS, ADDRESS], never)
      expect(good).toMatchObject({ kind: 'balance', balance: { confirmed: 70_000 } })
      expect(bad).toMatchObject({ kind: 'failed', error: { problem: 'bad_answer' } })
    }
  })

  it('is never put together from pages of different moments', async () => {
    const fake = await server(TXS, { pageTxs: 1 })
    fake.faults.set('multi', alternating())
    expect((await providerError(adapter(fake).balance(ADDRESS, never))).problem).toBe('moving')
  })

  it('is asked for again when a transaction lies above the block that dates it', async () => {
    const fake = await server([...TXS, { height: TIP_HEIGHT, to: [[ADDRESS, 1]] }])
    const below = changed((reply) => ({
      ...reply,
      info: { latest_block: { ...reply.info.latest_block, height: TIP_HEIGHT - 1 } },
    }))
    fake.faults.set('multi', below, 1)
    expect(await adapter(fake).balance(ADDRESS, never)).toMatchObject({
      confirmed: 70_001,
      at: { height: TIP_HEIGHT },
    })
    fake.faults.set('multi', below)
    expect((await providerError(adapter(fake).balance(ADDRESS, never))).problem).toBe('moving')
  })

  it('of a server that lags behind stands at the block where it stands', async () => {
    const fake = await server()
    fake.faults.set('multi', { kind: 'stale', blocks: 3 })
    expect((await adapter(fake).balance(ADDRESS, never)).at.height).toBe(TIP_HEIGHT - 3)
  })

  it('of more addresses than it takes is a fault of the server, not a zero', async () => {
    const fake = await server(TXS, { maxAddresses: 1 })
    const error = await providerError(adapter(fake).balances([ADDRESS, OTHER_ADDRESS], never))
    expect(error.problem).toBe('fault')
  })
})

describe('the network of a server of that shape', () => {
  it('is checked by its genesis block, once and before an address is named', async () => {
    const fake = await server(TXS, { network: 'testnet4' })
    const error = await providerError(adapter(fake).balance(ADDRESS, never))
    expect(error).toMatchObject({ problem: 'bad_answer', message: 'it serves another network than main' })
    expect(fake.requests.every(({ route }) => route === 'blockHeight')).toBe(true)
    const right = await server()
    const source = adapter(right)
    await source.tip(never)
    await source.balance(ADDRESS, never)
    expect(right.requests.map(({ route }) => route)).toEqual(['blockHeight', 'latest', 'multi'])
  })

  it('is taken at the word of whoever names it, if it is the right one', async () => {
    const fake = await server()
    await adapter(fake, { assumeNetwork: 'main' }).tip(never)
    expect(fake.requests.map(({ route }) => route)).toEqual(['latest'])
    const source = adapter(fake, { assumeNetwork: 'main', network: 'signet' })
    expect((await providerError(source.tip(never))).problem).toBe('bad_answer')
  })

  it('decides what is an address: another is never sent', async () => {
    const fake = await server()
    const error = await providerError(
      adapter(fake).balance('tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx', never),
    )
    expect(error.problem).toBe('bad_request')
    expect(fake.requests).toEqual([])
  })
})

const ON_MULTI: readonly (readonly [string, Fault, ProviderProblem])[] = [
  ['a fraction', FAULTS.field('final_balance', '55000.5'), 'bad_answer'],
  ['a negative total', FAULTS.field('final_balance', '-55000'), 'bad_answer'],
  ['minus zero', FAULTS.field('total_sent', '-0'), 'bad_answer'],
  ['infinity', FAULTS.field('final_balance', '1e400'), 'bad_answer'],
  ['more than is exact', FAULTS.field('total_received', '9007199254740993'), 'bad_answer'],
  ['a total that its sums do not give', FAULTS.field('final_balance', '55001'), 'bad_answer'],
  ['another address', FAULTS.otherAddress(OTHER_ADDRESS), 'bad_answer'],
  [
    'one address twice',
    changed((reply) => ({ ...reply, addresses: [...reply.addresses, ...reply.addresses] })),
    'bad_answer',
  ],
  ['no date', changed((reply) => ({ ...reply, info: {} })), 'bad_answer'],
  [
    'a short hash',
    changed((reply) => ({ ...reply, info: { latest_block: { hash: 'ab', height: 1, time: 1 } } })),
    'bad_answer',
  ],
  ['limits reached with 200', FAULTS.json('{"error":"rate-limited","message":"Limits reached"}'), 'refused'],
  ['another error with 200', FAULTS.json('{"error":"internal"}'), 'bad_answer'],
  ['400', FAULTS.status(400, '{"error":"invalid-arg"}'), 'bad_request'],
  [
    'a pending output above the total',
    changed((reply) => ({ ...reply, txs: reply.txs.map(swollen) })),
    'moving',
  ],
  ['an amount that is negative', FAULTS.field('value', '-20000'), 'bad_answer'],
]
const EVERYWHERE: readonly (readonly [string, Fault, ProviderProblem])[] = [
  ['429', FAULTS.status(429), 'refused'],
  ['502 as a web page', FAULTS.status(502, '<html>Bad gateway</html>'), 'fault'],
  ['404', FAULTS.status(404), 'bad_answer'],
  ['a captive portal', FAULTS.html(), 'bad_answer'],
  ['deep JSON', FAULTS.deepJson(100_000), 'bad_answer'],
  ['a reset in the middle', { kind: 'reset' }, 'unreachable'],
  ['an end in the middle', { kind: 'truncate' }, 'unreachable'],
]
const ROUTES: readonly InfoRoute[] = ['blockHeight', 'multi']
const CASES = [
  ...ON_MULTI.map((row) => ['multi', ...row] as const),
  ...ROUTES.flatMap((route) => EVERYWHERE.map((row) => [route, ...row] as const)),
  ['multi', 'too many bytes', { kind: 'huge', bytes: 17_000_000 }, 'bad_answer'] as const,
]

describe('a fault of blockchain.info', () => {
  it.each(CASES)('on the route %s never gives a number: %s', async (route, _, fault, problem) => {
    const fake = await server()
    fake.faults.set(route, fault)
    const error = await providerError(adapter(fake).balance(ADDRESS, never))
    expect(error.problem).toBe(problem)
    expect(error.message).not.toContain(ADDRESS)
  })

  it('that lasts is cut by the time of a request, and left by an abort at once', async () => {
    const fake = await server()
    fake.faults.set('multi', { kind: 'hang' })
    expect((await providerError(adapter(fake, { timeoutMs: 200 }).balance(ADDRESS, never))).problem).toBe(
      'unreachable',
    )
    const abort = new AbortController()
    const call = adapter(fake).balance(ADDRESS, abort.signal)
    setTimeout(() => abort.abort(), 50)
    await expect(call).rejects.toMatchObject({ code: 'cancelled' })
  })
})

describe('a history from blockchain.info', () => {
  const HISTORY = [
    { txid: madeUpTxid(0), height: 10, blockHash: null, delta: 50_000 },
    { txid: madeUpTxid(1), height: 20, blockHash: null, delta: 50_000 },
    { txid: madeUpTxid(2), height: 20, blockHash: null, delta: -30_000 },
  ]

  it('holds the confirmed transactions, over however many pages', async () => {
    for (const pageTxs of [1, 2, 3, 100]) {
      const { rows, tip } = await adapter(await server(TXS, { pageTxs })).history(ADDRESS, never)
      expect(rows).toEqual(HISTORY)
      expect(tip.height).toBe(TIP_HEIGHT)
    }
  })

  it.each([
    ['a transaction told twice', changed((reply) => ({ ...reply, txs: [...reply.txs, ...reply.txs] })), null],
    ['a page that ends the list too early', changed((reply) => ({ ...reply, txs: [] })), 'cannot_know'],
    [
      'an amount told otherwise',
      { kind: 'edit', edit: (body: string) => body.replaceAll('50000', '50001') },
      'cannot_know',
    ],
    [
      'a transaction told in two ways',
      changed((reply) => ({ ...reply, txs: [...reply.txs, ...reply.txs.map(swollen)] })),
      'bad_answer',
    ],
    [
      'a count above what is listed',
      { kind: 'edit', edit: (body: string) => body.replace('"n_tx":5', '"n_tx":6') },
      'cannot_know',
    ],
    [
      'a count above what is asked for here',
      { kind: 'edit', edit: (body: string) => body.replace('"n_tx":5', '"n_tx":2001') },
      'too_many',
    ],
  ] as const)('is proven by its count and sums: %s', async (_, fault, problem) => {
    const fake = await server()
    fake.faults.set('multi', fault)
    const call = adapter(fake).history(ADDRESS, never)
    if (problem === null) expect((await call).rows).toEqual(HISTORY)
    else expect((await providerError(call)).problem).toBe(problem)
  })

  it.each([
    ['broken', { kind: 'reset' }, 'unreachable'],
    ['refused', FAULTS.status(429), 'refused'],
    ['of another moment', alternating(), 'moving'],
    ['of other figures', growing(), 'moving'],
    ['empty', changed((reply) => ({ ...reply, txs: [] })), 'cannot_know'],
  ] as const)('is not given in part when a later page is %s', async (_, fault, problem) => {
    const fake = await server(TXS, { pageTxs: 2 })
    for (const after of [1, 2]) {
      fake.faults.set('multi', fault, Number.POSITIVE_INFINITY, after)
      expect((await providerError(adapter(fake).history(ADDRESS, never))).problem).toBe(problem)
    }
  })

  it('gives the balance after any block, under the hash of that block on the best chain', async () => {
    const fake = await server()
    const source = adapter(fake)
    const latest = (await (await fetch(`${fake.url}/latestblock`)).json()) as { hash: string; time: number }
    expect(await source.balanceAt(ADDRESS, TIP_HEIGHT, never)).toMatchObject({
      confirmed: 70_000,
      at: { height: TIP_HEIGHT, hash: latest.hash },
    })
    for (const [height, confirmed] of [
      [9, 0],
      [10, 50_000],
      [19, 50_000],
      [20, 70_000],
    ] as const) {
      const balance = await source.balanceAt(ADDRESS, height, never)
      const tipTime = latest.time - (TIP_HEIGHT - height) // its blocks are a second apart
      expect(balance).toMatchObject({ confirmed, pending: 0, at: { height }, tipTime })
      expect(balance.at.hash).not.toBe('de'.repeat(32))
    }
  })

  it('says nothing of a block that is not there yet, nor of one that is too large or not the one asked for', async () => {
    const fake = await server()
    const source = adapter(fake)
    expect((await providerError(source.balanceAt(ADDRESS, TIP_HEIGHT + 1, never))).problem).toBe(
      'cannot_know',
    )
    fake.faults.set('blockHeight', { kind: 'huge', bytes: 34_000_000 })
    expect((await providerError(source.balanceAt(ADDRESS, 10, never))).problem).toBe('cannot_know')
    fake.faults.set('blockHeight', {
      kind: 'edit',
      edit: (body) => body.replaceAll('"height":10', '"height":11'),
    })
    expect((await providerError(source.balanceAt(ADDRESS, 10, never))).problem).toBe('bad_answer')
    fake.faults.set('blockHeight', {
      kind: 'edit',
      edit: (body) => body.replace('"main_chain":false', '"main_chain":true'),
    })
    expect((await providerError(source.balanceAt(ADDRESS, 10, never))).problem).toBe('bad_answer')
    fake.faults.clear()
    fake.faults.set('latest', { kind: 'stale', blocks: 1 })
    expect((await providerError(source.balanceAt(ADDRESS, 10, never))).problem).toBe('moving')
  })
})

/** Another newest block with each page. */
function alternating(): Fault {
  let page = 0
  return changed((reply) => ({
    ...reply,
    info: { latest_block: { ...reply.info.latest_block, hash: String(page++).padStart(64, '0') } },
  }))
}

function swollen(tx: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const out = tx['out'] as readonly unknown[] // the server's own list
  return { ...tx, out: [...out, { value: 1_000_000_000, addr: ADDRESS }] }
}

/** More in the sums of each address with each page. */
function growing(): Fault {
  let more = 0
  const grown = (item: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => {
    const [total, received] = [Number(item['final_balance']), Number(item['total_received'])]
    return { ...item, final_balance: total + more, total_received: received + more }
  }
  return changed((reply) => {
    more++
    return { ...reply, addresses: reply.addresses.map(grown) }
  })
}

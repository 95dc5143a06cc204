import { describe, expect, it, onTestFinished } from 'vitest'
import type { BalanceSource, ProviderProblem } from '../../../electron/engine/ports.ts'
import { createBlockcypher } from '../../../electron/sources/blockcypher.ts'
import { type MadeUpTx, madeUp, madeUpTxid } from '../../fakes/blockcypher-made-up.ts'
import {
  type CypherRoute,
  type CypherServer,
  type CypherServerOptions,
  startBlockcypherServer,
} from '../../fakes/blockcypher-server.ts'
import { FAULTS, type Fault } from '../../fakes/esplora-faults.ts'
import { ADDRESS, manualClock, never, OTHER_ADDRESS, providerError, TIP_HEIGHT } from './provider-ground.ts'

const TAPROOT = 'bc1p5cyxnuxmeuwuvkwfem96lqzszd02n6xdcjrs20cac6yqjjwudpxqkedrcr'
const TXS: readonly MadeUpTx[] = [
  { height: 10, to: [[ADDRESS, 50_000]] },
  { height: 20, to: [[ADDRESS, 50_000]] },
  { height: 20, from: [[ADDRESS, 50_000]], to: [[ADDRESS, 20_000]] },
  { height: null, to: [[ADDRESS, 5_000]] },
  { height: null, from: [[ADDRESS, 20_000]] },
]

async function server(
  txs: readonly MadeUpTx[] = TXS,
  options: CypherServerOptions = {},
): Promise<CypherServer> {
  const tipTime = Math.floor(Date.now() / 1000) - 60
  const addresses = { [ADDRESS]: madeUp(txs), [OTHER_ADDRESS]: {} }
  const data = { network: 'main', tipHeight: TIP_HEIGHT, tipTime, addresses } as const
  const started = await startBlockcypherServer({ data }, options)
  onTestFinished(() => started.close())
  return started
}

function adapter(
  { url }: { url: string },
  options: Partial<Parameters<typeof createBlockcypher>[0]> = {},
): BalanceSource {
  const defaults = { id: 'b', url, network: 'main', clock: { now: Date.now }, movingWaitMs: 5 } as const
  const source = createBlockcypher({ ...defaults, timeoutMs: 20_000, ...options })
  onTestFinished(() => source.close())
  return source
}

/** The right body with something replaced in the item of the address. */
function edit(from: string | RegExp, to: string): Fault {
  return { kind: 'edit', edit: (body) => body.replace(from, to) }
}

describe('a balance from BlockCypher', () => {
  it('is dated by the tip that its rows imply, with the hash that the chain itself tells', async () => {
    const fake = await server()
    const balance = await adapter(fake).balance(ADDRESS, never)
    const chain = (await (await fetch(fake.url)).json()) as { hash: string; time: string }
    expect(balance).toMatchObject({ confirmed: 70_000, pending: -15_000 })
    expect(balance.at).toEqual({ height: TIP_HEIGHT, hash: chain.hash })
    expect(balance.tipTime).toBe(Math.floor(Date.parse(chain.time) / 1000))
    expect(fake.requests.slice(0, -1).map(({ route }) => route)).toEqual(['chain', 'address'])
  })

  it('of an unused address is zero, bracketed by the same tip before and after', async () => {
    const fake = await server()
    const balance = await adapter(fake).balance(OTHER_ADDRESS, never)
    expect(balance).toMatchObject({ confirmed: 0, pending: 0, at: { height: TIP_HEIGHT } })
    expect(fake.requests.map(({ route }) => route)).toEqual(['chain', 'address', 'chain'])
  })

  it('is asked for once more when the tip moved around an address without rows', async () => {
    const fake = await server()
    fake.faults.set('chain', { kind: 'stale', blocks: 1 }, 1)
    const balance = await adapter(fake).balance(OTHER_ADDRESS, never)
    expect(balance.at.height).toBe(TIP_HEIGHT)
    expect(fake.requests.filter(({ route }) => route === 'address')).toHaveLength(2)
  })

  it('is never dated by a tip that its rows do not imply', async () => {
    const fake = await server()
    fake.faults.set('chain', { kind: 'stale', blocks: 1 })
    expect((await providerError(adapter(fake).balance(ADDRESS, never))).problem).toBe('moving')
    fake.faults.clear()
    fake.faults.set('address', { kind: 'stale', blocks: 2 })
    expect((await providerError(adapter(fake).balance(ADDRESS, never))).problem).toBe('moving')
  })

  it('of a server that lags behind as a whole stands at the block where it stands', async () => {
    const fake = await server()
    fake.faults.set('any', { kind: 'stale', blocks: 3 })
    expect((await adapter(fake).balance(ADDRESS, never)).at.height).toBe(TIP_HEIGHT - 3)
  })

  it('does not depend on the order of a batch, and one call serves two addresses', async () => {
    const fake = await server()
    const answers = await adapter(fake).balances([ADDRESS, OTHER_ADDRESS], never)
    expect(answers).toMatchObject([
      { kind: 'balance', balance: { confirmed: 70_000 } },
      { kind: 'balance', balance: { confirmed: 0 } },
    ])
    expect(fake.requests.filter(({ route }) => route === 'address')).toHaveLength(1)
  })

  it('fails for the one address of a batch that the reply leaves out, swaps or garbles', async () => {
    const fake = await server()
    const faults = [
      edit(`"address":"${OTHER_ADDRESS}"`, '"address":"1BoatSLRHtKNngkdXEeobR76b53LETtpyT"'),
      edit(/^(\[.*?"balance":)0/, '$10.5'),
      { kind: 'edit', edit: (body: string) => JSON.stringify((JSON.parse(body) as unknown[]).slice(1)) },
    ] as const
    for (const fault of faults) {
      fake.faults.set('address', fault, 1)
      const [good, bad] = await adapter(fake).balances([ADDRESS, OTHER_ADDRESS], never)
      expect(good).toMatchObject({ kind: 'balance', balance: { confirmed: 70_000 } })
      expect(bad).toMatchObject({ kind: 'failed', error: { problem: 'bad_answer' } })
    }
  })

  it('is not asked for where the type of address is not known to be served', async () => {
    const fake = await server()
    const source = adapter(fake)
    expect((await providerError(source.balance(TAPROOT, never))).problem).toBe('unsupported')
    expect((await providerError(source.history(TAPROOT, never))).problem).toBe('unsupported')
    expect(fake.requests).toEqual([])
    const [bad, good] = await source.balances([TAPROOT, ADDRESS], never)
    expect(bad).toMatchObject({ kind: 'failed', error: { problem: 'unsupported' } })
    expect(good).toMatchObject({ kind: 'balance', balance: { confirmed: 70_000 } })
    expect(fake.requests.some(({ path }) => path.includes(TAPROOT))).toBe(false)
  })

  it('is refused from a chain of another name before an address is named', async () => {
    const fake = await server(TXS, { chainName: 'test3' })
    const error = await providerError(adapter(fake).balance(ADDRESS, never))
    expect(error).toMatchObject({ problem: 'bad_answer', message: 'it serves another network than main' })
    expect(fake.requests.some(({ route }) => route === 'address')).toBe(false)
  })
})

const ON_ADDRESS: readonly (readonly [string, Fault, ProviderProblem])[] = [
  ['a fraction', FAULTS.field('balance', '70000.5'), 'bad_answer'],
  ['a negative balance', FAULTS.field('balance', '-70000'), 'bad_answer'],
  ['minus zero', FAULTS.field('total_sent', '-0'), 'bad_answer'],
  ['infinity', FAULTS.field('balance', '1e400'), 'bad_answer'],
  ['a text', FAULTS.field('balance', '"70000"'), 'bad_answer'],
  ['more than the supply', FAULTS.field('balance', '2100000000000001'), 'bad_answer'],
  ['another balance than its sums give', FAULTS.field('balance', '70001'), 'bad_answer'],
  ['other counts than add up', FAULTS.field('n_tx', '4'), 'bad_answer'],
  ['another address', FAULTS.otherAddress(OTHER_ADDRESS), 'bad_answer'],
  ['a row that is neither input nor output', FAULTS.field('tx_input_n', '-1'), 'bad_answer'],
  ['a row in a block without confirmations', FAULTS.field('confirmations', '0'), 'bad_answer'],
  ['a row counted at another block', FAULTS.field('confirmations', '7'), 'moving'],
  ['limits reached with 200', FAULTS.json('{"error":"Limits reached."}'), 'refused'],
  ['another error with 200', FAULTS.json('{"error":"wallet not found"}'), 'bad_answer'],
  ['a list of errors with 200', FAULTS.json('{"errors":[{"error":"Limits reached"}]}'), 'refused'],
  [
    'limits in the item of an address',
    FAULTS.json(`[{"address":"${ADDRESS}","error":"Limits reached."}]`),
    'refused',
  ],
  ['one address twice', { kind: 'edit', edit: (body) => `[${body},${body}]` }, 'bad_answer'],
  ['null', FAULTS.json('null'), 'bad_answer'],
  ['400', FAULTS.status(400, '{"error":"Address is invalid"}'), 'bad_request'],
]
const EVERYWHERE: readonly (readonly [string, Fault, ProviderProblem])[] = [
  ['429', FAULTS.status(429, '<html>Too many</html>'), 'refused'],
  ['500', FAULTS.status(500), 'fault'],
  ['404', FAULTS.status(404), 'bad_answer'],
  ['a captive portal', FAULTS.html(), 'bad_answer'],
  ['a redirect', FAULTS.redirect('https://elsewhere.example/?token=x'), 'bad_answer'],
  ['deep JSON', FAULTS.deepJson(100_000), 'bad_answer'],
  ['too many bytes', { kind: 'huge', bytes: 5_000_000 }, 'bad_answer'],
  ['a reset in the middle', { kind: 'reset' }, 'unreachable'],
  ['an end in the middle', { kind: 'truncate' }, 'unreachable'],
]
const ON_CHAIN: readonly (readonly [string, Fault, ProviderProblem])[] = [
  ['a short hash', FAULTS.field('hash', '"ab"'), 'bad_answer'],
  ['a height far above the schedule', FAULTS.field('height', '9000000'), 'bad_answer'],
  ['a time that is none', FAULTS.field('time', '"yesterday"'), 'bad_answer'],
  ['limits reached with 200', FAULTS.json('{"error":"Limits reached."}'), 'refused'],
]
const both: readonly CypherRoute[] = ['chain', 'address']
const CASES = [
  ...ON_ADDRESS.map((row) => ['address', ...row] as const),
  ...ON_CHAIN.map((row) => ['chain', ...row] as const),
  ...both.flatMap((route) => EVERYWHERE.map((row) => [route, ...row] as const)),
]

describe('a fault of BlockCypher', () => {
  it.each(CASES)('on the route %s never gives a number: %s', async (route, _, fault, problem) => {
    const fake = await server()
    fake.faults.set(route, fault)
    const error = await providerError(adapter(fake, { token: 'sesame' }).balance(ADDRESS, never))
    expect(error.problem).toBe(problem)
    expect(error.message).not.toContain(ADDRESS)
    expect(JSON.stringify([error.message, error.stack, String(error.cause)])).not.toContain('sesame')
  })

  it('that lasts is cut by the time of a request', async () => {
    const fake = await server()
    fake.faults.set('address', { kind: 'hang' })
    const error = await providerError(adapter(fake, { timeoutMs: 200 }).balance(ADDRESS, never))
    expect(error.problem).toBe('unreachable')
  })

  it('is left by an abort at once', async () => {
    const fake = await server()
    fake.faults.set('address', { kind: 'hang' })
    const abort = new AbortController()
    const call = adapter(fake).balance(ADDRESS, abort.signal)
    setTimeout(() => abort.abort(), 50)
    await expect(call).rejects.toMatchObject({ code: 'cancelled' })
  })
})

describe('the limits of BlockCypher', () => {
  it('are honoured until the hour is over, without another request', async () => {
    const fake = await server()
    const clock = manualClock()
    const source = adapter(fake, { clock })
    fake.remaining = 1
    const error = await providerError(source.balance(ADDRESS, never))
    expect(error.problem).toBe('refused')
    expect(error.retryAfterMs).toBe(3_600_000 - (clock.now() % 3_600_000))
    expect(fake.requests).toHaveLength(1)
    await providerError(source.tip(never))
    expect(fake.requests).toHaveLength(1)
    fake.remaining = null
    clock.advance(error.retryAfterMs ?? 0)
    fake.faults.set('chain', edit(/"time":"[^"]*"/, `"time":"${new Date(clock.now()).toISOString()}"`))
    expect((await source.tip(never)).height).toBe(TIP_HEIGHT)
  })

  it('may lie below zero, and date a refusal that names no time', async () => {
    const fake = await server()
    for (const fault of [FAULTS.status(429), FAULTS.json('{"error":"Limits reached."}')]) {
      fake.remaining = -12
      fake.faults.set('chain', fault)
      const error = await providerError(adapter(fake).tip(never))
      expect(error.problem).toBe('refused')
      expect(error.retryAfterMs).toBeGreaterThan(0)
      expect(error.retryAfterMs).toBeLessThanOrEqual(3_600_000)
    }
  })

  it('of a second name no time while requests of the hour are left', async () => {
    const fake = await server()
    fake.remaining = 80
    fake.faults.set('chain', FAULTS.status(429))
    expect((await providerError(adapter(fake).tip(never))).retryAfterMs).toBeNull()
  })

  it('are those of the token, which goes with every request', async () => {
    const fake = await server()
    await adapter(fake, { token: 'open sesame' }).balance(OTHER_ADDRESS, never)
    expect(fake.requests.map(({ path }) => new URL(path, fake.url).searchParams.get('token'))).toEqual(
      Array(3).fill('open sesame'),
    )
  })
})

describe('a history from BlockCypher', () => {
  const HISTORY = [
    { txid: madeUpTxid(0), height: 10, blockHash: null, delta: 50_000 },
    { txid: madeUpTxid(1), height: 20, blockHash: null, delta: 50_000 },
    { txid: madeUpTxid(2), height: 20, blockHash: null, delta: -30_000 },
  ]

  it('holds the net effect of each confirmed transaction, marked as a double spend or not', async () => {
    const { rows, tip } = await adapter(await server()).history(ADDRESS, never)
    expect(rows).toEqual(HISTORY)
    expect(tip.height).toBe(TIP_HEIGHT)
  })

  it('is the same over pages that end in the middle of a block', async () => {
    const pairs = [10, 20, 30, 40].flatMap((height): readonly MadeUpTx[] => [
      { height, to: [[ADDRESS, height]] },
      { height, from: [[ADDRESS, height]], to: [[ADDRESS, 1]] },
    ])
    const whole = await adapter(await server(pairs)).history(ADDRESS, never)
    expect(whole.rows.map(({ delta }) => delta)).toEqual([10, -9, 20, -19, 30, -29, 40, -39])
    for (const pageRows of [3, 4, 5, 7]) {
      const fake = await server(pairs, { pageRows })
      expect((await adapter(fake).history(ADDRESS, never)).rows).toEqual(whole.rows)
      expect(fake.requests.filter(({ route }) => route === 'address').length).toBeGreaterThan(1)
    }
  })

  it('is not known where a page holds less than one block of it', async () => {
    const error = await providerError(adapter(await server(TXS, { pageRows: 1 })).history(ADDRESS, never))
    expect(error.problem).toBe('cannot_know')
  })

  it.each([
    ['a page without the rest', edit(/"hasMore":true/, '"hasMore":false'), 'cannot_know'],
    ['a page cursor that is lost', FAULTS.part('txrefs', {}), 'bad_answer'],
    ['rows told twice', { kind: 'edit', edit: doubled }, null],
    ['an amount told otherwise', edit(/"value":20000/, '"value":20001'), 'cannot_know'],
    [
      'a transaction more than is counted',
      edit(/"tx_hash":"[0-9a-f]{64}","block_height":20/, `"tx_hash":"${'ab'.repeat(32)}","block_height":20`),
      'cannot_know',
    ],
    ['a page of another moment', { kind: 'stale', blocks: 1 }, 'moving'],
    ['rows of two moments', edit(/("confirmations":101,.*?"confirmations":)101/, '$1100'), 'moving'],
  ] as const)('is proven by its counts and sums: %s', async (_, fault, problem) => {
    const fake = await server(TXS, { pageRows: 3 })
    fake.faults.set('address', fault)
    const call = adapter(fake).history(ADDRESS, never)
    if (problem === null) expect((await call).rows).toEqual(HISTORY)
    else expect((await providerError(call)).problem).toBe(problem)
  })

  it('whose later page is empty is not known', async () => {
    const fake = await server(TXS, { pageRows: 3 })
    const source = adapter(fake)
    let page = 0
    fake.faults.set('address', {
      kind: 'edit',
      edit: (body) => {
        const { txrefs, ...rest } = JSON.parse(body) as Record<string, unknown>
        return JSON.stringify(++page > 1 ? { ...rest, hasMore: false } : { ...rest, txrefs })
      },
    })
    expect((await providerError(source.history(ADDRESS, never))).problem).toBe('cannot_know')
  })

  it.each([
    ['broken', { kind: 'reset' }, 'unreachable'],
    ['refused', FAULTS.json('{"error":"Limits reached."}'), 'refused'],
    ['of another moment', { kind: 'stale', blocks: 1 }, 'moving'],
    ['of other figures', growing(), 'moving'],
    ['of another total', edit(/"total_received":120000/, '"total_received":120001'), 'bad_answer'],
  ] as const)('is not given in part when a later page is %s', async (_, fault, problem) => {
    for (const after of [1, 2]) {
      const fake = await server(TXS, { pageRows: 3 })
      fake.faults.set('address', fault, Number.POSITIVE_INFINITY, after)
      expect((await providerError(adapter(fake).history(ADDRESS, never))).problem).toBe(problem)
    }
  })

  it('and the hash of a block are of one chain: else it is read once more', async () => {
    const fake = await server()
    fake.faults.set('chain', { kind: 'stale', blocks: 1 }, 1, 1)
    expect(await adapter(fake).balanceAt(ADDRESS, 10, never)).toMatchObject({ confirmed: 50_000 })
    expect(fake.requests.filter(({ route }) => route === 'block')).toHaveLength(2)
    fake.faults.set('chain', { kind: 'stale', blocks: 1 }, Number.POSITIVE_INFINITY, 1)
    expect((await providerError(adapter(fake).balanceAt(ADDRESS, 10, never))).problem).toBe('moving')
  })

  it('and the block of the tip are of one chain: a tip that was replaced meanwhile is another', async () => {
    const fake = await server()
    fake.faults.set('block', FAULTS.field('hash', `"${'ab'.repeat(32)}"`))
    expect((await providerError(adapter(fake).balanceAt(ADDRESS, TIP_HEIGHT, never))).problem).toBe('moving')
  })

  it('above what is asked for here is too many, after one page', async () => {
    const fake = await server()
    fake.faults.set('address', edit(/"n_tx":3,(.*)"final_n_tx":5/, '"n_tx":20001,$1"final_n_tx":20003'))
    expect((await providerError(adapter(fake).history(ADDRESS, never))).problem).toBe('too_many')
    expect(fake.requests.filter(({ route }) => route === 'address')).toHaveLength(1)
  })

  it('gives the balance after any block, under the hash and the time of that block', async () => {
    const fake = await server()
    const source = adapter(fake)
    for (const [height, confirmed] of [
      [9, 0],
      [10, 50_000],
      [19, 50_000],
      [20, 70_000],
      [TIP_HEIGHT, 70_000],
    ] as const) {
      const reply = await fetch(`${fake.url}/blocks/${height}`)
      const { hash, time } = (await reply.json()) as { hash: string; time: string }
      expect(await source.balanceAt(ADDRESS, height, never)).toMatchObject({
        confirmed,
        pending: 0,
        at: { height, hash },
        tipTime: Date.parse(time) / 1000, // the header's, not when the server heard of the tip
      })
    }
  })

  it('says nothing of a block that is not there yet, and nothing under the hash of another block', async () => {
    const fake = await server()
    const source = adapter(fake)
    expect((await providerError(source.balanceAt(ADDRESS, TIP_HEIGHT + 1, never))).problem).toBe(
      'cannot_know',
    )
    fake.faults.set('block', FAULTS.field('height', '11'))
    expect((await providerError(source.balanceAt(ADDRESS, 10, never))).problem).toBe('bad_answer')
  })
})

function doubled(body: string): string {
  const reply = JSON.parse(body) as { txrefs: readonly unknown[] }
  return JSON.stringify({ ...reply, txrefs: [...reply.txrefs, ...reply.txrefs] })
}

/** More in all sums with each page. */
function growing(): Fault {
  let more = 0
  const edit = (body: string): string => {
    const reply = JSON.parse(body) as Readonly<Record<'total_received' | 'balance' | 'final_balance', number>>
    const { total_received, balance, final_balance } = reply
    more++
    return JSON.stringify({
      ...reply,
      total_received: total_received + more,
      balance: balance + more,
      final_balance: final_balance + more,
    })
  }
  return { kind: 'edit', edit }
}

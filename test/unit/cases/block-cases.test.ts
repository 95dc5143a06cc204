import { describe, expect, it } from 'vitest'
import { sha256d } from '../../../electron/engine/block/hash.ts'
import { matchBlock } from '../../../electron/engine/block/match-block.ts'
import { WatchTable } from '../../../electron/engine/block/watch-table.ts'
import { NodeError } from '../../../electron/engine/node-error.ts'
import { GENESIS_HASH } from '../../../shared/chain.ts'
import { coinbaseTx, GENESIS_SCRIPT, genesisBlock, HandChain, payTx } from '../../fakes/hand-chain.ts'
import { openHandEngine } from './hand-engine.ts'

const A = `0014${'a1'.repeat(20)}`
const B = `5120${'b2'.repeat(32)}`
const MAX = 2_100_000_000_000_000

const open = async (...scripts: readonly string[]) => {
  const chain = new HandChain()
  chain.mineTo(3)
  const engine = openHandEngine(chain)
  await engine.watch(...scripts)
  await engine.same()
  return { chain, engine }
}

describe('case 4: received and spent in one block', () => {
  it('a chain of five payments in one block leaves its last coin, and the others neither then nor later', async () => {
    const { chain, engine } = await open(A, B)
    const links = [payTx([{ value: 5_000, script: A }])]
    for (let n = 1; n < 5; n++) {
      const before = links[n - 1]
      const script = n % 2 === 0 ? A : B
      links.push(
        payTx([{ value: 5_000 - n, script }], before ? [{ txid: before.txid, vout: 0 }] : [], n % 2 === 0),
      )
    }
    chain.mine(links)
    await engine.same()
    expect(engine.coins()).toEqual([`${links[4]?.txid}:0 4996 4`])
    chain.mineTo(6)
    await engine.same()
    chain.leave(3)
    chain.mineTo(7)
    await engine.same()
    expect(engine.coins()).toEqual([])
  })

  it('a coin that leaves the watched scripts in the block where it came is no coin of theirs', async () => {
    const { chain, engine } = await open(A)
    const paid = payTx([{ value: 5_000, script: A }])
    chain.mine([paid, payTx([{ value: 4_000, script: B }], [{ txid: paid.txid, vout: 0 }])])
    await engine.same()
    expect(engine.reading(A)).toMatchObject({ confirmed: 0 })
    expect(engine.store.models.counts().transactions).toBe(2)
  })
})

// At the heights of the two pairs that the main chain has.
describe('case 6: BIP-30 duplicates keep one coin each, at the later height', () => {
  const bare = new HandChain(91_720)
  const openPairs = async (scripts: readonly [string, string]) => {
    const chain = bare.copy()
    chain.mine() // 91721
    const engine = openHandEngine(chain)
    await engine.watch(...scripts)
    await engine.same()
    const pairs = scripts.map((script) => coinbaseTx([{ value: 5_000_000_000, script }]))
    const [first = coinbaseTx([]), second = first] = pairs
    return { chain, engine, first, second }
  }

  it('91,722 and 91,880, 91,812 and 91,842: 50 bitcoin each, not 100', async () => {
    const { chain, engine, first, second } = await openPairs([A, B])
    chain.mine([], first)
    chain.mineTo(91_811)
    chain.mine([], second)
    await engine.same()
    expect(engine.coins()).toEqual(
      [`${first.txid}:0 5000000000 91722`, `${second.txid}:0 5000000000 91812`].sort(),
    )
    chain.mineTo(91_841)
    chain.mine([], second)
    await engine.same()
    chain.mineTo(91_879)
    chain.mine([], first)
    await engine.same()
    expect(engine.coins()).toEqual(
      [`${first.txid}:0 5000000000 91880`, `${second.txid}:0 5000000000 91842`].sort(),
    )
    expect(engine.reading(A)).toMatchObject({ confirmed: 0, immature: 5_000_000_000 })
    chain.mineTo(91_979)
    await engine.same()
    expect(engine.reading(A)).toMatchObject({ confirmed: 0, immature: 5_000_000_000 })
    chain.mine() // the 101st confirmation counts from the later block
    await engine.same()
    expect(engine.reading(A)).toMatchObject({ confirmed: 5_000_000_000, immature: 0 })
  })

  it('read in one commit, and taken by a snapshot above both, it is the same', async () => {
    const { chain, engine, first, second } = await openPairs([A, B])
    chain.mine([], first)
    chain.mine([], second)
    chain.mine([], second)
    chain.mine([], first)
    const late = openHandEngine(chain)
    await late.watch(A, B)
    await late.same()
    await engine.same()
    expect(engine.coins()).toEqual(late.coins())
  })

  it('a spend takes the one coin there is', async () => {
    const { chain, engine, first } = await openPairs([A, B])
    chain.mine([], first)
    chain.mine([], first)
    chain.mine([payTx([{ value: 1, script: B }], [{ txid: first.txid, vout: 0 }])])
    await engine.same()
    expect(engine.reading(A)).toMatchObject({ confirmed: 0, immature: 0 })
  })

  it('one that was spent before it came again is a coin again', async () => {
    const { chain, engine, first } = await openPairs([A, B])
    chain.mine([], first)
    chain.mine([payTx([{ value: 1, script: B }], [{ txid: first.txid, vout: 0 }])])
    await engine.same()
    chain.mine([], first)
    await engine.same()
    expect(engine.reading(A)?.immature).toBe(5_000_000_000)
  })

  it.each(['followed from before it came', 'looked up after it came again'])(
    '%s: of one that was spent, came again and was spent again, the history names the later spender',
    async (how) => {
      const { chain, engine: early, first } = await openPairs([A, B])
      const spendOf = (value: number) => payTx([{ value, script: '6a00' }], [{ txid: first.txid, vout: 0 }])
      chain.mine([], first)
      chain.mine([spendOf(1)])
      const again = chain.mine([], first)
      const engine = how.startsWith('followed') ? early : openHandEngine(chain)
      await engine.watch(A)
      await engine.same()
      await engine.store.scan.apply({ kind: 'abandon' }) // so that the later spend is found gone, and then looked for
      const last = spendOf(2)
      const spent = chain.mine([last])
      await engine.same()
      expect(await engine.history(91_721)).toEqual([
        `raw ${A} ${first.txid}:0 5000000000 ${again.height} ${last.txid} ${spent.height}`,
      ])
    },
  )

  it('one that was spent before it came again does not contradict its history', async () => {
    const { chain, first } = await openPairs([A, B])
    chain.mine([], first)
    chain.mine([payTx([{ value: 1, script: '6a00' }], [{ txid: first.txid, vout: 0 }])])
    chain.mine([], first)
    const engine = openHandEngine(chain)
    await engine.watch(A)
    await engine.same()
    await engine.history(91_721)
    expect([...engine.store.models.histories('all').values()]).toMatchObject([{ verdict: 'complete' }])
  })

  it('a reorganisation that takes the later one brings the earlier one back', async () => {
    const { chain, engine, first, second } = await openPairs([A, B])
    chain.mine([], first)
    chain.mineTo(91_811)
    chain.mine([], second)
    chain.mineTo(91_841)
    await engine.same()
    chain.mine([], second)
    chain.mineTo(91_879)
    chain.mine([], first)
    await engine.same()
    chain.leave(91_841)
    chain.mineTo(91_881)
    await engine.same()
    expect(engine.coins()).toEqual(
      [`${first.txid}:0 5000000000 91722`, `${second.txid}:0 5000000000 91812`].sort(),
    )
  })
})

describe('case 7: the coinbase of genesis', () => {
  it.each([
    ['main', '29ab5f49ffff001d1dac2b7c'],
    ['regtest', 'dae5494dffff7f2002000000'],
  ] as const)('of %s is no coin, even when its block is read for its script', (network, stamp) => {
    const raw = genesisBlock(stamp)
    const hash = GENESIS_HASH[network]
    expect(
      Buffer.from(sha256d(raw.subarray(0, 80)))
        .reverse()
        .toString('hex'),
    ).toBe(hash)
    const script = { id: 1, scriptPubKey: Buffer.from(GENESIS_SCRIPT, 'hex'), activeAbove: -1 }
    const table = new WatchTable({ version: 1, scripts: [script], outpoints: [] })
    expect(matchBlock(raw, { height: 0, hash }, table).txs).toEqual([])
    expect(matchBlock(raw, { height: 1, hash }, table).txs).toHaveLength(1) // the bytes would match
  })

  it('never enters the ledger, and a later payment to its script does', async () => {
    const chain = new HandChain()
    const engine = openHandEngine(chain)
    await engine.watch(GENESIS_SCRIPT)
    await engine.same() // the ledger begins at block 0
    expect(engine.reading(GENESIS_SCRIPT)).toMatchObject({ confirmed: 0, immature: 0 })
    chain.mine([payTx([{ value: 600, script: GENESIS_SCRIPT }])])
    await engine.same()
    expect(engine.reading(GENESIS_SCRIPT)).toMatchObject({ confirmed: 600, immature: 0 })
  })
})

describe('case 8: outputs that nobody can spend', () => {
  it('an OP_RETURN and a script of 10,001 bytes hold nothing even when watched; one of 10,000 bytes does', async () => {
    const [longest, tooLong] = [`51${'61'.repeat(9_999)}`, `51${'61'.repeat(10_000)}`]
    const burnt = `6a14${'cc'.repeat(20)}`
    const { chain, engine } = await open(longest, tooLong, burnt, '6a')
    const pay = payTx([longest, tooLong, burnt, '6a'].map((script, n) => ({ script, value: 1_000 + n })))
    chain.mempool.set(pay.txid, pay.raw)
    await engine.toTip()
    expect([longest, tooLong, burnt, '6a'].map((script) => engine.reading(script)?.pending)).toEqual([
      1_000, 0, 0, 0,
    ])
    chain.mine([pay])
    await engine.same()
    expect([longest, tooLong, burnt, '6a'].map((script) => engine.reading(script)?.confirmed)).toEqual([
      1_000, 0, 0, 0,
    ])
  })
})

describe('case 14: one address with 100,000 unspent outputs', () => {
  it('has the exact sum of all of them, and of those that are left', async () => {
    const { chain, engine } = await open(A)
    const txs = Array.from({ length: 20 }, (_, n) =>
      payTx(Array.from({ length: 5_000 }, (_, vout) => ({ value: 1 + n * 5_000 + vout, script: A }))),
    )
    for (const tx of txs) chain.mine([tx])
    await engine.toTip()
    expect(engine.reading(A)?.confirmed).toBe((100_000 * 100_001) / 2)
    expect(engine.store.models.counts().outputs).toBe(100_000)
    const inputs = txs.flatMap(({ txid }) => Array.from({ length: 100 }, (_, n) => ({ txid, vout: n * 50 })))
    chain.mine([payTx([{ value: 1, script: B }], inputs)])
    await engine.same()
    const spent = txs.flatMap((_, n) => Array.from({ length: 100 }, (_, i) => 1 + n * 5_000 + i * 50))
    expect(spent).toHaveLength(2_000)
    expect(engine.reading(A)?.confirmed).toBe((100_000 * 100_001) / 2 - spent.reduce((a, b) => a + b))
    expect(engine.coins()).toHaveLength(98_000)
  })
})

describe('case 19: values are whole satoshis', () => {
  it('one satoshi and all 21 million bitcoin are both exact, and so is their sum', async () => {
    const { chain, engine } = await open(A, B)
    const values = [1, MAX - 1, 0, 10_000_000, 29, 20_999_999_97690000]
    chain.mine([payTx(values.map((value) => ({ value, script: A })))])
    await engine.same()
    const exact = values.reduce((sum, value) => sum + BigInt(value), 0n)
    expect(BigInt(engine.reading(A)?.confirmed ?? -1)).toBe(exact)
  })

  it('a thousand times 0.1 bitcoin are 100 bitcoin', async () => {
    const { chain, engine } = await open(A)
    for (let n = 0; n < 10; n++)
      chain.mine([payTx(Array.from({ length: 100 }, () => ({ value: 10_000_000, script: A })))])
    await engine.same()
    expect(engine.reading(A)?.confirmed).toBe(10_000_000_000)
  })

  it('an amount above 21 million bitcoin is a broken block, not a number: nothing of it is applied', async () => {
    const { chain, engine } = await open(A)
    const height = chain.tip.height
    chain.mine([
      payTx([
        { value: 5, script: A },
        { value: MAX + 1, script: A },
      ]),
    ])
    const fault = await engine.step().then(
      () => null,
      (error: unknown) => error,
    )
    expect(fault).toBeInstanceOf(NodeError)
    expect(fault).toMatchObject({ problem: 'fault' })
    expect(engine.reading(A)).toMatchObject({ confirmed: 0, at: { height } })
  })
})

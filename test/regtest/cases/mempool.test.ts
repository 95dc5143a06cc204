import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { type RegtestNode, startRegtestNode } from '../../../electron/launch/regtest-node.ts'
import { describeWithBitcoind } from '../../ground/regtest-ground.ts'
import { type Bank, type CaseLedger, openBank, openCaseLedger } from './case-ground.ts'
import { OPEN_FORMS, type OpenCoin, type OpenScript, openTx, type RawOutput } from './open-script.ts'

const [A, B, OUTSIDE] = [
  OPEN_FORMS.p2wsh('00c15001'),
  OPEN_FORMS.p2sh('00c15002'),
  OPEN_FORMS.p2wsh('00c15003'),
]
const FEE = 2_000

describeWithBitcoind('what has no block yet', (binary) => {
  let node: RegtestNode
  let bank: Bank
  let ledger: CaseLedger

  beforeAll(async () => {
    node = await startRegtestNode(binary)
    bank = await openBank(node, 12)
  })
  afterAll(() => node.stop())
  beforeEach(async () => {
    await node.mine(1) // what an earlier test left in the mempool
    ledger = await openCaseLedger(node)
    await ledger.watch(A.script, B.script)
    await ledger.same()
  })
  afterEach(() => ledger.close())

  /** Builds a spend of one coin; `send` puts it into the mempool. */
  function spend(coin: OpenCoin, outputs: readonly RawOutput[], fee = FEE) {
    const change = coin.value - fee - outputs.reduce((sum, { value }) => sum + value, 0)
    const all = change > FEE ? [...outputs, { script: OUTSIDE.script, value: change }] : outputs
    const tx = openTx([coin], all)
    const of = (form: OpenScript, vout = 0): OpenCoin => ({
      ...form,
      txid: tx.txid,
      vout,
      value: all[vout]?.value ?? 0,
    })
    return { ...tx, of, send: () => node.rpc('sendrawtransaction', [tx.hex, 0]) }
  }

  /** What both scripts have pending, after a look. */
  async function pending(): Promise<readonly (number | null | undefined)[]> {
    await ledger.toTip()
    return [A, B].map(({ script }) => ledger.figures(script)?.pending)
  }

  it('case 15: a chain of unconfirmed payments counts each coin once, in any order of looking', async () => {
    const first = spend(bank.coin(), [{ script: A.script, value: 100_000 }])
    await first.send()
    expect(await pending()).toEqual([100_000, 0])
    const second = spend(first.of(A), [{ script: B.script, value: 90_000 }], 10_000)
    await second.send()
    const third = spend(
      second.of(B),
      [
        { script: A.script, value: 50_000 },
        { script: B.script, value: 30_000 },
      ],
      10_000,
    )
    await third.send()
    expect(await pending()).toEqual([50_000, 30_000])
    const late = await openCaseLedger(node) // sees all three at once
    await late.watch(A.script, B.script)
    await late.toTip()
    expect([A, B].map(({ script }) => late.figures(script)?.pending)).toEqual([50_000, 30_000])
    await late.close()
    await node.mine(1)
    await ledger.same()
    expect(await pending()).toEqual([0, 0])
  })

  it('case 15: a replacement takes the place of what it replaces, whose descendants fall with it', async () => {
    const coin = bank.coin()
    const first = spend(coin, [{ script: A.script, value: 200_000 }])
    await first.send()
    await spend(first.of(A), [{ script: B.script, value: 150_000 }], 50_000).send()
    expect(await pending()).toEqual([0, 150_000])
    await spend(coin, [{ script: A.script, value: 70_000 }], 400_000).send()
    expect(await pending()).toEqual([70_000, 0])
    await node.mine(1)
    await ledger.same()
  })

  it('case 15: a payment that is taken back by a replacement is gone, not zero of something', async () => {
    const coin = bank.coin()
    await spend(coin, [{ script: A.script, value: 60_000 }]).send()
    expect(await pending()).toEqual([60_000, 0])
    await spend(coin, [], 100_000).send()
    expect(await pending()).toEqual([0, 0])
    expect(await ledger.engine.store.scan.pendingTxids()).toEqual([])
    await node.mine(1)
    await ledger.same()
  })

  it('case 15: a block with another spend of a watched coin ends the pending one and its descendants at once', async () => {
    const txid = await bank.pay({ script: A.script, value: 100_000 })
    await ledger.same()
    const coin: OpenCoin = { ...A, txid, vout: 0, value: 100_000 }
    const first = spend(coin, [{ script: A.script, value: 80_000 }], 20_000)
    await first.send()
    await spend(first.of(A), [{ script: B.script, value: 75_000 }], 5_000).send()
    expect(await pending()).toEqual([-100_000, 75_000])
    const rival = spend(coin, [{ script: B.script, value: 99_000 }], 1_000)
    await node.generateBlock([rival.hex])
    expect(await ledger.engine.step()).toMatchObject({ kind: 'advanced', blocks: 1 })
    expect(await ledger.engine.store.scan.pendingTxids()).toEqual([]) // by the block alone
    expect(await pending()).toEqual([0, 0])
    await ledger.same()
    await node.reorg(1, { empty: true }) // the rival is pending now; what it ended does not come back
    expect(await pending()).toEqual([-100_000, 99_000])
    await node.mine(1)
    await ledger.same()
  })

  it('case 15: after a block, nothing is called pending before the mempool was looked at again', async () => {
    const coin = bank.coin() // not watched: that its spends are rivals only the node can know
    const first = spend(coin, [{ script: A.script, value: 80_000 }])
    await first.send()
    expect(await pending()).toEqual([80_000, 0])
    await node.generateBlock([spend(coin, [{ script: B.script, value: 11_000 }], 3_000).hex])
    expect(await ledger.engine.step()).toMatchObject({ kind: 'advanced', blocks: 1 })
    expect(ledger.figures(A.script)?.pending).toBeNull()
    expect(await pending()).toEqual([0, 0])
    await ledger.same()
  })

  it('case 15: a confirmed coin that a pending payment spends is still confirmed, and pending shows it leaving', async () => {
    await bank.pay({ script: A.script, value: 500_000 })
    await ledger.same()
    const [coin] = [...ledger.engine.store.models.allUnspent()].filter(({ value }) => value === 500_000)
    await spend(
      { ...A, txid: coin?.txid ?? '', vout: coin?.vout ?? 0, value: 500_000 },
      [{ script: B.script, value: 450_000 }],
      50_000,
    ).send()
    expect(await pending()).toEqual([-500_000, 450_000])
    const figures = ledger.figures(A.script)
    expect(figures).toMatchObject({ pending: -500_000 })
    expect(figures?.confirmed).toBeGreaterThanOrEqual(500_000)
    await node.mine(1)
    await ledger.same()
  })

  it('case 9: confirmed, immature, coming and going are told apart, and each moves on its own', async () => {
    const [confirmed, mined] = [OPEN_FORMS.p2wsh('00c90001'), OPEN_FORMS.p2wsh('00c90002')]
    const own = await openCaseLedger(node)
    await own.watch(confirmed.script, mined.script)
    const txid = await bank.pay({ script: confirmed.script, value: 1_000_000 })
    await node.rpc('generatetodescriptor', [1, `raw(${mined.script})`])
    await own.same()
    const reward = own.figures(mined.script)?.immature ?? 0
    expect(reward).toBeGreaterThan(0)
    await spend(
      { ...confirmed, txid, vout: 0, value: 1_000_000 },
      [{ script: mined.script, value: 900_000 }],
      100_000,
    ).send()
    await own.toTip()
    expect(own.figures(confirmed.script)).toEqual({ confirmed: 1_000_000, immature: 0, pending: -1_000_000 })
    expect(own.figures(mined.script)).toEqual({ confirmed: 0, immature: reward, pending: 900_000 })
    await node.mine(99) // 100 confirmations: the next block may spend it, Bitcoin Core's wallet waits for one more
    await own.same()
    expect(own.figures(mined.script)).toEqual({ confirmed: 900_000, immature: reward, pending: 0 })
    await node.mine(1)
    await own.same()
    expect(own.figures(mined.script)).toEqual({ confirmed: 900_000 + reward, immature: 0, pending: 0 })
    await node.reorg(2, { empty: true, newBlocks: 1 }) // a block lower: it waits again
    await own.same()
    expect(own.figures(mined.script)).toEqual({ confirmed: 900_000, immature: reward, pending: 0 })
    await own.close()
  })

  it('case 16: the coinbase of a block that was left is never pending', async () => {
    await node.rpc('generatetodescriptor', [2, `raw(${A.script})`])
    await ledger.same()
    const before = ledger.figures(A.script)
    expect(before?.immature).toBeGreaterThan(0)
    await node.reorg(2, { empty: true })
    expect(await ledger.engine.step()).toMatchObject({ kind: 'rewound' })
    expect(await ledger.engine.store.scan.pendingTxids()).toEqual([]) // at once, before any look at the mempool
    expect(await pending()).toEqual([0, 0])
    expect(ledger.figures(A.script)).toMatchObject({ immature: 0 })
    expect(await ledger.engine.store.scan.pendingTxids()).toEqual([])
    await ledger.same()
  })
})

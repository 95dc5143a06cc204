import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ScanUpdate } from '../../../electron/engine/ports.ts'
import { type RegtestNode, startRegtestNode } from '../../../electron/launch/regtest-node.ts'
import { openLedger, removeFolder, temporaryFolder } from '../../ground/ledger-ground.ts'
import { describeWithBitcoind } from '../../ground/regtest-ground.ts'
import { type Bank, openBank, openCaseLedger } from './case-ground.ts'
import { OPEN_FORMS, openTx } from './open-script.ts'

const [A, B] = [OPEN_FORMS.p2wsh('00c01001'), OPEN_FORMS.p2wsh('00c01002')]

describeWithBitcoind('a chain that changes', (binary) => {
  let node: RegtestNode
  let bank: Bank

  beforeAll(async () => {
    node = await startRegtestNode(binary)
    bank = await openBank(node, 6)
  })
  afterAll(() => node.stop())

  it('case 1: a reorganisation is one transaction of the ledger: what was created goes, what was spent returns', async () => {
    const updates: ScanUpdate[] = []
    const ledger = await openCaseLedger(node, undefined, (store) => ({
      ...store,
      apply: async (update) => {
        const applied = await store.apply(update)
        updates.push(update)
        return applied
      },
    }))
    await ledger.watch(A.script, B.script)
    const txid = await bank.pay({ script: A.script, value: 400_000 })
    await ledger.same()
    const spend = openTx([{ ...A, txid, vout: 0, value: 400_000 }], [{ script: B.script, value: 390_000 }])
    await node.generateBlock([spend.hex])
    await node.mine(5)
    await ledger.same()
    expect([A, B].map(({ script }) => ledger.figures(script)?.confirmed)).toEqual([0, 390_000])
    updates.length = 0
    await node.reorg(6, { empty: true })
    const step = await ledger.engine.step()
    expect(step).toMatchObject({ kind: 'rewound', voidedSnapshots: 0 })
    expect(updates.map(({ kind }) => kind)).toEqual(['rewind'])
    expect([A, B].map(({ script }) => ledger.figures(script)?.confirmed)).toEqual([400_000, 0])
    await ledger.same()
    expect([A, B].map(({ script }) => ledger.figures(script)?.pending)).toEqual([-400_000, 390_000])
    await ledger.close()
  })

  it('case 1: while the app was down it is the same', async () => {
    const folder = await temporaryFolder()
    const before = await openCaseLedger(node, folder)
    await before.watch(A.script, B.script)
    await node.mine(1)
    await before.same()
    await bank.pay({ script: A.script, value: 123_000 })
    await node.mine(3)
    await before.same()
    await before.close()
    await node.reorg(4, { empty: true })
    const after = await openCaseLedger(node, folder)
    await after.same()
    await node.mine(1)
    await after.same()
    await after.close()
    await removeFolder(folder)
  })

  it('case 17: an address added in the middle has its own beginning, and is not called complete before it', async () => {
    const folder = await temporaryFolder()
    const app = await openLedger(node, folder)
    const wallet = await node.wallet('holder')
    const [early, late] = [await wallet.newAddress(), await wallet.newAddress()]
    const scriptOf = async (address: string) =>
      (await node.rpc<{ scriptPubKey: string }>('validateaddress', [address])).scriptPubKey
    await app.add(early)
    const { tip: first } = await app.sync()
    await bank.pay(
      { script: await scriptOf(early), value: 70_000 },
      { script: await scriptOf(late), value: 30_000 },
    )
    await node.mine(4)
    await app.add(late)
    expect(await app.reading(late)).toMatchObject({ kind: 'unknown', confirmed: null })
    const { tip: second } = await app.sync()
    const [one, two] = [await app.reading(early), await app.reading(late)]
    expect(one).toMatchObject({ confirmed: 70_000, asOf: second, completeness: { historyFrom: first } })
    expect(two).toMatchObject({ confirmed: 30_000, asOf: second, completeness: { historyFrom: second } })
    await app.close()
    await removeFolder(folder)
  })

  it('case 18: another node of the network is followed over its own chain, and the first one again', async () => {
    const folder = await temporaryFolder()
    const other = await startRegtestNode(binary)
    try {
      const address = (await node.rpc<{ address: string }>('decodescript', [A.script])).address
      await other.mine(7, address)
      const open = (on: RegtestNode) => openCaseLedger(on, folder)
      let ledger = await open(node)
      await ledger.watch(A.script, B.script)
      await bank.pay({ script: B.script, value: 5_000 })
      await ledger.same()
      await ledger.close()

      ledger = await open(other)
      const step = await ledger.engine.step()
      expect(step).toMatchObject({ kind: 'rewound', to: { height: 0 }, voidedSnapshots: 2 })
      expect(await ledger.same()).toBe(7)
      await ledger.close()

      ledger = await open(node)
      expect(await ledger.same()).toBeGreaterThan(0)
      expect(ledger.figures(B.script)?.confirmed).toBeGreaterThanOrEqual(5_000)
      await ledger.close()
    } finally {
      await other.stop()
      await removeFolder(folder)
    }
  })

  it('case 18: a node that is rolled back is waited for, with everything kept', async () => {
    const ledger = await openCaseLedger(node)
    await ledger.watch(A.script, B.script)
    await bank.pay({ script: A.script, value: 9_000 })
    await node.mine(3)
    const coins = await ledger.same()
    const height = await node.rpc<number>('getblockcount')
    const above = await node.rpc<string>('getblockhash', [height - 3])
    await node.rpc('invalidateblock', [above])
    expect(await ledger.engine.step()).toEqual({ kind: 'waiting', reason: 'node_behind' })
    expect(ledger.engine.store.models.allUnspent()).toHaveLength(coins)
    await node.rpc('reconsiderblock', [above])
    expect(await ledger.same()).toBe(coins)
    await ledger.close()
  })

  it('case 18: a node of another network is refused before anything is written', async () => {
    const folder = await temporaryFolder()
    const app = await openLedger(node, folder, { network: 'testnet4' })
    const { added } = await app.add('tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7')
    expect(added).toHaveLength(1)
    expect(await app.sync()).toMatchObject({ problem: 'wrong_chain', tip: null })
    expect(app.coins()).toEqual(new Set())
    expect(await app.reading(added[0]?.text ?? '')).toMatchObject({ kind: 'unknown', confirmed: null })
    await app.close()
    await removeFolder(folder)
  })
})

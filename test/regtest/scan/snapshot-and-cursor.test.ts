import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import {
  type RegtestNode,
  type RegtestWallet,
  startRegtestNode,
} from '../../../electron/launch/regtest-node.ts'
import { type EngineGround, openEngine } from '../../ground/engine-ground.ts'
import { ledgerCoins, nodeCoins, removeFolder, temporaryFolder } from '../../ground/ledger-ground.ts'
import { describeWithBitcoind } from '../../ground/regtest-ground.ts'

describeWithBitcoind('a snapshot and a cursor that are not at one block', (binary) => {
  let node: RegtestNode
  let wallet: RegtestWallet
  let holder: RegtestWallet
  let folder: string
  let engine: EngineGround
  let old: string
  let fresh: string

  beforeAll(async () => {
    node = await startRegtestNode(binary)
    wallet = await node.wallet('test')
    holder = await node.wallet('holder')
    await node.mine(120, await wallet.newAddress())
  })
  afterAll(() => node.stop())
  beforeEach(async () => {
    folder = await temporaryFolder()
    engine = openEngine(node, folder)
    old = await holder.newAddress()
    fresh = await holder.newAddress()
    await engine.watch(old)
    await engine.snapshot()
    await engine.toTip()
  })
  afterEach(async () => {
    await engine.close()
    await removeFolder(folder)
  })

  async function expectSame(): Promise<void> {
    const { coins, at } = await nodeCoins(node, [old, fresh])
    expect([...ledgerCoins(engine.store.dataDir)].sort()).toEqual([...coins].sort())
    expect(engine.confirmed(fresh).asOf).toEqual(at)
  }

  async function spend(address: string): Promise<void> {
    const coins = await holder.rpc<{ txid: string; vout: number }[]>('listunspent', [0, 9_999_999, [address]])
    const inputs = coins.map(({ txid, vout }) => ({ txid, vout }))
    await holder.rpc('sendall', [[await wallet.newAddress()], null, null, null, { inputs }])
  }

  it('case 17: reads the blocks between for the new script alone when the cursor moved on meanwhile', async () => {
    await wallet.send(fresh, 500_000)
    await wallet.send(fresh, 40_000)
    await node.mine(1)
    await engine.watch(fresh)
    await engine.snapshot(async () => {
      await spend(fresh) // spent, paid and mined to, in blocks that the cursor reads without the new script
      await node.mine(1)
      await wallet.send(fresh, 7_000)
      await node.mine(2, fresh)
      await engine.toTip()
    })
    expect(engine.confirmed(fresh)).toMatchObject({ state: 'joining', confirmed: 540_000 })
    await engine.step()
    expect(engine.confirmed(fresh).state).toBe('following')
    await engine.toTip()
    await expectSame()
    expect(engine.confirmed(fresh).confirmed).toBe(7_000)
  })

  it('goes on joining after a restart', async () => {
    await engine.watch(fresh)
    await engine.snapshot(async () => {
      await wallet.send(fresh, 9_000)
      await node.mine(6)
      await engine.toTip()
    })
    await engine.step(2)
    expect(engine.confirmed(fresh).state).toBe('joining')
    await engine.close()
    engine = openEngine(node, folder)
    await engine.toTip()
    await expectSame()
  })

  it('takes the new script along only above its snapshot when the cursor was behind it', async () => {
    await wallet.send(old, 11_000)
    await wallet.send(fresh, 22_000)
    await node.mine(3)
    await engine.watch(fresh)
    await engine.snapshot()
    expect(engine.confirmed(fresh)).toMatchObject({ state: 'following', confirmed: 22_000 })
    await wallet.send(fresh, 1_000)
    await node.mine(2)
    await engine.step(1)
    expect(engine.confirmed(fresh).confirmed).toBe(22_000)
    await engine.toTip()
    await expectSame()
    expect(engine.confirmed(fresh).confirmed).toBe(23_000)
  })

  it('voids a snapshot ahead of the cursor when its branch was left before the cursor came there', async () => {
    await wallet.send(fresh, 33_000)
    await node.mine(4)
    await engine.watch(fresh)
    await engine.snapshot()
    await node.reorg(3, { empty: true })
    const step = await engine.step()
    expect(step).toMatchObject({ kind: 'rewound', voidedSnapshots: 1 })
    expect(engine.confirmed(fresh).confirmed).toBeNull()
    await engine.toTip()
    await engine.snapshot()
    await engine.toTip()
    await expectSame()
  })

  it('case 3: drops a snapshot of a branch that was left while it was taken, and takes it again', async () => {
    await wallet.send(fresh, 44_000)
    await node.mine(2)
    await engine.toTip()
    await engine.watch(fresh)
    let calls = 0
    await engine.snapshot(async () => {
      if (calls++ > 0) return
      await node.reorg(2, { empty: true })
      await engine.toTip()
    })
    expect(calls).toBeGreaterThan(1)
    await engine.toTip()
    await expectSame()
  })

  it('never moves the cursor over a script that was added while blocks were being read', async () => {
    await node.mine(30)
    const reading = engine.toTip(5)
    await engine.watch(fresh)
    await wallet.send(fresh, 55_000)
    await engine.snapshot(async () => {
      await node.mine(1)
    })
    await reading
    await engine.toTip()
    await expectSame()
    expect(engine.confirmed(fresh).confirmed).toBe(55_000)
  })
})

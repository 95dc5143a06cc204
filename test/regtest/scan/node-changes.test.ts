import { cp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import {
  type RegtestNode,
  type RegtestWallet,
  startRegtestNode,
} from '../../../electron/launch/regtest-node.ts'
import {
  expectSameCoins,
  type LedgerGround,
  openLedger,
  removeFolder,
  temporaryFolder,
} from '../../ground/ledger-ground.ts'
import { describeWithBitcoind } from '../../ground/regtest-ground.ts'

describeWithBitcoind('a node that changes under the ledger', (binary) => {
  let node: RegtestNode
  let folder: string
  let ledger: LedgerGround
  let wallet: RegtestWallet
  let address: string

  const start = async (prune: boolean): Promise<void> => {
    node = await startRegtestNode(binary, { prune })
    wallet = await node.wallet('test')
    await node.mine(110, await wallet.newAddress())
    address = await (await node.wallet('holder')).newAddress()
    ledger = await openLedger(node, folder)
  }
  beforeEach(async () => {
    folder = await temporaryFolder()
  })
  afterEach(async () => {
    await ledger.close()
    await node.stop()
    await removeFolder(folder)
  })

  it('is followed through a restart with a new cookie', async () => {
    await start(false)
    await ledger.add(address)
    await expectSameCoins(ledger, node, [address])
    const before = await readFile(node.cookieFile, 'utf8')
    await node.restart()
    expect(await readFile(node.cookieFile, 'utf8')).not.toBe(before)
    wallet = await node.wallet('test')
    await wallet.send(address, 70_000)
    await node.mine(1)
    await expectSameCoins(ledger, node, [address])
    expect(await ledger.reading(address)).toMatchObject({ confirmed: 70_000 })
  })

  it('is a state, not a fault, while it is down: the last known balance stands, dated', async () => {
    await start(false)
    await wallet.send(address, 70_000)
    await node.mine(1)
    await ledger.add(address)
    const asOf = await expectSameCoins(ledger, node, [address])
    await node.halt()
    expect((await ledger.sync()).problem).toBe('cookie_missing')
    const reading = await ledger.reading(address)
    expect(reading).toMatchObject({ kind: 'known', source: 'ledger', confirmed: 70_000, asOf })
    expect(reading.freshness).toMatchObject({ state: 'offline', blocksBehind: null })
    expect(reading.reasons).toEqual(['node_cookie_missing'])
    await node.restart()
    await node.mine(1)
    await expectSameCoins(ledger, node, [address])
    expect((await ledger.reading(address)).freshness).toMatchObject({ state: 'current', blocksBehind: 0 })
  })

  it('case 18: restored to an older state is waited for, and nothing is deleted', async () => {
    await start(false)
    await ledger.add(address)
    await expectSameCoins(ledger, node, [address])
    await node.halt()
    const backup = join(folder, 'backup')
    await cp(join(node.dir, 'regtest'), backup, { recursive: true })
    await node.restart()
    wallet = await node.wallet('test')
    await wallet.send(address, 80_000)
    const mined = await node.mine(5)
    const newer = await Promise.all(mined.map((hash) => node.rpc<string>('getblock', [hash, 0])))
    await expectSameCoins(ledger, node, [address])
    const coins = ledger.coins()

    await node.halt()
    await rm(join(node.dir, 'regtest'), { recursive: true })
    await cp(backup, join(node.dir, 'regtest'), { recursive: true })
    await node.restart()
    expect((await ledger.sync()).problem).toBe('node_behind')
    expect(ledger.coins()).toEqual(coins)
    expect(await ledger.reading(address)).toMatchObject({ confirmed: 80_000 })

    for (const block of newer) await node.rpc('submitblock', [block])
    await expectSameCoins(ledger, node, [address])
    expect(ledger.coins()).toEqual(coins)
  })

  it('pruned past the ledger’s block gets a new snapshot, with a visible hole and what changed inside it', async () => {
    await start(true)
    await wallet.send(address, 1_000_000)
    await node.mine(1)
    await ledger.add(address)
    const from = await expectSameCoins(ledger, node, [address])
    await ledger.close()

    const holder = await node.wallet('holder')
    const [old] = await holder.rpc<{ txid: string; vout: number }[]>('listunspent')
    await holder.rpc('sendall', [
      [await wallet.newAddress()],
      null,
      null,
      null,
      { inputs: [{ txid: old?.txid, vout: old?.vout }] },
    ])
    await node.mine(1)
    const received = await wallet.send(address, 300_000)
    await node.mine(1_200)
    const pruned = await node.rpc<number>('pruneblockchain', [700])
    expect(pruned).toBeGreaterThan(from.height + 2)

    ledger = await openLedger(node, folder)
    const to = await expectSameCoins(ledger, node, [address])
    const reading = await ledger.reading(address)
    expect(reading).toMatchObject({ kind: 'known', confirmed: 300_000, asOf: to })
    expect(reading.completeness.holes).toEqual([{ from, to }])
    const [watch] = await ledger.call('portfolio.list', {})
    const detail = await ledger.call('address.detail', { watchId: watch?.id ?? 0 })
    expect(detail.holes).toMatchObject([
      {
        from,
        to,
        received: [{ txid: received, value: 300_000 }],
        spent: [{ txid: old?.txid, value: 1_000_000 }],
      },
    ])

    await wallet.send(address, 5_000)
    await node.mine(1)
    await expectSameCoins(ledger, node, [address])
  })

  it('that costs more to read than a snapshot gets one, with a visible hole', async () => {
    await start(false)
    await ledger.add(address)
    const from = await expectSameCoins(ledger, node, [address])
    await ledger.close()
    await wallet.send(address, 60_000)
    await node.mine(2_100)
    ledger = await openLedger(node, folder, {}, { gapBudgetMs: 1 })
    const to = await expectSameCoins(ledger, node, [address])
    expect((await ledger.reading(address)).completeness.holes).toEqual([{ from, to }])
    expect(await ledger.reading(address)).toMatchObject({ confirmed: 60_000 })
  })

  it('case 18: of another chain is refused by its genesis, and nothing is written', async () => {
    await start(false)
    await ledger.add(address)
    await expectSameCoins(ledger, node, [address])
    await ledger.close()
    ledger = await openLedger(node, folder, { network: 'signet' })
    expect((await ledger.sync()).problem).toBe('wrong_chain')
  })

  it('with a wrong password says so, as its own state', async () => {
    await start(false)
    await ledger.close()
    const wrong = join(folder, 'wrong-cookie')
    await writeFile(wrong, '__cookie__:0000')
    ledger = await openLedger({ url: node.url, cookieFile: wrong }, folder)
    await ledger.add(address)
    expect((await ledger.sync()).problem).toBe('auth')
    expect(await ledger.reading(address)).toMatchObject({ kind: 'unknown', confirmed: null })
    expect((await ledger.reading(address)).reasons).toContain('node_auth')
  })
})

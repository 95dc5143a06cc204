import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import type { BitcoindBinary } from '../../../electron/launch/get-bitcoind.ts'
import {
  NOBODYS_ADDRESS,
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
  valueOf,
} from '../../ground/ledger-ground.ts'
import { type OpenP2wsh, openP2wsh } from '../../ground/p2wsh.ts'
import { describeWithBitcoind } from '../../ground/regtest-ground.ts'
import { startWatchedNode, type WatchedNode } from '../../ground/watch-only.ts'

/** Everything below runs once with REST and once by RPC alone, with a login that can only watch. */
function ledgerTests(binary: BitcoindBinary, rest: boolean): void {
  let node: RegtestNode
  let watcher: WatchedNode['watcher']
  let wallet: RegtestWallet
  let folder: string
  let ledger: LedgerGround
  let p2wsh: OpenP2wsh
  const addresses = { p2pkh: '', p2sh: '', p2wpkh: '', p2wsh: '', p2tr: '' }

  beforeAll(async () => {
    if (rest) watcher = node = await startRegtestNode(binary)
    else ({ node, watcher } = await startWatchedNode(binary, { rest }))
    wallet = await node.wallet('test')
    await node.mine(110, await wallet.newAddress())
  })
  afterAll(() => node.stop())

  beforeEach(async () => {
    folder = await temporaryFolder()
    ledger = await openLedger(watcher, folder)
    addresses.p2pkh = await wallet.newAddress('legacy')
    addresses.p2sh = await wallet.newAddress('p2sh-segwit')
    addresses.p2wpkh = await wallet.newAddress('bech32')
    addresses.p2tr = await wallet.newAddress('bech32m')
    p2wsh = await openP2wsh(node)
    addresses.p2wsh = p2wsh.address
  })
  afterEach(async () => {
    await ledger.close()
    await removeFolder(folder)
  })

  const all = (): string[] => Object.values(addresses)
  const same = (): ReturnType<typeof expectSameCoins> => expectSameCoins(ledger, node, all())

  it('finds what each address type holds at the block where it was added, without reading history', async () => {
    for (const [i, address] of all().entries()) await wallet.send(address, 10_000 * 2 ** i)
    await node.mine(1)
    await ledger.add(...all())
    const tip = await same()
    const { readings, total } = await ledger.balance()
    expect(readings.map(({ confirmed }) => confirmed)).toEqual([10_000, 20_000, 40_000, 80_000, 160_000])
    expect(readings.every(({ completeness }) => completeness.historyFrom?.hash === tip.hash)).toBe(true)
    expect(total).toMatchObject({ confirmed: 310_000, known: 5, stale: 0, unknown: 0, oldestAsOf: tip })
  })

  it('follows payments and spends block by block, with the outputs equal to the node’s after each', async () => {
    await ledger.add(...all())
    await same()
    for (let round = 0; round < 4; round++) {
      for (const address of all()) await wallet.send(address, 30_000_000 + round)
      await node.mine(1)
      await same()
      const spent = await sendAll(wallet, NOBODYS_ADDRESS, await inputsOf(wallet, all()))
      await node.generateBlock([spent, await p2wsh.sweep(NOBODYS_ADDRESS)])
      await same()
      expect(valueOf(ledger.coins())).toBe(0)
    }
  })

  it('case 4: sees a coin that is received and spent inside one block', async () => {
    await ledger.add(...all())
    await same()
    const txid = await wallet.send(addresses.p2wpkh, 50_000_000)
    const [input] = await inputsOf(wallet, [addresses.p2wpkh])
    expect(input?.txid).toBe(txid)
    const spender = await sendAll(wallet, addresses.p2tr, input ? [input] : [])
    await node.mine(1)
    const { height } = await same()
    const detail = ledger.coins()
    expect([...detail].some((coin) => coin.startsWith(spender) && coin.endsWith(` ${height}`))).toBe(true)
  })

  it('case 9: keeps immature coinbase apart from confirmed until its 101st confirmation', async () => {
    const miner = await wallet.newAddress()
    await ledger.add(miner)
    await expectSameCoins(ledger, node, [miner])
    await node.mine(1, miner)
    await expectSameCoins(ledger, node, [miner])
    const reward = valueOf(ledger.coins())
    expect(reward).toBeGreaterThan(0)
    expect(await ledger.reading(miner)).toMatchObject({ confirmed: 0, immature: reward })
    await node.mine(99)
    await ledger.sync()
    expect(await ledger.reading(miner)).toMatchObject({ confirmed: 0, immature: reward })
    await node.mine(1)
    await ledger.sync()
    expect(await ledger.reading(miner)).toMatchObject({ confirmed: reward, immature: 0 })
  })

  it('shows what is pending as a signed net effect and leaves confirmed alone until the block', async () => {
    await ledger.add(...all())
    await wallet.send(addresses.p2wpkh, 1_000_000)
    await node.mine(1)
    await same()
    await wallet.send(addresses.p2tr, 77_000)
    await sendAll(wallet, NOBODYS_ADDRESS, await inputsOf(wallet, [addresses.p2wpkh]))
    await ledger.sync()
    expect(await ledger.reading(addresses.p2tr)).toMatchObject({ confirmed: 0, pending: 77_000 })
    expect(await ledger.reading(addresses.p2wpkh)).toMatchObject({
      confirmed: 1_000_000,
      pending: -1_000_000,
    })
    await node.mine(1)
    await same()
    expect(await ledger.reading(addresses.p2tr)).toMatchObject({ confirmed: 77_000, pending: 0 })
    expect(await ledger.reading(addresses.p2wpkh)).toMatchObject({ confirmed: 0, pending: 0 })
  })

  it('case 15: counts a chain of unconfirmed payments once, and drops what was replaced', async () => {
    await ledger.add(...all())
    await same()
    const first = await wallet.rpc<string>('sendtoaddress', [addresses.p2pkh, '0.01', '', '', false, true])
    await ledger.sync()
    expect((await ledger.reading(addresses.p2pkh)).pending).toBe(1_000_000)
    const { txid } = await wallet.rpc<{ txid: string }>('bumpfee', [first])
    expect(txid).not.toBe(first)
    await ledger.sync()
    expect((await ledger.reading(addresses.p2pkh)).pending).toBe(1_000_000)
    const inputs = await inputsOf(wallet, [addresses.p2pkh])
    await sendAll(wallet, addresses.p2tr, inputs)
    await ledger.sync()
    expect((await ledger.reading(addresses.p2pkh)).pending).toBe(0)
    expect((await ledger.reading(addresses.p2tr)).pending).toBeGreaterThan(990_000)
    await node.mine(1)
    await same()
  })

  it('adds a new address while others are followed, without reading the others’ history again', async () => {
    await ledger.add(addresses.p2pkh)
    await expectSameCoins(ledger, node, [addresses.p2pkh])
    for (const address of all()) await wallet.send(address, 123_456)
    await node.mine(3)
    await ledger.add(addresses.p2sh, addresses.p2wpkh, addresses.p2wsh, addresses.p2tr)
    const before = await ledger.sync()
    expect(before.snapshotScripts).toBe(4)
    expect(before.blocks).toBe(3)
    await same()
    expect((await ledger.balance()).total).toMatchObject({ confirmed: 5 * 123_456, known: 5 })
  })
}

interface Input {
  readonly txid: string
  readonly vout: number
}

/** Spends these coins to one address; the txid. */
async function sendAll(wallet: RegtestWallet, to: string, inputs: readonly Input[]): Promise<string> {
  return (await wallet.rpc<{ txid: string }>('sendall', [[to], null, null, null, { inputs }])).txid
}

async function inputsOf(wallet: RegtestWallet, addresses: readonly string[]): Promise<readonly Input[]> {
  const coins = await wallet.rpc<readonly Input[]>('listunspent', [0, 9_999_999, addresses])
  return coins.map(({ txid, vout }) => ({ txid, vout }))
}

describeWithBitcoind('the ledger of a node with REST', (binary) => ledgerTests(binary, true))
describeWithBitcoind('the ledger of a node without REST, behind a whitelist', (binary) =>
  ledgerTests(binary, false),
)

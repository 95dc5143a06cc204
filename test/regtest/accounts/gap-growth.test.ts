import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import {
  NOBODYS_ADDRESS,
  type RegtestNode,
  type RegtestWallet,
  startRegtestNode,
} from '../../../electron/launch/regtest-node.ts'
import type { AccountDetail } from '../../../shared/ipc/accounts.ts'
import type { AddRequest } from '../../../shared/ipc/contract.ts'
import { type LedgerGround, openLedger, removeFolder, temporaryFolder } from '../../ground/ledger-ground.ts'
import { describeWithBitcoind } from '../../ground/regtest-ground.ts'
import { addAccount, descriptorOf } from './account-ground.ts'

const SMALL = { gapLimit: 3, lookahead: 4 } as const
const CHILD = join(import.meta.dirname, 'growth-child.ts')
let wallets = 0

describeWithBitcoind('an account whose addresses are used', (binary) => {
  let node: RegtestNode
  let world: RegtestWallet
  let descriptor: string
  let folder: string
  let ledger: LedgerGround

  beforeAll(async () => {
    node = await startRegtestNode(binary)
    world = await node.wallet('world')
    await node.mine(110, await world.newAddress())
  })
  afterAll(() => node.stop())
  beforeEach(async () => {
    const name = `wallet ${++wallets}`
    await node.rpc('createwallet', [name])
    descriptor = await descriptorOf(await node.wallet(name))
    folder = await temporaryFolder()
    ledger = await openLedger(node, folder)
  })
  afterEach(async () => {
    await ledger.close()
    await removeFolder(folder)
  })

  const addressAt = async (index: number, chain = 0): Promise<string> => {
    const body = descriptor.replace('/<0;1>/*', `/${chain}/*`)
    const { descriptor: one } = await node.rpc<{ descriptor: string }>('getdescriptorinfo', [body])
    const [address] = await node.rpc<readonly string[]>('deriveaddresses', [one, [index, index]])
    return address ?? ''
  }
  /** One transaction that pays all of them, in a block. */
  const payTogether = async (indices: readonly number[], sats = 10_000): Promise<void> => {
    const outputs: Record<string, string> = {}
    for (const index of indices) outputs[await addressAt(index)] = (sats / 1e8).toFixed(8)
    await world.rpc('sendmany', ['', outputs])
    await node.mine(1, NOBODYS_ADDRESS)
  }
  const add = async (more: Partial<AddRequest> = {}): Promise<number> =>
    (await addAccount(ledger, descriptor, { ...SMALL, ...more })).id
  const synced = async (watchId: number): Promise<AccountDetail> => {
    expect((await ledger.sync()).problem).toBeNull()
    return ledger.call('account.detail', { watchId })
  }
  const paid = ({ reading }: AccountDetail) => [reading.confirmed, reading.completeness.unspent, reading.kind]

  it('grows past a block that uses several at once, and past one that uses addresses beyond what was watched', async () => {
    const id = await add()
    expect((await synced(id)).chains.map(({ derivedTo }) => derivedTo)).toEqual([4, 4])
    await payTogether([0, 1, 3, 4, 6, 8]) // 4 and on are not watched yet; each lies in the gap behind the one before
    const detail = await synced(id)
    expect(paid(detail)).toEqual([60_000, 'complete', 'known'])
    expect(detail.chains[0]?.usedTo).toBe(9)
    expect(detail.chains[0]?.derivedTo).toBeGreaterThanOrEqual(12)
    expect(detail.chains[0]?.nextUnused?.address).toBe(await addressAt(9))
    expect(detail.chains[1]).toMatchObject({ usedTo: 0, derivedTo: 4 })
  })

  it('knows what came and went in the blocks since the one that made it grow', async () => {
    const id = await add()
    await synced(id)
    // In one block: 3 is used, and 5, which nobody watches yet, is paid and emptied again.
    const wallet = await node.wallet(`wallet ${wallets}`)
    for (let i = 0; i < 6; i++) await wallet.newAddress() // so that the wallet knows that it has them
    const txid = await world.send(await addressAt(5), 70_000)
    await node.rpc('syncwithvalidationinterfacequeue')
    const coins = await wallet.rpc<readonly { txid: string; vout: number }[]>('listunspent', [0, 0, [], true])
    const inputs = coins
      .filter((coin) => coin.txid === txid)
      .map(({ txid: from, vout }) => ({ txid: from, vout }))
    await wallet.rpc('sendall', [[NOBODYS_ADDRESS], null, null, null, { inputs }])
    await world.send(await addressAt(3), 20_000)
    await node.mine(1, NOBODYS_ADDRESS)
    expect(paid(await synced(id))).toEqual([20_000, 'complete', 'known'])
    await ledger.call('history.run', {})
    const { addresses } = await ledger.call('account.addresses', { watchId: id, from: 0, limit: 10 })
    expect(addresses.map(({ used }) => used).slice(0, 7)).toEqual([
      false,
      false,
      false,
      true,
      false,
      true,
      false,
    ])
    const detail = await synced(id)
    expect(detail.chains[0]?.usedTo).toBe(6)
    expect(paid(detail)).toEqual([20_000, 'complete', 'known'])
  })

  it('is incomplete while scripts that came in wait for their snapshot, over a restart and a kill as well', async () => {
    const id = await add()
    await synced(id)
    await payTogether([3, 5])
    await ledger.close()
    const phase = join(folder, 'phase')
    writeFileSync(phase, '')
    const child = spawn(process.execPath, [CHILD, node.url, node.cookieFile, folder, phase], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    await new Promise<void>((resolve) => child.stdout.once('data', () => resolve()))
    child.kill('SIGKILL') // the block is in the ledger, its scripts are half derived, and no snapshot was taken
    await ended
    expect(readFileSync(phase, 'utf8')).toBe('grown')

    ledger = await openLedger(node, folder)
    const before = await ledger.call('account.detail', { watchId: id })
    expect(paid(before)).toEqual([10_000, 'incomplete', 'known'])
    expect(before.reading.reasons).toContain('growing')
    expect((await ledger.balance()).total).toMatchObject({ confirmed: 10_000, known: 1, partial: 1 })
    expect(paid(await synced(id))).toEqual([20_000, 'complete', 'known'])
    expect((await ledger.balance()).total.partial).toBeUndefined()
  })

  it('grows by what waits in the mempool, and by a wider gap limit', async () => {
    const id = await add()
    await synced(id)
    await world.send(await addressAt(2), 30_000)
    const seen = await synced(id)
    expect(seen.reading.pending).toBe(30_000)
    expect(seen.chains[0]?.derivedTo).toBeGreaterThanOrEqual(6)
    await ledger.call('account.setGap', { watchId: id, gapLimit: 40 })
    const wide = await synced(id)
    expect(wide.account.gapLimit).toBe(40)
    expect(wide.chains.map(({ derivedTo }) => derivedTo >= 40)).toEqual([true, true])
    await payTogether([38])
    expect(paid(await synced(id))).toEqual([40_000, 'complete', 'known'])
  })

  it('counts an address that is watched on its own as well once, and keeps it when the account goes', async () => {
    await payTogether([0, 1])
    const id = await add()
    const single = await addressAt(1)
    await ledger.add(single)
    await ledger.sync()
    const { total, readings } = await ledger.balance()
    expect(readings.map(({ confirmed }) => confirmed)).toEqual([20_000, 10_000])
    expect(total.confirmed).toBe(20_000)
    const of = { group: null, archived: false, text: '', sort: null }
    const { rows } = await ledger.call('portfolio.page', { of, from: 0, limit: 10 })
    expect(rows[1]?.partOf).toEqual([id])
    await ledger.call('portfolio.remove', { watchIds: [id] })
    expect((await ledger.reading(single)).confirmed).toBe(10_000)
    expect((await ledger.balance()).total.confirmed).toBe(10_000)
  })

  it('knows its history from its birthday, and its balance at every block since', async () => {
    const { height } = await node.rpc<{ height: number }>('getblockheader', [
      await node.rpc('getbestblockhash'),
    ])
    await payTogether([0])
    await payTogether([2], 15_000)
    const id = await add({ birthday: { height: height + 1 } })
    await ledger.sync()
    await ledger.call('history.run', {})
    const [filled] = (await ledger.call('history.list', { limit: 1 })).histories
    expect(filled).toMatchObject({
      watchId: id,
      range: { state: 'joined', verdict: 'complete', from: { height } },
    })
    const at = async (block: number) =>
      (await ledger.call('balance.at', { height: block, ask: false })).readings[0]?.confirmed
    expect([await at(height), await at(height + 1), await at(height + 2)]).toEqual([0, 10_000, 25_000])
  })
})

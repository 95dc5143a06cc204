/** A wallet of the real node as an account, and what the node's own watch-only wallet of the same descriptors says. */
import { expect } from 'vitest'
import type { RegtestNode, RegtestWallet } from '../../../electron/launch/regtest-node.ts'
import { satsFromBtc } from '../../../shared/amounts.ts'
import type { AccountDetail } from '../../../shared/ipc/accounts.ts'
import type { AddRequest, Watch } from '../../../shared/ipc/contract.ts'
import type { LedgerGround } from '../../ground/ledger-ground.ts'

interface Listed {
  readonly desc: string
  readonly internal?: boolean
  readonly active: boolean
}

/** The wallet's public descriptor with both chains, as people paste it. */
export async function descriptorOf(wallet: RegtestWallet, kind = 'wpkh'): Promise<string> {
  const { descriptors } = await wallet.rpc<{ descriptors: readonly Listed[] }>('listdescriptors')
  const receive = descriptors.find(
    ({ desc, internal, active }) => active && !internal && desc.startsWith(`${kind}(`),
  )
  if (!receive) throw new Error(`the wallet has no ${kind} descriptor`)
  return receive.desc.replace(/#.*$/, '').replace('/0/*', '/<0;1>/*')
}

/** A watch-only wallet of the node that follows the same scripts. */
export async function watchOnly(node: RegtestNode, name: string, descriptor: string): Promise<RegtestWallet> {
  await node.rpc('createwallet', [name, true, true])
  const wallet = await node.wallet(name)
  const imports = await Promise.all(
    ['/0/*', '/1/*'].map(async (steps) => {
      const { descriptor: desc } = await node.rpc<{ descriptor: string }>('getdescriptorinfo', [
        descriptor.replace('/<0;1>/*', steps),
      ])
      return { desc, timestamp: 0, range: [0, 999], internal: steps === '/1/*', active: true }
    }),
  )
  const done = await wallet.rpc<readonly { success: boolean }[]>('importdescriptors', [imports])
  expect(done.every(({ success }) => success)).toBe(true)
  return wallet
}

/** Adds the account; `more` as in `portfolio.add`. */
export async function addAccount(
  ledger: LedgerGround,
  descriptor: string,
  more: Partial<AddRequest> = {},
): Promise<Watch> {
  const { added, refused } = await ledger.call('portfolio.add', {
    lines: [descriptor],
    atomic: true,
    ...more,
  })
  expect(refused).toEqual([])
  const [watch] = added
  if (!watch) throw new Error('nothing was added')
  return watch
}

interface NodeCoin {
  readonly txid: string
  readonly vout: number
  readonly amount: number
}

/** What the account holds, as the ledger and as the node's wallet have it; coinbase by the wallet's own 101 rule. */
export async function expectAsTheWallet(
  ledger: LedgerGround,
  watchId: number,
  wallet: RegtestWallet,
): Promise<AccountDetail> {
  await abandonDropped(wallet)
  const [coins, balances, detail, whole] = await Promise.all([
    wallet.rpc<readonly NodeCoin[]>('listunspent', [0, 9_999_999, [], true]),
    wallet.rpc<{ mine: { immature: number } }>('getbalances'),
    ledger.call('account.detail', { watchId }),
    ledger.call('address.detail', { watchId }),
  ])
  const { reading } = detail
  const truth = coins.map(({ txid, vout, amount }) => `${txid}:${vout} ${sats(amount)}`)
  const immature = sats(balances.mine.immature)
  expect({
    confirmed: (reading.confirmed ?? Number.NaN) + (reading.pending ?? Number.NaN),
    immature: reading.immature,
    complete: reading.completeness.unspent,
    kind: reading.kind,
  }).toEqual({
    confirmed: coins.reduce((sum, { amount }) => sum + sats(amount), 0),
    immature,
    complete: 'complete',
    kind: 'known',
  })
  const ours = whole.unspent
    .filter(
      ({ spendPending, coinbase, confirmations }) => !spendPending && (!coinbase || confirmations > 100),
    )
    .map(({ txid, vout, value }) => `${txid}:${vout} ${value}`)
  expect(ours.sort()).toEqual(truth.sort())
  return detail
}

interface ListedTx {
  readonly txid: string
  readonly confirmations: number
  readonly abandoned?: boolean
}

/** A wallet holds on to what it once saw: coins of a transaction that no block and no mempool has count as spent there. */
async function abandonDropped(wallet: RegtestWallet): Promise<void> {
  const listed = await wallet.rpc<readonly ListedTx[]>('listtransactions', ['*', 100, 0, true])
  const pool = new Set(await wallet.rpc<readonly string[]>('getrawmempool'))
  const dropped = listed.filter(
    ({ txid, confirmations, abandoned }) => confirmations === 0 && abandoned !== true && !pool.has(txid),
  )
  for (const txid of new Set(dropped.map((tx) => tx.txid))) await wallet.rpc('abandontransaction', [txid])
}

/** Decimal bitcoin as the node prints it. */
export function sats(btc: number): number {
  return satsFromBtc(btc.toFixed(8))
}

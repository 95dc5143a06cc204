/** A ledger on a real node: builds the host that the app builds, and compares what it holds with the node. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { createHost, ledgerFile } from '../../electron/host.ts'
import type { Host, HostInternals, HostOptions } from '../../electron/host-types.ts'
import type { RegtestNode } from '../../electron/launch/regtest-node.ts'
import { openDatabase } from '../../electron/store/open-database.ts'
import { createReadModels } from '../../electron/store/read-models.ts'
import { satsFromBtc } from '../../shared/amounts.ts'
import type { BlockRef } from '../../shared/chain.ts'
import type { AddResult, SyncResult } from '../../shared/ipc/contract.ts'
import type { BalanceReport, Reading } from '../../shared/reading.ts'
import { type Call, callOf, testHostOptions } from './host-ground.ts'

/** An unspent output as a set compares it. */
export type CoinKey = string

export interface LedgerGround {
  readonly host: Host
  readonly dataDir: string
  readonly call: Call
  add(...addresses: string[]): Promise<AddResult>
  sync(): Promise<SyncResult>
  reading(address: string): Promise<Reading>
  balance(refresh?: boolean): Promise<BalanceReport>
  /** The ledger's confirmed unspent outputs, as a set of "txid:vout value height". */
  coins(): ReadonlySet<CoinKey>
  /** Closes the host; the data folder stays. */
  close(): Promise<void>
}

/** A fresh temporary data folder; the caller removes it with `removeFolder`. */
export function temporaryFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'tidemark-data-'))
}

export function removeFolder(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 }) // a process may still write its last
}

/** Builds a host on `folder` for this node. One-shot by default: it moves only when `sync` is called. */
export async function openLedger(
  node: Pick<RegtestNode, 'url' | 'cookieFile'> | null,
  folder: string,
  options: Partial<HostOptions> = {},
  internals: HostInternals = {},
): Promise<LedgerGround> {
  const auth = node
    ? ({ node: { url: node.url, auth: { kind: 'cookie', file: node.cookieFile } } } as const)
    : {}
  const host = await createHost(testHostOptions(folder, { ...auth, ...options }), internals)
  host.start()
  const call = callOf(host)
  return {
    host,
    dataDir: host.dataDir,
    call,
    add: (...addresses) => call('portfolio.add', { lines: addresses, atomic: true }),
    sync: () => call('scan.sync', {}),
    reading: async (address) => {
      const [reading] = (await call('balance.read', { addresses: [address], refresh: false })).readings
      if (!reading) throw new Error('no reading')
      return reading
    },
    balance: (refresh = false) => call('balance.read', { refresh }),
    coins: () => ledgerCoins(host.dataDir),
    close: () => host.stop(),
  }
}

/** The confirmed unspent outputs in the ledger of a (network's) data folder, read beside whoever owns it. */
export function ledgerCoins(dataDir: string): ReadonlySet<CoinKey> {
  const db = openDatabase(ledgerFile(dataDir), { readOnly: true })
  try {
    const coins = createReadModels(db).allUnspent()
    return new Set(coins.map(({ txid, vout, value, height }) => `${txid}:${vout} ${value} ${height}`))
  } finally {
    db.close()
  }
}

interface ScanReply {
  readonly height: number
  readonly bestblock: string
  readonly unspents: readonly {
    readonly txid: string
    readonly vout: number
    readonly amount: number
    readonly height: number
  }[]
}

/** What the node itself says is unspent for these addresses, at its best block. */
export async function nodeCoins(
  node: RegtestNode,
  addresses: readonly string[],
): Promise<{ readonly at: { height: number; hash: string }; readonly coins: ReadonlySet<CoinKey> }> {
  const descriptors = addresses.map((address) => `addr(${address})`)
  const reply = await node.rpc<ScanReply>('scantxoutset', ['start', descriptors])
  const coins = reply.unspents.map(
    ({ txid, vout, amount, height }) => `${txid}:${vout} ${satsFromBtc(amount.toFixed(8))} ${height}`,
  )
  return { at: { height: reply.height, hash: reply.bestblock }, coins: new Set(coins) }
}

/** Syncs, then demands that the ledger's unspent outputs are the node's, as a set, at the same block hash. */
export async function expectSameCoins(
  ledger: LedgerGround,
  node: RegtestNode,
  addresses: readonly string[],
): Promise<BlockRef> {
  const { tip, problem } = await ledger.sync()
  expect(problem).toBeNull()
  const truth = await nodeCoins(node, addresses)
  expect(tip).toEqual(truth.at)
  expect([...ledger.coins()].sort()).toEqual([...truth.coins].sort())
  if (!tip) throw new Error('no tip')
  return tip
}

/** Sum of the values of a set of coins, in satoshis. */
export function valueOf(coins: ReadonlySet<CoinKey>): number {
  return [...coins].reduce((sum, coin) => sum + Number(coin.split(' ')[1]), 0)
}

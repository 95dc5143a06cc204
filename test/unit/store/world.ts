/** A real database in a folder of its own, and a few words to write chains, transactions and updates with. */
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type {
  Applied,
  ConnectedBlock,
  MatchedTx,
  ScanUpdate,
  ScriptId,
  SnapshotUpdate,
} from '../../../electron/engine/ports.ts'
import { openStore, type Store } from '../../../electron/store/open-store.ts'
import {
  type BlockHash,
  type BlockHeader,
  type BlockRef,
  blockHash,
  NO_HASH,
  type Outpoint,
  txid,
} from '../../../shared/chain.ts'

const digest = (text: string): string => createHash('sha256').update(text).digest('hex')

/** A block hash of its own for each text. */
export const hashOf = (text: string): BlockHash => blockHash(digest(`block ${text}`))

/** The output `vout` of the transaction that `tx(name, ...)` makes. */
export const out = (name: string, vout = 0): Outpoint => ({ txid: txid(digest(`tx ${name}`)), vout })

/** Headers by height; a branch shares those at and below `forkAt` with its parent. */
export interface TestChain {
  at(height: number): BlockHeader
  ref(height: number): BlockRef
  range(from: number, to: number): readonly BlockHeader[]
  fork(name: string, forkAt: number): TestChain
}

export function testChain(name = 'a', parent?: { chain: TestChain; forkAt: number }): TestChain {
  const hashAt = (height: number): BlockHash =>
    parent && height <= parent.forkAt ? parent.chain.at(height).hash : hashOf(`${name} ${height}`)
  const at = (height: number): BlockHeader => ({
    height,
    hash: hashAt(height),
    prevHash: height === 0 ? NO_HASH : hashAt(height - 1),
    time: 1_600_000_000 + height * 600,
  })
  const chain: TestChain = {
    at,
    ref: (height) => ({ height, hash: hashAt(height) }),
    range: (from, to) => Array.from({ length: to - from + 1 }, (_, i) => at(from + i)),
    fork: (branch, forkAt) => testChain(branch, { chain, forkAt }),
  }
  return chain
}

interface TxParts {
  readonly pays?: readonly (readonly [script: ScriptId, value: number])[]
  readonly spends?: readonly Outpoint[]
  readonly coinbase?: boolean
}

/** A matched transaction; its outputs are numbered in the order of `pays`. */
export function tx(name: string, { pays = [], spends = [], coinbase = false }: TxParts): MatchedTx {
  return {
    txid: out(name).txid,
    position: coinbase ? 0 : 1,
    coinbase,
    outputs: pays.map(([script, value], vout) => ({ vout, script, value })),
    spends: spends.map((outpoint, vin) => ({ ...outpoint, vin })),
  }
}

export type Coin = SnapshotUpdate['outputs'][number]

export interface World extends Store {
  readonly file: string
  readonly clock: { time: number; now(): number }
  readonly version: () => Promise<number>
  /** Watches scripts named by small numbers; returns their ids. */
  watch(...names: number[]): Promise<ScriptId[]>
  apply(update: ScanUpdate): Promise<Applied>
  /** Connects `chain` from above the cursor to `top`, with transactions by height. */
  connect(
    chain: TestChain,
    top: number,
    txs?: Readonly<Record<number, readonly MatchedTx[]>>,
  ): Promise<Applied>
  join(
    chain: TestChain,
    on: number,
    top: number,
    txs?: Readonly<Record<number, readonly MatchedTx[]>>,
  ): Promise<Applied>
  snapshot(
    chain: TestChain,
    height: number,
    scripts: readonly ScriptId[],
    coins?: readonly Coin[],
  ): Promise<Applied>
  mempool(tip: BlockRef, seen?: readonly MatchedTx[], evicted?: readonly string[]): Promise<Applied>
  rewind(to: BlockRef): Promise<Applied>
  /** `confirmed` of each script, undefined where there is no reading. */
  confirmed(...scripts: ScriptId[]): (number | undefined)[]
  /** `pending` of each script. */
  pending(...scripts: ScriptId[]): (number | null | undefined)[]
}

/** A folder that goes when the test ends. */
export function tempDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'tidemark-store-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}

/** Opens a store in a new folder; closed when the test ends. */
export function openWorld(root = tempDir(), closeAtEnd = true): World {
  const clock = { time: 1_700_000_000_000, now: () => clock.time }
  const file = 'ledger.sqlite'
  const store = openStore({ root, network: 'regtest', access: 'own', purpose: 'a test', file, clock })
  if (closeAtEnd) onTestFinished(() => store.close())
  const version = async () => (await store.scan.position()).watchVersion
  const apply = (update: ScanUpdate) => store.scan.apply(update)
  const blocksOf = (
    chain: TestChain,
    from: number,
    to: number,
    txs: Readonly<Record<number, readonly MatchedTx[]>>,
  ): ConnectedBlock[] => chain.range(from, to).map((header) => ({ header, txs: txs[header.height] ?? [] }))
  return {
    ...store,
    file: join(store.dataDir, file),
    clock,
    version,
    apply,
    watch: async (...names) => {
      const entries = names.map((name) => ({
        text: `address ${name}`,
        scriptPubKey: Uint8Array.of(0, 1, name, ...(name > 255 ? [name >> 8] : [])),
        scriptType: 'p2wpkh' as const,
      }))
      await store.portfolio.add(entries)
      const ids = new Map(store.portfolio.scriptsOf().map((row) => [row.address, row.scriptId]))
      return names.map((name) => ids.get(`address ${name}`) ?? -1)
    },
    connect: async (chain, top, txs = {}) => {
      const { cursor, watchVersion } = await store.scan.position()
      const on = cursor ?? chain.at(0)
      const blocks = blocksOf(chain, on.height + 1, top, txs)
      return apply({ kind: 'connect', on, watchVersion, blocks })
    },
    join: async (chain, on, top, txs = {}) =>
      apply({
        kind: 'join',
        on: chain.ref(on),
        watchVersion: await version(),
        blocks: blocksOf(chain, on + 1, top, txs),
      }),
    snapshot: (chain, height, scripts, coins = []) => {
      const dense = chain.range(Math.max(0, height - 2_015), height)
      return apply({
        kind: 'snapshot',
        at: chain.at(height),
        scripts,
        outputs: coins,
        headers: dense[0]?.height === 0 ? dense : [chain.at(0), ...dense],
        outputHeaders: [...new Set(coins.map((coin) => coin.height))].map((at) => chain.at(at)),
        observedAt: clock.now(),
      })
    },
    mempool: async (tip, seen = [], evicted = []) =>
      apply({
        kind: 'mempool',
        tip,
        watchVersion: await version(),
        seen,
        observedAt: clock.now(),
        evicted: evicted.map((name) => out(name).txid),
      }),
    rewind: (to) => apply({ kind: 'rewind', to, at: clock.now() }),
    confirmed: (...scripts) => {
      const readings = store.models.ledgerReadings(scripts)
      return scripts.map((script) => readings.get(script)?.confirmed)
    },
    pending: (...scripts) => {
      const readings = store.models.ledgerReadings(scripts)
      return scripts.map((script) => readings.get(script)?.pending)
    },
  }
}

/** A coin of a snapshot: output `vout` of `tx(name, ...)`. */
export function coin(name: string, script: ScriptId, value: number, height: number, vout = 0): Coin {
  return { ...out(name, vout), script, value, height, coinbase: false }
}

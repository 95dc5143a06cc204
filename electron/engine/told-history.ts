/**
 * What providers told of scripts, beside own data. Pure. A told movement counts only where own data of its script does
 * not reach; a history that own data contradicts counts nowhere. Own balances never come from here.
 */
import type { BlockHash, BlockRef, Txid } from '../../shared/chain.ts'
import type { ToldCompleteness, ToldHistory } from '../../shared/ipc/told-history.ts'
import type { ProviderHistoryRow, ScriptId } from './ports.ts'

/** One script's whole history up to `at`, as one source told it. `observedAt` in ms since 1970. */
export interface ScriptTold {
  readonly script: ScriptId
  readonly source: string
  readonly at: BlockRef
  readonly observedAt: number
  readonly rows: readonly ProviderHistoryRow[]
}

/** The blocks that own data has of a script: above `from` up to `to`, but for the holes. */
export interface OwnReach {
  readonly from: BlockRef
  readonly to: BlockRef
  readonly holes: readonly { readonly from: BlockRef; readonly to: BlockRef }[]
  /** Its blocks and its look-up differ: what it says is not known to be all. */
  readonly inDoubt: boolean
}

/** A told script with what own data has of it; null where that is nothing. */
export interface ToldBesideOwn {
  readonly told: ScriptTold
  readonly own: OwnReach | null
}

/** A transaction as providers told it, netted over the scripts that own data does not cover at its height. */
export interface ToldMovement {
  readonly txid: Txid
  readonly height: number
  readonly hash: BlockHash | null
  /** Of each script: signed satoshis. */
  readonly deltas: ReadonlyMap<ScriptId, number>
  readonly sources: readonly string[]
}

interface GrowingMovement extends ToldMovement {
  readonly deltas: Map<ScriptId, number>
  readonly sources: string[]
}

/** Whether own data has the movements in the block at `height`. */
export function isOwnAt(own: OwnReach | null, height: number): boolean {
  if (own === null || height <= own.from.height || height > own.to.height) return false
  return !own.holes.some((hole) => height > hole.from.height && height <= hole.to.height)
}

/** Whether the movements in that block are told. */
export function isToldAt({ at }: ScriptTold, height: number): boolean {
  return height <= at.height
}

/** The balance right after a block, from all that was told; null above where it ends. */
export function toldSum({ at, rows }: ScriptTold, height: number): number | null {
  if (height > at.height) return null
  return rows.reduce((sum, row) => (row.height <= height ? sum + row.delta : sum), 0)
}

/** Whether the movements in the block at `height` are all known: own data goes before what is told, also where it is in doubt. */
export function isWholeAt({ told, own }: ToldBesideOwn, height: number): boolean {
  return isOwnAt(own, height) ? own?.inDoubt === false : isToldAt(told, height)
}

/** A txid in the order that the ledger's rows have: by its bytes as transactions carry them. */
export function innerOrder(txid: Txid): string {
  return Array.from(txid.matchAll(/../g), ([byte]) => byte)
    .toReversed()
    .join('')
}

/** Newest first; within a block by `innerOrder`, descending. */
export function toldMovements(scripts: readonly ToldBesideOwn[]): readonly ToldMovement[] {
  const found = new Map<Txid, GrowingMovement>()
  for (const { told, own } of scripts)
    for (const { txid, height, blockHash: hash, delta } of told.rows) {
      if (isOwnAt(own, height)) continue
      const known: GrowingMovement = found.get(txid) ?? { txid, height, hash, deltas: new Map(), sources: [] }
      found.set(txid, known)
      known.deltas.set(told.script, delta)
      if (!known.sources.includes(told.source)) known.sources.push(told.source)
    }
  return [...found.values()].toSorted(
    (a, b) => b.height - a.height || (innerOrder(a.txid) < innerOrder(b.txid) ? 1 : -1),
  )
}

/** By source, the one that told most scripts first. `scripts`: those in use; `missing` and `contradicted` are counts. */
export function toldCompleteness(
  scripts: readonly ToldBesideOwn[],
  { missing, contradicted }: Omit<ToldCompleteness, 'told'>,
): ToldCompleteness {
  const needed = scripts.filter(({ own }) => own === null || own.from.height > 0 || own.holes.length > 0)
  const bySource = Map.groupBy(needed, ({ told }) => told.source)
  const told = [...bySource].map(([source, some]) => summary(source, some))
  return { told: told.toSorted((a, b) => b.scripts - a.scripts), missing, contradicted }
}

function summary(source: string, some: readonly ToldBesideOwn[]): ToldHistory {
  const tips = some.map(({ told }) => told.at)
  return {
    source,
    scripts: some.length,
    upTo: tips.reduce((low, at) => (at.height < low.height ? at : low)),
    observedAt: Math.min(...some.map(({ told }) => told.observedAt)),
  }
}

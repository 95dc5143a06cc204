/** The ledger against the node's own set of unspent outputs: comparison, and what a repair begins with. Pure. */
import type { BlockRef, Outpoint } from '../../shared/chain.ts'
import type { LedgerCheck, LedgerCheckReason } from '../../shared/ledger-check.ts'
import type { ScriptId, Snapshot, SnapshotUpdate, WatchedScript } from './ports.ts'

/** An unspent output with the script that it belongs to. */
export interface CheckedOutput extends Outpoint {
  readonly script: ScriptId
  readonly value: number
  readonly coinbase: boolean
  readonly height: number
}

/** What the ledger holds right after a block, for those of the scripts whose facts reach it. */
export interface LedgerHolding {
  readonly covered: readonly ScriptId[]
  readonly outputs: readonly CheckedOutput[]
}

/** What both sides say of some scripts. Both lists are in the order of the side that has them. */
export interface Comparison {
  /** Outputs that are the same on both sides. */
  readonly same: number
  readonly missing: readonly CheckedOutput[]
  readonly extra: readonly CheckedOutput[]
}

/** A check on its way into the journal. `id` is null before its first part is in. */
export interface CheckPart extends Omit<LedgerCheck, 'checkedAt' | 'differences'> {
  readonly id: number | null
  readonly missingOutputs: readonly CheckedOutput[]
  readonly extraOutputs: readonly CheckedOutput[]
}

/** What the self-check asks of the ledger. */
export interface SelfCheckStore {
  /** Scripts that follow or join the cursor, ascending above `after`, at most `limit`. */
  scriptsToCheck(after: ScriptId, limit: number): Promise<readonly WatchedScript[]>
  /** Null where `at` is no stored block at or below the cursor. */
  holdingAt(scripts: readonly ScriptId[], at: BlockRef): Promise<LedgerHolding | null>
  /**
   * One transaction: the journal's row, and where something differs the repair: all facts of `repair.scripts` are
   * void, and begin anew with this snapshot. Resolves with the row. Rejects with `StoreConflict` like an update.
   */
  recordCheck(part: CheckPart, repair: SnapshotUpdate | null): Promise<number>
  /** The check is complete. */
  finishCheck(id: number, repaired: number): Promise<LedgerCheck>
  /** Why a check is due, or null: weekly, or because the ledger was not closed the last time. */
  checkDue(): Promise<Exclude<LedgerCheckReason, 'asked'> | null>
}

/** The node's outputs of those scripts that the ledger can speak about. */
export function outputsOf(
  { outputs }: Snapshot,
  scripts: ReadonlyMap<string, WatchedScript>,
): readonly CheckedOutput[] {
  return outputs.flatMap(({ scriptPubKey, txid, vout, value, coinbase, at: { height } }) => {
    const script = scripts.get(scriptPubKey)
    return script ? [{ script: script.id, txid, vout, value, coinbase, height }] : []
  })
}

/** Set equality of script, outpoint, value, kind and height. */
export function compareOutputs(node: readonly CheckedOutput[], ledger: readonly CheckedOutput[]): Comparison {
  const ofNode = new Set(node.map(keyOf))
  const ofLedger = new Set(ledger.map(keyOf))
  const missing = node.filter((output) => !ofLedger.has(keyOf(output)))
  return {
    same: node.length - missing.length,
    missing,
    extra: ledger.filter((output) => !ofNode.has(keyOf(output))),
  }
}

/** The scripts that have to be looked up and read again. */
export function differingScripts({ missing, extra }: Comparison): readonly ScriptId[] {
  return [...new Set([...missing, ...extra].map(({ script }) => script))]
}

function keyOf({ script, txid, vout, value, coinbase, height }: CheckedOutput): string {
  return `${script} ${txid} ${vout} ${value} ${height} ${coinbase ? 1 : 0}`
}

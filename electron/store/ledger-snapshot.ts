/**
 * Begins coverage of scripts from their unspent outputs at a block. Where that block lies decides how they go on:
 * it starts the cursor, lies ahead of it, is it, or lies below it (then they join by reading the blocks between).
 */
import { type BlockHeader, sameBlock } from '../../shared/chain.ts'
import { type HeadersUpdate, type ScriptId, type SnapshotUpdate, StoreConflict } from '../engine/ports.ts'
import { DENSE_HEADERS } from '../engine/snapshot-job.ts'
import type { Effect, Ledger } from './ledger.ts'
import { retargetHistory } from './ledger-history.ts'
import { dropAbove } from './ledger-rewind.ts'
import type { LedgerState } from './ledger-state.ts'

/** Applies the snapshot for those of its scripts that are still watched and have no later reading. */
export function applySnapshot(ledger: Ledger, update: SnapshotUpdate): Effect {
  const state = ledger.state()
  // A script with an open reading at this block or a later one learns nothing from the snapshot.
  const cursorHeight = state.cursor?.height ?? 0
  const { all: scripts, open } = ledger.coverage.readingBelow(update.scripts, update.at.height, cursorHeight)
  if (scripts.length === 0) return { changed: false, voidedSnapshots: 0 }
  ledger.coverage.close(open, state)
  const voidedSnapshots = place(ledger, state, update)
  const held = putOutputs(ledger, update, scripts)
  finishScripts(ledger, state, update, scripts, held)
  retargetHistory(ledger, scripts, update.at)
  ledger.blocks.trim(update.at.height - 1, update.at.height, ledger.state().cursor?.height ?? 0)
  ledger.write.nextWatchVersion()
  return { changed: true, voidedSnapshots }
}

/** Stores what a first snapshot will hang on, as long as there is none. */
export function storeHeaders(ledger: Ledger, { headers }: HeadersUpdate): Effect {
  if (ledger.state().cursor === null) putAnew(ledger, headers)
  return { changed: false, voidedSnapshots: 0 }
}

/** Stores the snapshot's blocks, and starts the cursor at `at` when nothing follows one that is behind. */
function place(ledger: Ledger, state: LedgerState, update: SnapshotUpdate): number {
  const { at, observedAt } = update
  requireSameChain(state, update)
  if (startsCursor(ledger, state, at)) return startCursor(ledger, state, update)
  ledger.blocks.put(at)
  // Transactions seen in the mempool may lie in blocks up to `at`: what is pending is not known until a new pass.
  if (isAhead(state, at)) ledger.write.forgetMempool()
  else if (sameBlock(state.cursor, at)) ledger.write.setCursor(at.height, observedAt)
  return 0
}

function requireSameChain({ cursor }: LedgerState, { at }: SnapshotUpdate): void {
  if (cursor !== null && cursor.height === at.height && cursor.hash !== at.hash)
    throw new StoreConflict('the snapshot was taken on another branch than the cursor', 'branch')
}

function isAhead({ cursor }: LedgerState, at: BlockHeader): boolean {
  return cursor !== null && at.height > cursor.height
}

function startsCursor(ledger: Ledger, { cursor }: LedgerState, at: BlockHeader): boolean {
  return cursor === null || (at.height >= cursor.height && !ledger.coverage.anyFollowing())
}

function startCursor(
  ledger: Ledger,
  { cursor }: LedgerState,
  { at, headers, observedAt }: SnapshotUpdate,
): number {
  if (cursor !== null) putHeaders(ledger, headers)
  else if (!sameBlock(ledger.blocks.top(), at)) putAnew(ledger, headers) // else they were stored ahead
  const voided = ledger.blocks.anyAbove(at.height) ? dropAbove(ledger, at, observedAt) : 0
  ledger.write.setCursor(at.height, observedAt)
  ledger.write.forgetMempool()
  ledger.blocks.trim(0, at.height - DENSE_HEADERS, at.height)
  return voided
}

/** While there is no cursor, nothing hangs on a block that is stored: all of them may go. */
function putAnew(ledger: Ledger, headers: readonly BlockHeader[]): void {
  ledger.blocks.deleteAbove(-1)
  putHeaders(ledger, headers)
}

/** Chained, but for what lies between genesis and the others. */
function putHeaders({ blocks }: Ledger, [genesis, ...dense]: readonly BlockHeader[]): void {
  for (const chained of [genesis ? [genesis] : [], dense]) blocks.putAll(blocks.withMedianTimes(chained))
}

/** Writes the outputs of `scripts` and returns their rows. Most scripts have none. */
function putOutputs(
  ledger: Ledger,
  update: SnapshotUpdate,
  scripts: readonly ScriptId[],
): ReadonlySet<number> {
  const paid = new Set(update.outputs.map(({ script }) => script))
  const live = new Set(scripts.filter((script) => paid.has(script)))
  for (const header of update.outputHeaders) ledger.blocks.put(header)
  const held = new Set<number>()
  for (const output of update.outputs)
    if (live.has(output.script)) held.add(ledger.facts.putUnspent(output, update.at.height))
  return held
}

/** What the ledger held and the snapshot does not is spent; coverage begins. */
function finishScripts(
  ledger: Ledger,
  before: LedgerState,
  { at, observedAt }: SnapshotUpdate,
  scripts: readonly ScriptId[],
  held: ReadonlySet<number>,
): void {
  for (const output of ledger.snapshots.unspentOf(scripts, at.height))
    if (!held.has(output)) ledger.snapshots.markLost(output, at.height)
  ledger.snapshots.dropLedgerObservations(scripts)
  const isBelow = at.height < (ledger.state().cursor?.height ?? 0)
  const state = isBelow ? 'joining' : 'following'
  ledger.coverage.add({ scripts, from: at, state, sincePass: before.mempoolPass, observedAt })
}

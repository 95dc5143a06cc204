/** Blocks on top of the cursor, and blocks read again for scripts that are catching up with it. */
import { type BlockRef, sameBlock } from '../../shared/chain.ts'
import { type BlocksUpdate, StoreConflict } from '../engine/ports.ts'
import { DENSE_HEADERS } from '../engine/snapshot-job.ts'
import { type Effect, type Ledger, requireChain, requireWatchVersion } from './ledger.ts'
import type { LedgerState } from './ledger-state.ts'

/** Moves the cursor up over `blocks`. */
export function connectBlocks(ledger: Ledger, update: BlocksUpdate<'connect'>): Effect {
  const state = ledger.state()
  const { cursor } = state
  if (cursor === null || !sameBlock(cursor, update.on))
    throw new StoreConflict('the cursor is not the block that these blocks build on')
  requireWatchVersion(state, update.watchVersion)
  requireChain(update.on, update.blocks)
  ledger.coverage.requireFroms(update.blocks)
  let changed = false
  const headers = ledger.blocks.withMedianTimes(update.blocks.map(({ header }) => header))
  for (const header of headers) ledger.blocks.put(header)
  const known = ledger.facts.beginBlocks()
  for (const { header, txs } of update.blocks) {
    for (const tx of txs) changed = ledger.facts.anchor(tx, header.height, known) || changed
    ledger.blocks.addChange(header.height, ledger.facts.takeChange())
  }
  ledger.facts.endBlocks()
  const top = update.blocks.at(-1)?.header.height ?? cursor.height
  trimBelow(ledger, cursor.height, top)
  return { changed, cursor: { height: top, observedAt: ledger.clock.now(), from: state }, voidedSnapshots: 0 }
}

/** A block that is kept without need costs less than to look for it with each block of the tip. */
const TRIM_EVERY = 16

function trimBelow({ blocks }: Ledger, before: number, top: number): void {
  if (Math.floor(before / TRIM_EVERY) === Math.floor(top / TRIM_EVERY)) return
  blocks.trim(before - DENSE_HEADERS - TRIM_EVERY, top, top)
}

/**
 * Moves the scripts that join at `update.on` up over `blocks`; at the cursor they follow it, not all of very many. Without
 * blocks, more of those that stand at the cursor already.
 */
export function joinBlocks(ledger: Ledger, update: BlocksUpdate<'join'>): Effect {
  const state = ledger.state()
  const last = update.blocks.at(-1)?.header ?? update.on
  if (state.cursor === null || !ledger.coverage.joinsAt(update.on) || last.height > state.cursor.height)
    throw new StoreConflict('no script joins on the block that these blocks build on')
  requireWatchVersion(state, update.watchVersion)
  requireChain(update.on, update.blocks)
  if (update.blocks.length === 0) return followOn(ledger, state, last)
  const headers = ledger.blocks.withMedianTimes(update.blocks.map(({ header }) => header))
  const known = ledger.facts.beginBlocks()
  for (const [at, { header, txs }] of update.blocks.entries()) {
    ledger.blocks.check(header) // below the dense part a block without facts is not kept
    if (txs.length > 0) ledger.blocks.put(headers[at] ?? header)
    for (const tx of txs) ledger.facts.anchor(tx, header.height, known)
    ledger.blocks.addChange(header.height, ledger.facts.takeChange())
  }
  ledger.facts.endBlocks()
  const met = ledger.coverage.advance(update.on, last, ledger.clock.now())
  const followed = sameBlock(state.cursor, last) ? ledger.coverage.followAt(last, state.mempoolPass) : 0
  // Two groups that met go on as one, and new followers take part in the next block: what is being matched now
  // does not know them.
  if (met || followed > 0) ledger.write.nextWatchVersion()
  return { changed: true, voidedSnapshots: 0 }
}

/** A deep reorganisation may leave many joining right where the cursor came to stand. */
function followOn(ledger: Ledger, { cursor, mempoolPass }: LedgerState, on: BlockRef): Effect {
  const followed = sameBlock(cursor, on) ? ledger.coverage.followAt(on, mempoolPass) : 0
  if (followed > 0) ledger.write.nextWatchVersion()
  return { changed: followed > 0, voidedSnapshots: 0 }
}

/** Blocks on top of the cursor, and blocks read again for scripts that are catching up with it. */
import { sameBlock } from '../../shared/chain.ts'
import { type BlocksUpdate, StoreConflict } from '../engine/ports.ts'
import { DENSE_HEADERS } from '../engine/snapshot-job.ts'
import { type Effect, type Ledger, requireChain, requireWatchVersion } from './ledger.ts'

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
  const known = ledger.facts.knownBefore()
  ledger.facts.takeChange() // of an update that failed
  for (const { header, txs } of update.blocks) {
    for (const tx of txs) changed = ledger.facts.anchor(tx, header.height, known) || changed
    ledger.blocks.addChange(header.height, ledger.facts.takeChange())
  }
  const top = update.blocks.at(-1)?.header.height ?? cursor.height
  ledger.blocks.trim(cursor.height - DENSE_HEADERS, top, top)
  return { changed, cursor: { height: top, observedAt: ledger.clock.now() }, voidedSnapshots: 0 }
}

/** Moves the scripts that join at `update.on` up over `blocks`; at the cursor they follow it. */
export function joinBlocks(ledger: Ledger, update: BlocksUpdate<'join'>): Effect {
  const state = ledger.state()
  const last = update.blocks.at(-1)?.header ?? update.on
  if (state.cursor === null || !ledger.coverage.joinsAt(update.on) || last.height > state.cursor.height)
    throw new StoreConflict('no script joins on the block that these blocks build on')
  requireWatchVersion(state, update.watchVersion)
  requireChain(update.on, update.blocks)
  if (update.blocks.length === 0) return { changed: false, voidedSnapshots: 0 }
  const headers = ledger.blocks.withMedianTimes(update.blocks.map(({ header }) => header))
  const known = ledger.facts.knownBefore()
  ledger.facts.takeChange() // of an update that failed
  for (const [at, { header, txs }] of update.blocks.entries()) {
    ledger.blocks.check(header) // below the dense part a block without facts is not kept
    if (txs.length > 0) ledger.blocks.put(headers[at] ?? header)
    for (const tx of txs) ledger.facts.anchor(tx, header.height, known)
    ledger.blocks.addChange(header.height, ledger.facts.takeChange())
  }
  const met = ledger.coverage.advance(update.on, last, ledger.clock.now())
  const followed = sameBlock(state.cursor, last) ? ledger.coverage.followAt(last, state.mempoolPass) : 0
  // Two groups that met go on as one, and new followers take part in the next block: what is being matched now
  // does not know them.
  if (met || followed > 0) ledger.write.nextWatchVersion()
  return { changed: true, voidedSnapshots: 0 }
}

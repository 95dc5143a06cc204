import { sameBlock } from '../../shared/chain.ts'
import { type MempoolUpdate, StoreConflict } from '../engine/ports.ts'
import { type Effect, type Ledger, requireWatchVersion } from './ledger.ts'

/** One look at the mempool, made at the cursor: what is in it now, and what is no longer. */
export function applyMempool(ledger: Ledger, update: MempoolUpdate): Effect {
  const state = ledger.state()
  if (!sameBlock(state.cursor, update.tip))
    throw new StoreConflict('the mempool was read at another block than the cursor')
  requireWatchVersion(state, update.watchVersion)
  // A first pass turns "unknown" into a number even when nothing is pending.
  const first =
    !sameBlock(state.mempoolAt, update.tip) || ledger.coverage.anyFollowingSince(state.mempoolPass)
  const evicted = ledger.facts.evict(update.evicted)
  const seen = ledger.facts.see(update.seen, update.observedAt)
  if (update.partial) return { changed: evicted || seen, voidedSnapshots: 0 }
  ledger.facts.claims.trim(update.tip.height)
  ledger.write.passMempool(update.tip, update.observedAt)
  return { changed: evicted || seen || first, voidedSnapshots: 0 }
}

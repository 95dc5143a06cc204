/** Finds where the ledger and the node's best chain part, by asking about stored blocks, newest first. */
import type { BlockRef } from '../../shared/chain.ts'
import { type BranchDecision, type CheckedBlock, decideBranch } from './next-step.ts'
import type { ChainSource, NodeView, ScanStore } from './ports.ts'

const CHECKPOINTS_PER_LOOK = 200

/** Decides what a cursor that is not on the node's best chain means. Never `look_deeper`. */
export async function findBranch(
  chain: ChainSource,
  store: ScanStore,
  cursor: BlockRef,
  view: NodeView,
  signal: AbortSignal,
): Promise<BranchDecision> {
  const checked: CheckedBlock[] = []
  for (let from = cursor.height; ; ) {
    const blocks = await store.checkpoints(from, CHECKPOINTS_PER_LOOK)
    const hashes = blocks.map(({ hash }) => hash)
    const headers = await chain.headersOf(hashes, signal)
    blocks.forEach((block, i) => checked.push({ block, inBestChain: headers[i]?.inBestChain ?? false }))
    const oldest = blocks.at(-1)
    const decision = decideBranch(checked, view.best, !oldest || oldest.height === 0)
    if (decision.kind !== 'look_deeper' || !oldest) return decision
    from = oldest.height - 1
  }
}

/** What the scanner does next, decided from checkpoints and the node's answers. Pure. */
import type { BlockRef } from '../../shared/chain.ts'
import type { NodeView } from './ports.ts'

/** A stored block and whether the node has it on its best chain (`null`: the node does not know it). */
export interface CheckedBlock {
  readonly block: BlockRef
  readonly inBestChain: boolean
}

export type BranchDecision =
  /** The node follows another branch: everything above `to` goes. */
  | { readonly kind: 'rewind'; readonly to: BlockRef }
  /** The node's chain ends inside ours: it is behind, and nothing is deleted. */
  | { readonly kind: 'wait' }
  /** Not one stored block is on the node's chain, not even genesis. */
  | { readonly kind: 'foreign' }
  /** The agreement lies below what was checked: check older checkpoints. */
  | { readonly kind: 'look_deeper' }

/**
 * Decides from stored blocks, newest first, of which at least the newest is not on the node's best chain.
 * Only a proof of divergence rewinds: the node must have another block at the height of one of ours. A node
 * that simply ends below (initial download, restored, invalidated) proves nothing.
 */
export function decideBranch(
  checked: readonly CheckedBlock[],
  nodeBest: BlockRef,
  reachesGenesis: boolean,
): BranchDecision {
  const agreement = checked.findIndex(({ inBestChain }) => inBestChain)
  if (agreement === -1) return { kind: reachesGenesis ? 'foreign' : 'look_deeper' }
  const to = checked[agreement]?.block
  const lowestForeign = checked[agreement - 1]?.block
  if (!to || !lowestForeign) return { kind: 'wait' } // the newest one agrees after all: the node moved meanwhile
  return lowestForeign.height > nodeBest.height ? { kind: 'wait' } : { kind: 'rewind', to }
}

/** Initial download: blocks are still missing below known headers (a stale-tip flag alone is not that). */
export function isInitialDownload(view: NodeView): boolean {
  return view.initialDownload && view.best.height < view.headers
}

/** Below this many blocks a gap is always read: history is worth more than the time. */
export const ALWAYS_READ_BLOCKS = 2_016

/** Why a gap is not read but jumped with a new snapshot; null when it is read. */
export function gapReason(
  view: NodeView,
  cursor: BlockRef,
  msPerBlock: number,
  budgetMs: number,
): 'pruned' | 'cost' | null {
  if (view.pruneHeight !== null && cursor.height + 1 < view.pruneHeight) return 'pruned'
  const missing = view.best.height - cursor.height
  return missing > ALWAYS_READ_BLOCKS && missing * msPerBlock > budgetMs ? 'cost' : null
}

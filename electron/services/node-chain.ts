/** What the own node says of a past height, asked so that its answers belong to one chain. Names no address. */
import type { BlockHash, BlockRef } from '../../shared/chain.ts'
import { NodeError } from '../engine/node-error.ts'
import type { ChainSource } from '../engine/ports.ts'

export interface NodeAtHeight {
  /** The block of its best chain at that height; null while it does not answer, or has none. */
  readonly block: BlockHash | null
  /** Whether a block is on one chain with that block, at the height or above it. */
  readonly onChain: (through: BlockRef) => boolean
}

/** A node that says nothing. */
export const SILENT_NODE: NodeAtHeight = { block: null, onChain: () => false }

/** The part of a node that is used: the node service is one. */
export interface NodeToAsk {
  session(): { readonly chain: Pick<ChainSource, 'hashesFrom' | 'headersOf'> } | null
  answers(): boolean
  fail(error: NodeError): unknown
}

/**
 * Looks at the node's best chain: its block at `height`, and which of `throughs` (blocks at the height or above it) are
 * on that chain. Where the chain changed meanwhile it says nothing. A node that does not answer is noted, not thrown.
 */
export async function nodeAtHeight(
  node: NodeToAsk,
  height: number,
  throughs: readonly BlockRef[],
  signal: AbortSignal,
): Promise<NodeAtHeight> {
  const session = node.session()
  if (session === null || !node.answers()) return SILENT_NODE
  const { chain } = session
  try {
    const [block] = await chain.hashesFrom(height, 1, signal)
    const hashes = [...new Set(throughs.map(({ hash }) => hash))]
    const headers = await chain.headersOf(hashes, signal)
    const best = new Set(hashes.filter((_, i) => headers[i]?.inBestChain === true))
    const [again] = await chain.hashesFrom(height, 1, signal)
    if (block === undefined || block !== again) return SILENT_NODE
    return { block, onChain: (through) => through.height >= height && best.has(through.hash) }
  } catch (error) {
    if (!(error instanceof NodeError)) throw error
    node.fail(error)
    return SILENT_NODE
  }
}

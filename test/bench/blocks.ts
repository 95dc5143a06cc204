/** Blocks for the rows that need no node: real ones where a folder has them, and full ones of our own making. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { mapBlock } from '../../electron/engine/block/block-map.ts'
import { blockHashOf, sha256d } from '../../electron/engine/block/hash.ts'
import { checkMerkleRoot } from '../../electron/engine/block/merkle.ts'
import type { BlockRef } from '../../shared/chain.ts'
import { syntheticBlock } from './synthetic-block.ts'

/** A raw block and what it is asked for by. */
export interface BenchBlock {
  readonly name: string
  readonly raw: Uint8Array
  readonly at: BlockRef
}

const BESIDE = join(import.meta.dirname, '../../../shared/data/blocks')
/** The one in the repository. */
const FIXTURES = join(import.meta.dirname, '../data/blocks')

/**
 * The `.raw` files of the folder, or of the one beside the checkout, or the repository's own. Throws where one is not
 * the block that its header commits to: copies with altered bytes are about.
 */
export function realBlocks(folder: string | null): readonly BenchBlock[] {
  const from = folder ?? (existsSync(BESIDE) ? BESIDE : FIXTURES)
  const names = readdirSync(from).filter((name) => name.endsWith('.raw'))
  return names.toSorted().map((name, index) => {
    const raw = readFileSync(join(from, name))
    checkMerkleRoot(mapBlock(raw))
    return toBlock(name, raw, index)
  })
}

/** The repository's own, and those of `folder` where one is named. */
export function recordedBlocks(folder: string | null): readonly BenchBlock[] {
  const all = [...realBlocks(FIXTURES), ...(folder === null ? [] : realBlocks(folder))]
  return [...new Map(all.map((block) => [block.at.hash, block])).values()]
}

/** So many full blocks, each another one, the same in every run. */
export function syntheticBlocks(count: number, bytes?: number): readonly BenchBlock[] {
  return Array.from({ length: count }, (_, index) =>
    toBlock(`synthetic ${index}`, syntheticBlock(index + 1, bytes), index),
  )
}

function toBlock(name: string, raw: Uint8Array, index: number): BenchBlock {
  return { name, raw, at: { height: index + 1, hash: blockHashOf(sha256d(raw.subarray(0, 80))) } }
}

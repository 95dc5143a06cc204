/** A chain written by hand, behind the ports through which the engine sees a node. */

import { NodeError } from '../../electron/engine/node-error.ts'
import type { ChainSource, NodeHeader, SnapshotSource } from '../../electron/engine/ports.ts'
import type { BlockHash, BlockHeader } from '../../shared/chain.ts'
import type { HandChain } from './hand-chain.ts'
import { inWords } from './in-words.ts'

/** What happens on the chain between two looks of the engine. */
export interface Meanwhile {
  /** The tip was looked at, no hash handed out yet. */
  beforeHashes?: () => void
  /** Hashes were handed out, no block yet. */
  afterHashes?: () => void
  /** So many blocks of this run were handed out. */
  afterBlock?: (count: number) => void
  /** A snapshot was taken, and nobody heard of it yet. */
  afterSnapshot?: () => Promise<void>
}

export interface HandSource {
  readonly chain: ChainSource
  readonly snapshots: SnapshotSource
}

/** Serves `of` as a node would; `meanwhile` may be changed at any time. */
export function handSource(of: HandChain, meanwhile: Meanwhile = {}): HandSource {
  return { chain: chainSource(of, meanwhile), snapshots: snapshotSource(of, meanwhile) }
}

function chainSource(of: HandChain, meanwhile: Meanwhile): ChainSource {
  const header = (hash: BlockHash): NodeHeader | null => {
    const found = of.find(hash)
    return found && { ...found.header, inBestChain: found.active }
  }
  return {
    view: async () => {
      const { height, hash } = of.tip
      const best = { height, hash }
      return { network: 'regtest', best, headers: height, initialDownload: false, pruneHeight: null }
    },
    header: async (hash) => header(hash),
    headersOf: async (hashes) => hashes.map(header),
    hashesFrom: async (height, count) => {
      meanwhile.beforeHashes?.()
      const last = Math.min(of.tip.height, height + count - 1)
      const hashes = heights(height, last).map((at) => of.at(at).hash)
      meanwhile.afterHashes?.()
      return hashes
    },
    headersEndingAt: async (at, count) => headersEndingAt(of, at.hash, count),
    blocks: (hashes) => blocks(of, hashes, meanwhile),
    block: async (hash) => Uint8Array.from(rawOf(of, hash)),
    mempoolTxids: async () => [...of.mempool.keys()],
    mempoolTransactions: async (txids) =>
      new Map(
        txids.flatMap((id) => {
          const raw = of.mempool.get(id)
          return raw ? [[id, raw]] : []
        }),
      ),
    waitForTip: () => Promise.resolve(),
  }
}

/** As a source does it: one piece of memory for all blocks. */
async function* blocks(of: HandChain, hashes: readonly BlockHash[], meanwhile: Meanwhile) {
  let memory = Buffer.alloc(0)
  for (const [n, hash] of hashes.entries()) {
    const raw = rawOf(of, hash)
    if (memory.length < raw.length) memory = Buffer.alloc(raw.length)
    raw.copy(memory)
    yield { hash, bytes: memory.subarray(0, raw.length) }
    memory.fill(0xff)
    meanwhile.afterBlock?.(n + 1)
  }
}

function rawOf(of: HandChain, hash: BlockHash): Buffer {
  const found = of.find(hash)
  if (!found || found.raw.length <= 80)
    throw new NodeError('pruned', inWords(`the block ${hash} is not there`))
  return found.raw
}

function headersEndingAt(of: HandChain, hash: BlockHash, count: number): readonly BlockHeader[] {
  const headers: BlockHeader[] = []
  for (let next = of.find(hash); next && headers.length < count; next = of.find(next.header.prevHash))
    headers.unshift(next.header)
  return headers
}

function snapshotSource(of: HandChain, meanwhile: Meanwhile): SnapshotSource {
  return {
    snapshot: async (scripts) => {
      const { height, hash } = of.tip
      const coins = of.unspent(new Set(scripts))
      const outputs = coins.map(({ txid, vout, script, value, coinbase, height: at }) => {
        const block = { height: at, hash: of.at(at).hash }
        return { txid, vout, scriptPubKey: script, value, coinbase, at: block }
      })
      await meanwhile.afterSnapshot?.()
      return { at: { height, hash }, outputs }
    },
  }
}

function heights(from: number, to: number): readonly number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i)
}

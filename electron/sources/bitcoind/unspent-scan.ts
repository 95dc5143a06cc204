/** One look at the unspent outputs by `scantxoutset` that holds on the node's best chain, each with its block. */

import type { BlockHash } from '../../../shared/chain.ts'
import { say } from '../../../shared/said.ts'
import { NodeError } from '../../engine/node-error.ts'
import type { DescribedOutput, DescriptorSnapshot, SnapshotProgress } from '../../engine/ports.ts'
import { RPC_ERROR } from './failures.ts'
import { asBlockHash, brokenReply } from './fields.ts'
import type { HeaderSource } from './headers.ts'
import { runScan, type ScanObject, type ScanTimes } from './own-scan.ts'
import { type Rpc, resultOf } from './rpc.ts'
import { readScanResult, type ScanResult } from './scan-reply.ts'

const TRIES = 3
const BATCH = 2_000
const TIMES: ScanTimes = { pollMs: 1_000, patienceMs: 60_000, refusalMs: 500, abortMs: 30_000 }

/** What to look for. */
export interface UnspentScan {
  readonly objects: readonly ScanObject[]
  /** The only scripts that the node may speak of (hex); null where the node derives them. */
  readonly wanted: readonly string[] | null
}

/** Scans until a result holds, three times at most. `times` are for tests. */
export async function scanUnspent(
  { rpc, headers }: { readonly rpc: Rpc; readonly headers: HeaderSource },
  { objects, wanted }: UnspentScan,
  times: Partial<ScanTimes>,
  onProgress: (progress: SnapshotProgress) => void,
  signal: AbortSignal,
): Promise<DescriptorSnapshot> {
  let stopped = false
  for (let tries = 0; tries < TRIES; tries += 1) {
    const value = await runScan(rpc, objects, { ...TIMES, ...times }, onProgress, signal)
    const result = readScanResult(value, wanted)
    stopped = result === null
    const snapshot = result && (await anchor(rpc, headers, result, signal))
    if (snapshot) return snapshot
  }
  throw stopped
    ? new NodeError('scan_running', say('node_scan_stopped'))
    : new NodeError('busy', say('node_scan_moving'))
}

/** Null when the scanned block is no longer on the best chain: coins spent on the new one would be missing. */
async function anchor(
  rpc: Rpc,
  headers: HeaderSource,
  result: ScanResult,
  signal: AbortSignal,
): Promise<DescriptorSnapshot | null> {
  const hashes = await hashesByHeight(rpc, result, signal)
  const header = await headers.header(result.at.hash, signal) // after the hashes: they are of this chain too
  if (!header?.inBestChain || hashes === null) return null
  const outputs = result.outputs.map(({ height, blockHash, ...output }): DescribedOutput => {
    const hash = blockHash ?? hashes.get(height)
    if (!hash) throw brokenReply('scantxoutset')
    return { ...output, at: { height, hash } }
  })
  return { at: result.at, outputs }
}

/** Block hashes for the outputs that came with a height alone. Null when the chain has become shorter. */
async function hashesByHeight(
  rpc: Rpc,
  { outputs }: ScanResult,
  signal: AbortSignal,
): Promise<ReadonlyMap<number, BlockHash> | null> {
  const bare = outputs.filter(({ blockHash }) => blockHash === null)
  const heights = [...new Set(bare.map(({ height }) => height))]
  const hashes = new Map<number, BlockHash>()
  for (let start = 0; start < heights.length; start += BATCH) {
    const some = heights.slice(start, start + BATCH)
    const calls = some.map((height) => ({ method: 'getblockhash' as const, params: [height] }))
    const replies = await rpc.batch(calls, {}, signal)
    for (const [index, height] of some.entries()) {
      const reply = replies[index]
      if (!reply) throw brokenReply('getblockhash')
      if (reply.kind === 'error' && reply.code === RPC_ERROR.invalidParameter) return null
      hashes.set(height, asBlockHash(resultOf(reply, 'getblockhash'), 'getblockhash'))
    }
  }
  return hashes
}

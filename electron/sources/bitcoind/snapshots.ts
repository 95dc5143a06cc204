/** Snapshots of unspent outputs by `scantxoutset`, each output with the block that holds it. */
import type { BlockHash } from '../../../shared/chain.ts'
import { NodeError } from '../../engine/node-error.ts'
import type { Snapshot, SnapshotOutput, SnapshotSource } from '../../engine/ports.ts'
import { RPC_ERROR } from './failures.ts'
import { asBlockHash, brokenReply } from './fields.ts'
import type { HeaderSource } from './headers.ts'
import { runScan, type ScanTimes } from './own-scan.ts'
import { type Rpc, resultOf } from './rpc.ts'
import { readScanResult, type ScanResult } from './scan-reply.ts'

const MAX_SCRIPTS = 250_000
const TRIES = 3
const BATCH = 2_000
const TIMES: ScanTimes = { pollMs: 1_000, patienceMs: 60_000, refusalMs: 500, abortMs: 30_000 }

/** `times` are for tests. */
export function createSnapshots(
  rpc: Rpc,
  headers: HeaderSource,
  times: Partial<ScanTimes> = {},
): SnapshotSource {
  return {
    async snapshot(scripts, onProgress, signal) {
      if (scripts.length > MAX_SCRIPTS) throw new RangeError(`at most ${MAX_SCRIPTS} scripts a snapshot`)
      const wanted = new Set(scripts)
      const descriptors = [...wanted].map((script) => `raw(${script})`)
      let stopped = false
      for (let tries = 0; tries < TRIES; tries += 1) {
        const value = await runScan(rpc, descriptors, { ...TIMES, ...times }, onProgress, signal)
        const result = readScanResult(value, wanted)
        stopped = result === null
        const snapshot = result && (await anchor(rpc, headers, result, signal))
        if (snapshot) return snapshot
      }
      throw stopped
        ? new NodeError('scan_running', 'Another program keeps stopping the scan of unspent outputs.')
        : new NodeError('busy', 'The chain of the node changed during each of three scans.')
    },
  }
}

/** Null when the scanned block is no longer on the best chain: coins spent on the new one would be missing. */
async function anchor(
  rpc: Rpc,
  headers: HeaderSource,
  result: ScanResult,
  signal: AbortSignal,
): Promise<Snapshot | null> {
  const hashes = await hashesByHeight(rpc, result, signal)
  const header = await headers.header(result.at.hash, signal) // after the hashes: they are of this chain too
  if (!header?.inBestChain || hashes === null) return null
  const outputs = result.outputs.map(({ height, blockHash, ...output }): SnapshotOutput => {
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
    const calls = some.map((height) => ({ method: 'getblockhash', params: [height] }))
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

/** scan.json: our scanner into a fresh ledger, against JSON blocks and Maps without any ledger, over one range. */
import type { RegtestNode } from '../../../electron/launch/regtest-node.ts'
import { scanByJson } from '../json-scan.ts'
import { LEAST_ROUNDS, measurePair } from '../measure.ts'
import { type ScanOutcome, type ScanRange, syncRange } from '../sync-range.ts'
import type { RowDefinition } from '../types.ts'

/** Blocks a second, so higher is better. */
export const scanJson: RowDefinition = {
  id: 'scan.json',
  what: 'sync a range into a fresh ledger | getblock 2 + JSON.parse + Map look-ups of 1,000 scripts',
  unit: 'blocks/s',
  better: 'higher',
  target: 10,
  async measure(ground, signal) {
    const { node, chain } = await ground.chain()
    const range: ScanRange = { from: chain.from, to: chain.to, scripts: chain.watched }
    const ours = await syncRange(node, range, signal)
    const peer = await scanByJson(node, range, signal)
    requireSame(ours, peer)
    return measurePair(
      {
        ours: () => blocksPerSecond(syncRange, node, range, signal),
        peer: () => blocksPerSecond(scanByJson, node, range, signal),
        rounds: LEAST_ROUNDS,
        log: ground.log,
      },
      signal,
    )
  },
}

type Scan = (node: RegtestNode, range: ScanRange, signal: AbortSignal) => Promise<ScanOutcome>

async function blocksPerSecond(
  scan: Scan,
  node: RegtestNode,
  range: ScanRange,
  signal: AbortSignal,
): Promise<number> {
  const { blocks, seconds } = await scan(node, range, signal)
  return blocks / seconds
}

/** A faster way to a wrong answer is no figure. */
function requireSame(ours: ScanOutcome, peer: ScanOutcome): void {
  const same = ours.blocks === peer.blocks && ours.unspent === peer.unspent && ours.total === peer.total
  if (!same || ours.unspent === 0)
    throw new Error(`the two scans disagree: ${JSON.stringify(ours)} and ${JSON.stringify(peer)}`)
}

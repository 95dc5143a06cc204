/** Snapshots of unspent outputs: of scripts, and of descriptors that the node derives from by itself. */
import type {
  DescribedOutput,
  DescriptorRange,
  DescriptorSource,
  SnapshotOutput,
  SnapshotSource,
} from '../../engine/ports.ts'
import type { HeaderSource } from './headers.ts'
import type { ScanObject, ScanTimes } from './own-scan.ts'
import type { Rpc } from './rpc.ts'
import { scanUnspent } from './unspent-scan.ts'

const MAX_SCRIPTS = 250_000

/** `times` are for tests. */
export function createSnapshots(
  rpc: Rpc,
  headers: HeaderSource,
  times: Partial<ScanTimes> = {},
): SnapshotSource {
  return {
    async snapshot(scripts, onProgress, signal) {
      if (scripts.length > MAX_SCRIPTS) throw new RangeError(`at most ${MAX_SCRIPTS} scripts a snapshot`)
      const objects = scripts.map((script) => `raw(${script})`)
      const wanted = { objects, wanted: scripts }
      const { at, outputs } = await scanUnspent({ rpc, headers }, wanted, times, onProgress, signal)
      return { at, outputs: outputs.map(withoutDescription) }
    },
  }
}

/** The same for whole ranges. `times` are for tests. */
export function createDescriptorScans(
  rpc: Rpc,
  headers: HeaderSource,
  times: Partial<ScanTimes> = {},
): DescriptorSource {
  return {
    scan: (ranges, onProgress, signal) =>
      scanUnspent(
        { rpc, headers },
        { objects: ranges.map(toObject), wanted: null },
        times,
        onProgress,
        signal,
      ),
  }
}

/** Thousands of them may be held for long. */
function withoutDescription({
  txid,
  vout,
  scriptPubKey,
  value,
  coinbase,
  at,
}: DescribedOutput): SnapshotOutput {
  return { txid, vout, scriptPubKey, value, coinbase, at }
}

function toObject({ descriptor, count }: DescriptorRange): ScanObject {
  return count === null ? descriptor : { desc: descriptor, range: [0, Math.max(0, count - 1)] }
}

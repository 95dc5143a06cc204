/** An account's balance at a past height: exact, or unknown while one of its scripts is. Pure. */
import type { HeightReading } from '../../../shared/reading.ts'
import { totalAtHeight } from '../reading-at.ts'

/** From the readings of its scripts: those up to the end of the gap at that height. Without one it is unknown. */
export function readingOfAccountAt(
  address: string,
  height: number,
  parts: readonly HeightReading[],
): HeightReading {
  const { confirmed, immature, known, unknown, asOf } = totalAtHeight(parts)
  const counts = { known, stale: 0, unknown }
  const reasons = [...new Set(parts.flatMap((part) => part.reasons))]
  if (unknown > 0 || asOf === null || confirmed === null) {
    const nothing = { confirmed: null, immature: null, asOf: null, source: null }
    const why = parts.length === 0 ? (['snapshot_waiting'] as const) : reasons
    return { address, height, kind: 'unknown', ...nothing, reasons: why, parts: counts }
  }
  const sources = [...new Set(parts.map(({ source }) => source))]
  const source = sources.length > 1 ? 'several' : (sources[0] ?? null)
  return { address, height, kind: 'known', confirmed, immature, asOf, source, reasons, parts: counts }
}

/** The documented shape of `balance --at HEIGHT --json`: these fields in this order, nothing beside them. */
import type { BlockRef } from '../../shared/chain.ts'
import type { HeightReading, HeightReport, HeightTotal } from '../../shared/reading.ts'
import { tipJson } from './balance-json.ts'

/** A copy of the report with the documented fields alone. */
export function heightJson({ height, tip, readings, total, blockTime }: HeightReport): HeightReport {
  return {
    height,
    tip: tip && tipJson(tip),
    readings: readings.map(readingJson),
    total: totalJson(total),
    blockTime,
  }
}

function readingJson(reading: HeightReading): HeightReading {
  const { address, height, kind, confirmed, immature, asOf, source, reasons } = reading
  return { address, height, kind, confirmed, immature, asOf: refJson(asOf), source, reasons }
}

function totalJson({ confirmed, immature, known, unknown, asOf }: HeightTotal): HeightTotal {
  return { confirmed, immature, known, unknown, asOf: refJson(asOf) }
}

function refJson(at: BlockRef | null): BlockRef | null {
  return at && { height: at.height, hash: at.hash }
}

/** The documented shape of `balance --json`: these fields in this order, nothing beside them. */
import type { BalanceReport, BestTip, Completeness, Reading, Total } from '../../shared/reading.ts'

/** A copy of the report with the documented fields alone. */
export function balanceJson({ tip, readings, total }: BalanceReport): BalanceReport {
  return { tip: tip && tipJson(tip), readings: readings.map(readingJson), total: totalJson(total) }
}

/** The documented fields of a tip. */
export function tipJson({ height, hash, time, source, estimated }: BestTip): BestTip {
  return { height, hash, time, source, estimated }
}

function readingJson(reading: Reading): Reading {
  const { address, kind, confirmed, pending, immature, asOf, source, reasons } = reading
  const { state, blocksBehind, observedAt } = reading.freshness
  const { parts } = reading
  return {
    address,
    kind,
    freshness: { state, blocksBehind, observedAt },
    confirmed,
    pending,
    immature,
    asOf: asOf && { height: asOf.height, hash: asOf.hash },
    source,
    completeness: completenessJson(reading.completeness),
    reasons,
    ...(parts && { parts: { known: parts.known, stale: parts.stale, unknown: parts.unknown } }),
  }
}

function completenessJson({ unspent, historyFrom, holes }: Completeness): Completeness {
  return { unspent, historyFrom, holes }
}

function totalJson(total: Total): Total {
  const { confirmed, pending, immature, known, stale, unknown, partial, oldestAsOf } = total
  return {
    confirmed,
    pending,
    immature,
    known,
    stale,
    unknown,
    ...(partial !== undefined && { partial }),
    oldestAsOf,
  }
}

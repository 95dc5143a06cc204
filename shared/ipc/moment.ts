/** What everything looked like right after a past block. Amounts are satoshis; heights travel with hashes. */
import type { HeightReading, HeightReport, HeightTotal } from '../reading.ts'
import type { Watch } from './contract.ts'

export interface MomentRequests {
  /**
   * The portfolio right after a past block, from the ledger: exact or unknown, never 0 instead. `ask` brings the ledger to
   * the node's tip first, and lets providers be asked for what it does not cover; nothing of that is kept. A height
   * above the tip fails with `invalid_input`.
   */
  'moment.read': { in: MomentRequest; out: MomentPage }
  /** One entry right after a past block, from the ledger alone; null where it is not watched any more. */
  'moment.entry': { in: { readonly watchId: number; readonly height: number }; out: MomentRow | null }
}

export interface MomentRequest {
  readonly height: number
  /** One portfolio ('' is the entries without one), or null for all. */
  readonly group: string | null
  /** The archived entries instead. */
  readonly archived: boolean
  /** Rows whose name, address or portfolio holds it; totals are of all. */
  readonly text: string
  readonly ask: boolean
  readonly offset: number
  readonly limit: number
}

/** An entry with its figure at the block. */
export interface MomentRow {
  readonly watch: Watch
  readonly reading: HeightReading
}

/** A portfolio with its sum at the block. */
export interface MomentGroup {
  readonly group: string
  readonly total: HeightTotal
  /** How many of its scripts count what providers said when they were asked. */
  readonly told: number
}

export interface MomentPage extends Pick<HeightReport, 'height' | 'tip' | 'total' | 'blockTime'> {
  readonly rows: readonly MomentRow[]
  /** Rows that match, on all pages. */
  readonly count: number
  /** With their sums where all portfolios are asked for and there are several; else empty. */
  readonly groups: readonly MomentGroup[]
  /** How many scripts of the total count what providers said when they were asked. */
  readonly told: number
}

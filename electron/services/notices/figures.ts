/** Rules about figures: what a provider's answers say moved, what is not as expected, what nobody confirms. Pure. */
import type { BlockRef } from '../../../shared/chain.ts'
import type { PortfolioRow } from '../../../shared/ipc/contract.ts'
import type { BalanceRule, MovedNotice, NoticeBody, NoticeEntry } from '../../../shared/notices.ts'
import type { BestTip, Reading, Total } from '../../../shared/reading.ts'
import type { ShownFigure } from '../../store/shown-figures.ts'
import type { PortfolioEntries } from '../portfolio-entries.ts'
import { NAMED } from './moved.ts'
import type { SeenFigure } from './source-moves.ts'

export type { SeenFigure } from './source-moves.ts'

/** How an entry is named in a notice. */
export function entryOf({ id, kind, label, text }: PortfolioRow['watch']): NoticeEntry {
  return { watchId: id, kind, label, text }
}

/** A figure that is whole, of a reading; null where it says nothing. */
export function figureOf({
  kind,
  confirmed,
  immature,
  asOf,
  source,
  parts,
}: Reading): Pick<ShownFigure, 'sats' | 'asOf' | 'source'> | null {
  if (kind !== 'known' || confirmed === null || asOf === null || source === null) return null
  if ((parts?.unknown ?? 0) > 0) return null
  return { sats: confirmed + (immature ?? 0), asOf, source }
}

/** What moved of an entry, and in which block's figure that was seen. */
export interface MovedFigure {
  readonly watchId: number
  readonly net: number
  readonly block: BlockRef
}

/** One notice for all of them; null for none. The journal tells of own data, this of what providers say. */
export function movedBy(
  kind: MovedNotice['kind'],
  moves: readonly MovedFigure[],
  portfolio: Pick<PortfolioEntries, 'entries'>,
): MovedNotice | null {
  if (moves.length === 0) return null
  const named = portfolio.entries(moves.slice(0, NAMED).map(({ watchId }) => watchId))
  return {
    kind,
    entries: named.map(({ watch }) => entryOf(watch)),
    entryCount: moves.length,
    txids: [],
    count: moves.length,
    sats: moves.reduce((sum, { net }) => sum + Math.abs(net), 0),
    confirmed: true,
    block: moves.map(({ block }) => block).toSorted((x, y) => y.height - x.height)[0] ?? null,
  }
}

/** What is to be remembered where nobody looks: what moves meanwhile is not told later. */
export function unwatched(seen: ReadonlyMap<number, SeenFigure>): ReadonlyMap<number, SeenFigure> {
  const open = [...seen].filter(([, { sats }]) => sats !== null)
  return new Map(open.map(([watchId, figure]) => [watchId, { ...figure, sats: null }]))
}

/** A rule that is broken now, one that holds, or one that cannot be judged: an unknown part is never 0. */
export function balanceState(
  rule: BalanceRule,
  total: Total,
  entries: readonly NoticeEntry[],
): NoticeBody | 'holds' | 'unknown' {
  const { confirmed, unknown, stale, partial = 0, oldestAsOf } = total
  if (confirmed === null || unknown > 0 || stale > 0 || partial > 0) return 'unknown'
  const holds = rule.check === 'below' ? confirmed >= rule.sats : confirmed === rule.sats
  if (holds) return 'holds'
  const figures = { expected: rule.sats, found: confirmed, block: oldestAsOf }
  return { kind: 'balance', check: rule.check, of: rule.of, entries, ...figures }
}

const HOUR_MS = 3_600_000
/** A pause between blocks that happens once in a thousand years says that a source is cut off, not that nothing happens. */
const CUT_OFF_HOURS = 3

/**
 * Until when a source must have been heard, and where nothing counts as heard after: where blocks have a schedule, while
 * the newest block that is known is that old, whoever answers is cut off from the network.
 */
export function unheardSince(
  hours: number,
  {
    now,
    tip,
    scheduled,
  }: { readonly now: number; readonly tip: BestTip | null; readonly scheduled: boolean },
): { readonly until: number; readonly cutOffAt: number | null } {
  const tipTime = scheduled && tip !== null && tip.time !== null ? tip.time * 1000 : null
  const isCutOff = tipTime !== null && tipTime <= now - Math.max(hours, CUT_OFF_HOURS) * HOUR_MS
  return { until: now - hours * HOUR_MS, cutOffAt: isCutOff ? tipTime : null }
}

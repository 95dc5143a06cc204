/** Rules about figures: what a provider's answers say moved, what is not as expected, what nobody confirms. Pure. */
import type { PortfolioRow } from '../../../shared/ipc/contract.ts'
import type { BalanceRule, MovedNotice, NoticeBody, NoticeEntry } from '../../../shared/notices.ts'
import type { BestTip, Reading, Total } from '../../../shared/reading.ts'
import { NAMED } from './moved.ts'
import { type Figure, type SeenFigure, sourceMove } from './source-moves.ts'

export type { SeenFigure } from './source-moves.ts'

/** An entry with its reading. */
export type Row = Pick<PortfolioRow, 'watch' | 'reading'>

/** How an entry is named in a notice. */
export function entryOf({ id, kind, label, text }: Row['watch']): NoticeEntry {
  return { watchId: id, kind, label, text }
}

export interface FigureMoves {
  readonly received: MovedNotice | null
  readonly spent: MovedNotice | null
  /** What is to be remembered of entries whose figure is another now. */
  readonly seen: ReadonlyMap<number, SeenFigure>
}

/**
 * What moved according to providers: the journal tells of own data. A figure that is not whole, or of no later block,
 * says nothing; neither does one that is unlike another source's.
 */
export function figureMoves(
  rows: readonly Row[],
  before: ReadonlyMap<number, SeenFigure>,
  now: number,
): FigureMoves {
  const seen = new Map<number, SeenFigure>()
  const moves: { readonly row: Row; readonly net: number }[] = []
  for (const row of rows) {
    const figure = figureOf(row.reading)
    if (figure === null) continue
    const move = sourceMove(figure, before.get(row.watch.id), now)
    if (move.net !== 0) moves.push({ row, net: move.net })
    if (move.seen !== null) seen.set(row.watch.id, move.seen)
  }
  const of = (kind: MovedNotice['kind']) =>
    movedBy(
      kind,
      moves.filter(({ net }) => (kind === 'received' ? net > 0 : net < 0)),
    )
  return { received: of('received'), spent: of('spent'), seen }
}

function figureOf({ kind, confirmed, immature, asOf, source, parts }: Reading): Figure | null {
  if (kind !== 'known' || confirmed === null || asOf === null || source === null) return null
  if ((parts?.unknown ?? 0) > 0) return null
  return { sats: confirmed + (immature ?? 0), height: asOf.height, source }
}

function movedBy(
  kind: MovedNotice['kind'],
  moves: readonly { readonly row: Row; readonly net: number }[],
): MovedNotice | null {
  if (moves.length === 0) return null
  const blocks = moves.flatMap(({ row }) => row.reading.asOf ?? [])
  return {
    kind,
    entries: moves.slice(0, NAMED).map(({ row }) => entryOf(row.watch)),
    entryCount: moves.length,
    txids: [],
    count: moves.length,
    sats: moves.reduce((sum, { net }) => sum + Math.abs(net), 0),
    confirmed: true,
    block: blocks.toSorted((a, b) => b.height - a.height)[0] ?? null,
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

export interface Unverified {
  readonly rows: readonly Row[]
  /** When the oldest was confirmed last; null where one never was. */
  readonly since: number | null
}

/**
 * The entries whose figure no source has confirmed for `hours`. Where blocks have a schedule, all of them while the newest
 * block that is known is that old: whoever answers is cut off from the network.
 */
export function unverified(
  rows: readonly Row[],
  hours: number,
  {
    now,
    tip,
    scheduled,
  }: { readonly now: number; readonly tip: BestTip | null; readonly scheduled: boolean },
): Unverified {
  const limit = now - hours * HOUR_MS
  const tipTime = scheduled && tip !== null && tip.time !== null ? tip.time * 1000 : null
  const isCutOff = tipTime !== null && tipTime <= now - Math.max(hours, CUT_OFF_HOURS) * HOUR_MS
  const heard = (row: Row): number | null => {
    const { observedAt } = row.reading.freshness
    return isCutOff && observedAt !== null ? Math.min(observedAt, tipTime) : observedAt
  }
  const found = rows.filter((row) => (heard(row) ?? row.watch.addedAt) <= limit)
  const times = found.map(heard)
  const known = times.filter((at) => at !== null)
  return { rows: found, since: known.length < times.length || known.length === 0 ? null : Math.min(...known) }
}

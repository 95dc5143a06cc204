/**
 * What moved according to one source after another. Sources disagree, and answer in turn: a figure is compared with what
 * the same source said before, so that a difference between two of them never looks like a payment. Pure.
 */

/** What is remembered of an entry's figure. */
export interface SeenFigure {
  /** What was told last; null where it was not looked at since: the next figure is the first again. */
  readonly sats: number | null
  readonly height: number
  /** The block up to which a provider's figure told what moved. */
  readonly told: number | null
  /** What each source said last; absent of figures that were remembered without it. */
  readonly by?: Readonly<Record<string, Said>>
  /** Satoshis told in sum since the first figure. */
  readonly moved?: number
  /** A source whose first figure is another than what was told last: a payment, or a disagreement. */
  readonly doubt?: Doubt | null
}

/** A source's last figure, and what had been told in sum when it said so. */
interface Said {
  readonly sats: number
  readonly moved: number
}

interface Doubt {
  readonly source: string
  /** When it was first heard, ms since 1970. */
  readonly at: number
}

/** A whole figure as it is read now. */
export interface Figure {
  readonly sats: number
  readonly height: number
  /** `ledger`, a provider, or several of them. */
  readonly source: string
}

/** What is told, and what is to be remembered; null where that is as it was. */
export interface SourceMove {
  readonly net: number
  readonly seen: SeenFigure | null
}

/** A source that is alone with its figure for so long is believed: whoever said otherwise answers no more. */
const BELIEVED_AFTER_MS = 600_000
const LEDGER = 'ledger'
const STAYS: SourceMove = { net: 0, seen: null }

/** Looks at an entry's figure. One of an earlier block than the last says nothing. */
export function sourceMove(figure: Figure, last: SeenFigure | undefined, now: number): SourceMove {
  if (last !== undefined && figure.height < last.height) return STAYS
  if (last === undefined || last.sats === null) return { net: 0, seen: firstFigure(figure, last) }
  if (figure.source === LEDGER) return ledgerMove(figure, last)
  const before = last.by?.[figure.source] ?? (isOfLedger(last) ? last.by?.[LEDGER] : undefined)
  if (before === undefined) return strangerMove(figure, last, now)
  return last.doubt?.source === figure.source && figure.sats === before.sats
    ? doubtedMove(figure, last, last.doubt, now)
    : ownMove(figure, last, before)
}

function firstFigure({ sats, height, source }: Figure, last: SeenFigure | undefined): SeenFigure {
  return { sats, height, told: last?.told ?? null, by: { [source]: { sats, moved: 0 } }, moved: 0 }
}

/** The journal tells of own data; what it says is what everybody is compared with next. */
function ledgerMove(figure: Figure, last: SeenFigure): SourceMove {
  if (figure.sats === last.sats && isOfLedger(last)) return STAYS
  return { net: 0, seen: firstFigure(figure, last) }
}

function isOfLedger({ by = {} }: SeenFigure): boolean {
  return Object.keys(by).length === 1 && by[LEDGER] !== undefined
}

/**
 * Whether all who are asked (`speaks`) say that figure: their own last one, with what was told since, comes to the same.
 * A single source's word is all there is.
 */
export function isSettled(sats: number, seen: SeenFigure, speaks: (source: string) => boolean): boolean {
  if (seen.sats === null) return true
  if (sats !== seen.sats || (seen.doubt ?? null) !== null) return false
  const moved = seen.moved ?? 0
  return Object.entries(seen.by ?? {}).every(
    ([source, said]) => !speaks(source) || said.sats + moved - said.moved === seen.sats,
  )
}

/** A source that was not heard before: where it says another figure, that is not told yet. */
function strangerMove({ sats, height, source }: Figure, last: SeenFigure, now: number): SourceMove {
  const moved = last.moved ?? 0
  const by = { ...last.by, [source]: { sats, moved } }
  if (sats === last.sats || last.by === undefined) return { net: 0, seen: { ...last, sats, by, doubt: null } }
  const isSameBlock = height === last.height
  const doubt = isSameBlock ? (last.doubt ?? null) : { source, at: now }
  return { net: 0, seen: { ...last, by, doubt } }
}

/** The source's own figure is another: told as far as nobody told it, but not a second opinion on the same block. */
function ownMove({ sats, height, source }: Figure, last: SeenFigure, before: Said): SourceMove {
  const moved = last.moved ?? 0
  const doubt = last.doubt?.source === source ? last.doubt : null // others answer again
  const settled = { ...last, doubt }
  if (sats === before.sats) return doubt === (last.doubt ?? null) ? STAYS : { net: 0, seen: settled }
  const net = sats - before.sats - (moved - before.moved)
  const isSecondOpinion = height === last.told && moved !== before.moved
  if (net === 0 || isSecondOpinion) {
    const by = { ...last.by, [source]: { sats, moved } }
    return { net: 0, seen: { ...settled, height, by } }
  }
  return { net, seen: toldBy(source, { sats, height }, settled, net) }
}

/** Still alone with it: believed after a while. */
function doubtedMove(
  { sats, height, source }: Figure,
  last: SeenFigure,
  doubt: Doubt,
  now: number,
): SourceMove {
  const net = sats - (last.sats ?? sats)
  if (now - doubt.at < BELIEVED_AFTER_MS || net === 0) return STAYS
  return { net, seen: toldBy(source, { sats, height }, { ...last, doubt: null }, net) }
}

/** Whoever said that figure before it was told has not to tell it again. */
function toldBy(
  source: string,
  { sats, height }: Omit<Figure, 'source'>,
  last: SeenFigure,
  net: number,
): SeenFigure {
  const moved = (last.moved ?? 0) + net
  const others = Object.entries(last.by ?? {}).map(
    ([id, said]) => [id, said.sats === sats ? { sats, moved } : said] as const,
  )
  return {
    ...last,
    sats,
    height,
    told: height,
    moved,
    by: { ...Object.fromEntries(others), [source]: { sats, moved } },
  }
}

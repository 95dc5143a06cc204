/** One look at the journal by the rules, and what every look is taken on: what is to be told, and what is to be remembered. */
import type { Network } from '../../../shared/chain.ts'
import type { NoticeEntry, NoticeRules } from '../../../shared/notices.ts'
import type { BestTip } from '../../../shared/reading.ts'
import type { JournalStep } from '../../store/journal.ts'
import type { NoticeStore, NoticeUpdate } from '../../store/notice-store.ts'
import type { ReadModels } from '../../store/read-models.ts'
import type { BalanceService } from '../balance-service.ts'
import type { PortfolioService } from '../portfolio-service.ts'
import type { CountedFigures } from '../portfolio-table.ts'
import type { CallLog } from './call-log.ts'
import { entryOf } from './figures.ts'
import { keysOf, movedNotices } from './moved.ts'
import { seenAmong } from './seen-figures.ts'

/** What the rules are judged by. */
export interface Evidence {
  readonly network: Network
  readonly models: Pick<ReadModels, 'journal' | 'holeChanges'>
  readonly store: Pick<NoticeStore, 'state' | 'states' | 'statesAfter' | 'statesAmong' | 'toldAmong'>
  readonly portfolio: Pick<PortfolioService, 'entries' | 'watch'>
  /** Of single entries, as they are now. */
  readonly balances: Pick<BalanceService, 'read'>
  /** Of all of them, as they were counted last. */
  readonly figures: CountedFigures
  readonly tip: () => BestTip | null
  readonly calls: Pick<CallLog, 'calls'>
  readonly providers: () => readonly { readonly id: string }[]
}

/** What a look comes to. */
export type Change = Pick<NoticeUpdate, 'bodies' | 'told' | 'untold' | 'state'>

/** Nothing to tell and nothing to remember. */
export const NOTHING: Change = { bodies: [], told: [], untold: [], state: {} }
const JOURNAL = 'journal'
/** Rows of the journal that one look takes up. */
const STEPS = 2_000

/** What the journal says since the last look. Where nothing was looked at before, it begins now. */
export function lookAtJournal(
  { models, store, portfolio }: Evidence,
  { payments, spends }: NoticeRules,
): Change & { readonly more: boolean } {
  const place = store.state(JOURNAL)
  if (place === null || !(payments || spends)) {
    const newest = String(models.journal.newest())
    return { ...NOTHING, state: newest === place ? {} : { [JOURNAL]: newest }, more: false }
  }
  const steps = models.journal.since(Number(place), STEPS)
  const last = steps.at(-1)
  if (last === undefined) return { ...NOTHING, more: false }
  const parts = steps.flatMap(({ changes }) => changes.flatMap((change) => change.parts))
  const seen = seenAmong(store, [...new Set(parts.map(({ watchId }) => watchId))])
  const result = movedNotices(steps, {
    payments,
    spends,
    told: store.toldAmong(keysOf(steps)),
    toldUpTo: (watchId) => seen.get(watchId)?.told ?? null,
    followedBefore: (script, block) =>
      models.holeChanges(script).some(({ to }) => to.height === block.height),
    entryOf: watchEntries(steps, portfolio),
  })
  return { ...result, state: { [JOURNAL]: String(last.row) }, more: steps.length === STEPS }
}

/** Entries by id, each looked up once; one that was removed meanwhile is none. */
function watchEntries(steps: readonly JournalStep[], portfolio: Evidence['portfolio']) {
  const ids = new Set(
    steps.flatMap(({ changes }) => changes.flatMap(({ parts }) => parts.map(({ watchId }) => watchId))),
  )
  const found = new Map<number, NoticeEntry>()
  if (ids.size > 0) for (const { watch } of portfolio.entries([...ids])) found.set(watch.id, entryOf(watch))
  return (watchId: number): NoticeEntry | null => found.get(watchId) ?? null
}

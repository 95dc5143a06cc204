/**
 * The rows of the portfolio behind every list and sum of it. All entries are read as of one instant, a stretch at a time so
 * that nothing else waits, and a list goes by the newest such count; what a page shows of a row is read anew.
 */

import type { PortfolioRow } from '../../shared/ipc/contract.ts'
import type { PlaceSummary, RowQuery, RowsRequests } from '../../shared/ipc/rows.ts'
import type { Total } from '../../shared/reading.ts'
import type { AccountLedger } from '../store/account-ledger.ts'
import type { FrozenReads } from '../store/open-store.ts'
import type { PlaceCounts, PortfolioStore } from '../store/portfolio-store.ts'
import { createShownRows, type ShownRows } from '../store/shown-rows.ts'
import type { BalanceService } from './balance-service.ts'
import { createEntryList, rowsOf } from './entry-list.ts'
import type { PortfolioEntries } from './portfolio-entries.ts'

export interface PortfolioTableOptions {
  readonly portfolio: Pick<PortfolioEntries, 'entries'> &
    Pick<PortfolioStore, 'count' | 'placeCounts' | 'idsIn'>
  readonly balances: Pick<BalanceService, 'read' | 'readings' | 'readFrom'>
  readonly accounts: () => AccountLedger
  /** Moves with every write of the ledger, also another program's. */
  readonly ledgerRevision: () => number
  readonly frozen: <T>(work: (reads: FrozenReads) => Promise<T>) => Promise<T>
  /** The revision that a page belongs to. */
  readonly revision: () => number
  /** The count was renewed behind: what was told before is out of date. */
  readonly onRenewed: () => void
  readonly onFault: (error: unknown) => void
}

type In<K extends keyof RowsRequests> = RowsRequests[K]['in']
type Out<K extends keyof RowsRequests> = RowsRequests[K]['out']

/** Figures of the newest count. */
export interface CountedFigures extends Pick<ShownRows, 'figuresAfter' | 'inSight' | 'unheard'> {
  /** Counts where something may have changed since the last time. */
  ready(): Promise<void>
  /** Counts in any case: for what is told next. */
  renew(): Promise<void>
  /** Of a portfolio's entries in sight, or of all of them (null). */
  total(group: string | null): Promise<Total>
}

export interface PortfolioTable {
  page(request: In<'portfolio.page'>): Promise<Out<'portfolio.page'>>
  rows(watchIds: readonly number[]): readonly PortfolioRow[]
  ids(request: In<'portfolio.ids'>): Promise<readonly number[]>
  locate(request: In<'portfolio.locate'>): Promise<Out<'portfolio.locate'>>
  sum(watchIds: readonly number[]): Promise<Out<'portfolio.sum'>>
  place(place: In<'portfolio.place'>): Promise<PlaceSummary>
  places(): Promise<PlaceCounts>
  /** What rules are judged by. */
  readonly figures: CountedFigures
  /** Counts before anybody asks, so that the first window finds the sums ready. Resolves when it has; it never rejects. */
  warm(): Promise<void>
  /** Facts, words, sources or settings changed. */
  changed(): void
  /** Ends what runs behind. */
  close(): Promise<void>
}

/** Up to here a count is renewed before anything is answered from it. */
const AT_ONCE = 1_000
/** Read in one go: a few ms. */
const STRETCH = 500
/** What providers said lapses by the clock alone. */
const OLD_MS = 10_000
/** After a count that took a second, the next begins four seconds later at the earliest. */
const REST = 4

/** Builds the table; nothing is read before the first question. */
export function createPortfolioTable(options: PortfolioTableOptions): PortfolioTable {
  const { portfolio, balances, accounts } = options
  const shown = createShownRows()
  let wanted = 1
  let have = 0
  let ofLedger = -1
  let countedAt = 0
  let running: Promise<void> | null = null
  let resting: ReturnType<typeof setTimeout> | null = null
  let closed = false

  async function countAll(reads: FrozenReads): Promise<void> {
    const read = balances.readFrom({ ...reads, inGap: (id) => reads.portfolio.scriptsInGap([id]) })
    const entries = createEntryList(reads.portfolio)
    const filling = shown.fill()
    for (let after = 0; ; ) {
      const some = entries.entriesAfter(after, STRETCH)
      filling.add(rowsOf(some, read, reads.models.accounts()))
      const last = some.at(-1)
      if (last === undefined || closed) break
      after = last.watch.id
      if (some.length === STRETCH) await new Promise((resume) => setImmediate(resume))
    }
    if (!closed) filling.done()
  }

  function renew(): Promise<void> {
    running ??= (async () => {
      const began = performance.now()
      const of = wanted
      ofLedger = options.ledgerRevision()
      await options.frozen(countAll)
      countedAt = performance.now()
      const isNews = have > 0 && portfolio.count() > AT_ONCE
      have = of
      if (isNews && !closed) options.onRenewed()
      rest((performance.now() - began) * REST)
    })().finally(() => (running = null))
    return running
  }

  /** Large ones rest a while: what was asked for meanwhile is renewed then. */
  function rest(ms: number): void {
    if (closed || portfolio.count() <= AT_ONCE) return
    resting = setTimeout(() => {
      resting = null
      if (have < wanted && !closed) renewBehind()
    }, ms)
    resting.unref()
  }

  function renewBehind(): void {
    if (running === null && resting === null) renew().catch(options.onFault)
  }

  /** A large portfolio is answered from the last count, and renewed behind. */
  async function ready(): Promise<void> {
    if (options.ledgerRevision() !== ofLedger || performance.now() - countedAt > OLD_MS) wanted += 1
    if (have === wanted || closed) return
    if (have > 0 && portfolio.count() > AT_ONCE) return renewBehind()
    await renewTo(wanted)
  }

  async function renewTo(goal: number): Promise<void> {
    if (have >= goal || closed) return
    await renew()
    return renewTo(goal)
  }

  async function sumOf(watchIds: readonly number[], counted: Total): Promise<Total> {
    if (!overlaps(accounts(), new Set(watchIds))) return counted
    return balances.read(portfolio.entries(watchIds).map(({ entry }) => entry)).total
  }

  async function place(asked: In<'portfolio.place'>): Promise<PlaceSummary> {
    await ready()
    const summary = shown.summary(asked)
    if (accounts().shared.size === 0) return summary
    const total = await sumOf(shown.ids({ ...asked, text: '', sort: null }), summary.total)
    return { ...summary, total }
  }

  /** Nothing was counted yet, and that takes a while: what needs no count is answered without one. */
  const isUncounted = (): boolean => have === 0 && portfolio.count() > AT_ONCE

  async function listed(
    of: RowQuery,
    from: number,
    limit: number,
  ): Promise<ReturnType<PortfolioStore['idsIn']>> {
    if (of.text.trim() === '' && of.sort === null && isUncounted()) {
      void warm()
      return portfolio.idsIn(of, from, limit)
    }
    await ready()
    const ids = shown.ids(of)
    return { ids: ids.slice(from, from + limit), count: ids.length }
  }

  const warm = (): Promise<void> => ready().catch(options.onFault)

  const rows = (watchIds: readonly number[]): readonly PortfolioRow[] =>
    rowsOf(portfolio.entries(watchIds), balances.readings, accounts())

  const figures: CountedFigures = {
    ...shown,
    ready,
    renew: () => renewTo(++wanted),
    total: async (group) => (await place({ group, archived: false })).total,
  }

  return {
    rows,
    place,
    figures,
    async page({ of, from, limit }) {
      const { ids, count } = await listed(of, from, limit)
      const found = new Map(rows(ids).map((row) => [row.watch.id, row]))
      return { revision: options.revision(), count, rows: ids.flatMap((id) => found.get(id) ?? []) }
    },
    async ids({ of, from = 0, limit }) {
      await ready()
      const ids = shown.ids(of)
      return limit === undefined && from === 0
        ? ids
        : ids.slice(from, limit === undefined ? undefined : from + limit)
    },
    async locate({ of, find }) {
      await ready()
      const ids = shown.ids(of)
      const index =
        'watchId' in find ? ids.indexOf(find.watchId) : shown.startingWith(of, find.startsWith, find.after)
      const watchId = ids[index]
      return watchId === undefined ? null : { index, watchId }
    },
    async sum(watchIds) {
      await ready()
      const counted = shown.sumOf(watchIds)
      return { ...counted, total: await sumOf(watchIds, counted.total) }
    },
    async places() {
      if (isUncounted()) return portfolio.placeCounts()
      await ready()
      return shown.places()
    },
    warm,
    changed: () => void (wanted += 1),
    async close() {
      closed = true
      if (resting !== null) clearTimeout(resting)
      await running?.catch(options.onFault)
      shown.close()
    },
  }
}

/** Whether several of these accounts hold a script: it counts once, which sums of whole accounts do not show. */
function overlaps({ shared }: AccountLedger, ids: ReadonlySet<number>): boolean {
  for (const owners of shared.values()) if (owners.filter((id) => ids.has(id)).length > 1) return true
  return false
}

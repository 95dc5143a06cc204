/**
 * The rows that are in sight and their neighbours, fetched from the host as they are scrolled to. What is there stays until
 * something newer of it is there, so that nothing flickers; another list replaces the one that is shown when it has come.
 */
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { PortfolioRow } from '../../shared/ipc/contract.ts'
import { PAGE_ROWS, type PlaceSummary, type RowPage, type RowQuery } from '../../shared/ipc/rows.ts'
import type { Bridge } from '../bridge/bridge.ts'
import { sameData, shareRows } from './share-rows.ts'

/** Pages that are kept. */
const KEPT = 12

export interface RowsState {
  /** The list that is shown; null before the first. */
  readonly query: RowQuery | null
  readonly count: number
  /** By their number from 0; those that are missing are on their way. */
  readonly pages: ReadonlyMap<number, readonly PortfolioRow[]>
  /** Pages out of sight that facts have passed by: good for a glance while scrolling, not as what a row says now. */
  readonly passed: ReadonlySet<number>
  /** Of the place that is shown; null before the first. */
  readonly place: PlaceSummary | null
  /** Why nothing newer could be fetched; null where it could. */
  readonly failure: unknown
}

/** Usable without React, as in tests. */
export type RowsStore = StoreApi<RowsState>

/** Keeps the store true to the host. */
export interface RowsLink {
  /** Shows another list, from its beginning. */
  show(query: RowQuery): void
  /** Rows `first` to `end` are in sight. */
  want(first: number, end: number): void
  /** Facts changed: what is in sight is fetched anew. */
  refresh(): void
  /** The same, but for what is of this revision, or comes to be. */
  refreshTo(revision: number): void
  stop(): void
}

/** Nothing yet. */
export function createRowsStore(): RowsStore {
  return createStore<RowsState>(() => ({
    query: null,
    count: 0,
    pages: new Map(),
    passed: new Set(),
    place: null,
    failure: null,
  }))
}

/** The row at a place of the list, from 0; undefined while it is on its way. */
export function rowAt({ pages }: Pick<RowsState, 'pages'>, index: number): PortfolioRow | undefined {
  return pages.get(Math.floor(index / PAGE_ROWS))?.[index % PAGE_ROWS]
}

/** A row by its entry; undefined where it is not at hand as it is now. */
export function rowOf(
  { pages, passed }: Pick<RowsState, 'pages' | 'passed'>,
  watchId: number,
): PortfolioRow | undefined {
  for (const [number, page] of pages) {
    const row = passed.has(number) ? undefined : page.find(({ watch }) => watch.id === watchId)
    if (row) return row
  }
  return undefined
}

/** Links bridge and store until stopped. */
export function linkRows(bridge: Bridge, store: RowsStore): RowsLink {
  const stopped = new AbortController()
  let query: RowQuery | null = null
  let sight: readonly number[] = [0]
  /** Moves with the facts; a page that is older is fetched again. */
  let facts = 0
  const fetchedAt = new Map<number, number>()
  /** What came is good from this revision on. */
  let wanted = Number.POSITIVE_INFINITY
  const revisions = new Map<number, number>()
  let running = false
  let fetching = new AbortController()

  function show(next: RowQuery): void {
    if (sameData(next, query)) return
    query = next
    sight = [0]
    fetchedAt.clear()
    revisions.clear()
    facts += 1
    fetching.abort() // of the list before
    void pump()
  }

  /** One page after the other, what is in sight first; a single fetch runs at a time. */
  async function pump(): Promise<void> {
    if (running) return
    running = true
    try {
      for (let page = due(); page !== null && !stopped.signal.aborted; page = due()) await fetchPage(page)
    } finally {
      running = false
    }
  }

  function due(): number | null {
    if (query === null) return null
    return sight.find((page) => fetchedAt.get(page) !== facts) ?? null
  }

  async function fetchPage(page: number): Promise<void> {
    const of = query
    if (of === null) return
    const asOf = facts
    fetchedAt.set(page, asOf)
    fetching = new AbortController()
    const signal = AbortSignal.any([fetching.signal, stopped.signal])
    const failed = (failure: unknown): void => {
      if (of === query && !signal.aborted) store.setState({ failure })
    }
    try {
      const { group, archived } = of
      const isFirst = page === sight[0]
      const rows = bridge.call('portfolio.page', { of, from: page * PAGE_ROWS, limit: PAGE_ROWS }, { signal })
      const sum = isFirst ? bridge.call('portfolio.place', { group, archived }, { signal }) : null
      if (store.getState().query !== null) {
        const [got, place] = await Promise.all([rows, sum])
        if (of === query) put(of, page, got, place)
        return
      }
      // The very first rows are there before the host has counted; no other sum stands beside them.
      sum?.then((place) => of === query && store.setState({ place }), failed)
      const got = await rows
      if (of === query) put(of, page, got, null)
    } catch (failure) {
      failed(failure)
    }
  }

  function put(
    of: RowQuery,
    page: number,
    { count, rows, revision }: RowPage,
    place: PlaceSummary | null,
  ): void {
    revisions.set(page, revision)
    if (revision >= wanted) fetchedAt.set(page, facts)
    const before = store.getState()
    const isSame = before.query === of
    const pages = new Map(isSame ? before.pages : [])
    pages.set(page, shareRows(pages.get(page) ?? [], rows))
    for (const each of pages.keys()) {
      const isOver = each * PAGE_ROWS >= count || pages.size > KEPT
      if (isOver && each !== page && !sight.includes(each)) pages.delete(each)
    }
    const passed = [...pages.keys()].filter((each) => !sight.includes(each) && fetchedAt.get(each) !== facts)
    const summary = place ?? before.place
    store.setState({
      query: of,
      count,
      pages,
      passed: new Set(passed),
      place: sameData(summary, before.place) ? before.place : summary,
      failure: null,
    })
  }

  return {
    show,
    want(first, end) {
      const from = Math.max(0, Math.floor(first / PAGE_ROWS))
      const to = Math.max(from, Math.floor(Math.max(0, end - 1) / PAGE_ROWS))
      sight = Array.from({ length: Math.min(KEPT, to - from + 1) }, (_, i) => from + i)
      void pump()
    },
    refresh() {
      wanted = Number.POSITIVE_INFINITY
      facts += 1
      void pump()
    },
    refreshTo(revision) {
      wanted = revision
      facts += 1
      for (const [page, of] of revisions) if (of >= revision) fetchedAt.set(page, facts)
      void pump()
    },
    stop: () => stopped.abort(),
  }
}

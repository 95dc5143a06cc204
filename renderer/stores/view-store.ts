/** What the person is looking at: page, group, filter, order, selection, open dialog. Never sent to the host. */
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Sort } from './selectors.ts'

/** The pages of the window, in the order of the navigation. */
export const PAGES = ['portfolio', 'activity', 'sources', 'scan', 'settings'] as const
export type Page = (typeof PAGES)[number]

/** One dialog at a time. */
export type OpenDialog = 'none' | 'add' | 'remove' | 'move' | 'palette' | 'shortcuts'

/** All of it is forgotten when the window closes. */
export interface ViewState {
  readonly page: Page
  readonly group: string | null
  /** The archived entries instead of a group. */
  readonly archived: boolean
  readonly text: string
  readonly sort: Sort | null
  readonly selected: number | null
  /** Entries that were picked together, for sums and for doing something to all of them. */
  readonly picked: ReadonlySet<number>
  /** Where picking a stretch begins: the row that was selected last by itself. */
  readonly anchor: number | null
  /** The watch whose name is being edited in its row. */
  readonly renaming: number | null
  /** The watch whose row takes the focus as soon as it is drawn. */
  readonly focusNext: number | null
  readonly dialog: OpenDialog
  /** Set while a refresh of everything runs: aborting it gives up. */
  readonly refreshing: AbortController | null
  /** Watches that are being refreshed one by one. */
  readonly refreshingOne: ReadonlySet<number>
  /** Parts of the page, by name, that hold changes which are not saved. */
  readonly unsaved: ReadonlySet<string>
  /** Leaving the page with them was tried once. */
  readonly warned: boolean
}

/** Usable without React, as in tests. */
export type ViewStore = StoreApi<ViewState>

/** The whole portfolio, nothing selected, no dialog. */
export function createViewStore(): ViewStore {
  return createStore<ViewState>(() => ({
    page: 'portfolio',
    group: null,
    archived: false,
    text: '',
    sort: null,
    selected: null,
    picked: new Set(),
    anchor: null,
    renaming: null,
    focusNext: null,
    dialog: 'none',
    refreshing: null,
    refreshingOne: new Set(),
    unsaved: new Set(),
    warned: false,
  }))
}

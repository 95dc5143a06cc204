/** What the person is looking at: group, filter, order, selection, open dialog. Never sent to the host. */
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Sort } from './selectors.ts'

/** One dialog at a time. */
export type OpenDialog = 'none' | 'add' | 'settings' | 'remove'

/** All of it is forgotten when the window closes. */
export interface ViewState {
  readonly group: string | null
  /** The archived entries instead of a group. */
  readonly archived: boolean
  readonly text: string
  readonly sort: Sort | null
  readonly selected: number | null
  /** The watch whose row takes the focus as soon as it is drawn. */
  readonly focusNext: number | null
  readonly dialog: OpenDialog
  /** Set while a refresh of everything runs: aborting it gives up. */
  readonly refreshing: AbortController | null
  /** Watches that are being refreshed one by one. */
  readonly refreshingOne: ReadonlySet<number>
}

/** Usable without React, as in tests. */
export type ViewStore = StoreApi<ViewState>

/** Everything, nothing selected, no dialog. */
export function createViewStore(): ViewStore {
  return createStore<ViewState>(() => ({
    group: null,
    archived: false,
    text: '',
    sort: null,
    selected: null,
    focusNext: null,
    dialog: 'none',
    refreshing: null,
    refreshingOne: new Set(),
  }))
}

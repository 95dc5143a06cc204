/** What the person is looking at: page, group, filter, order, selection, open dialog. Never sent to the host. */
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { BitcoinLink } from '../../shared/bitcoin-uri.ts'
import type { ListWanted } from '../../shared/ipc/lists.ts'
import type { RowQuery, Sort } from '../../shared/ipc/rows.ts'

/** The pages of the window, in the order of the navigation. */
export const PAGES = ['portfolio', 'activity', 'sources', 'scan', 'settings'] as const
export type Page = (typeof PAGES)[number]

/** One dialog at a time. */
export type OpenDialog =
  | 'none'
  | 'add'
  | 'remove'
  | 'move'
  | 'palette'
  | 'shortcuts'
  | 'transaction'
  | 'doctor'
  | 'group'
  | 'moment'
  | 'statement'
  | 'import'
  | 'export'
  | 'list'
  | 'link'

/** A moment in the past that everything is shown at. */
export interface Moment {
  readonly height: number
  /** Null where nobody said which block it is. */
  readonly hash: string | null
  /** The instant that was asked for, ms since 1970; null where a height was. */
  readonly time: number | null
  /** The time of its block, ms since 1970, where a height was asked for; null where that is not known. */
  readonly blockTime: number | null
  readonly zone: string
  /** A later block has passed the instant. */
  readonly final: boolean
}

/** What is typed in the add dialog beside the entries themselves. */
export interface AddDraft {
  readonly label: string
  readonly group: string
}

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
  /** The place in the list, from 0, whose row takes the focus as soon as it is there. */
  readonly focusAt: number | null
  /** Where the selected row stood in the list when it was reached. */
  readonly at: number
  readonly dialog: OpenDialog
  /** Where the menu of the picked rows, or the selected one, is open, in pixels of the window; null where it is not. */
  readonly rowMenu: { readonly x: number; readonly y: number } | null
  /** The transaction whose details are open, by its id. */
  readonly transaction: string | null
  /** What the export dialog begins with; null is the portfolio as a table. */
  readonly exportForm: 'backup' | null
  /** The list that the dialog for saving one is about. */
  readonly list: ListWanted | null
  /** The group whose dialog is open. */
  readonly editedGroup: string
  /** The group that the dialog for moving begins with; null is the entry's own. */
  readonly moveTo: string | null
  /** An entry that was found elsewhere: its row is scrolled to. */
  readonly reveal: number | null
  /** Null is now. */
  readonly moment: Moment | null
  /** The `bitcoin:` link that the add sheet is about. */
  readonly link: BitcoinLink | null
  /** What stood in the add dialog beside a link that was pasted there: its sheet, and the dialog after it, go on with it. */
  readonly draft: AddDraft | null
  /** A file that was dropped onto the window: the import dialog takes it up. */
  readonly dropped: File | null
  /** Set while a refresh of everything runs: aborting it gives up. */
  readonly refreshing: AbortController | null
  /** Watches that are being refreshed one by one. */
  readonly refreshingOne: ReadonlySet<number>
  /** Parts of the page, by name, that hold changes which are not saved. */
  readonly unsaved: ReadonlySet<string>
  /** Leaving the page with them was tried once. */
  readonly warned: boolean
}

/** The instant that a moment is dated by, ms since 1970; null where nobody knows when its block was. */
export function instantOf({ time, blockTime }: Pick<Moment, 'time' | 'blockTime'>): number | null {
  return time ?? blockTime
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
    focusAt: null,
    at: -1,
    dialog: 'none',
    rowMenu: null,
    transaction: null,
    exportForm: null,
    list: null,
    editedGroup: '',
    moveTo: null,
    reveal: null,
    moment: null,
    link: null,
    draft: null,
    dropped: null,
    refreshing: null,
    refreshingOne: new Set(),
    unsaved: new Set(),
    warned: false,
  }))
}

/** The list that is looked at. */
export function queryOf({ group, archived, text, sort }: ViewState): RowQuery {
  return { group, archived, text: text.slice(0, MAX_TEXT), sort }
}

/** Longer than any address or name. */
const MAX_TEXT = 500

/** Requests about portfolios (groups) and notes. */
import type { Tier } from '../providers.ts'
import type { Total } from '../reading.ts'
import type { Empty } from './contract.ts'

export interface GroupsRequests {
  /** In the person's order, the entries without a portfolio last (name ''). */
  'groups.list': { in: Empty; out: readonly Group[] }
  /** Renames; with `merge`, into a portfolio that exists. The limit goes along, and of two the stricter holds. */
  'groups.rename': {
    in: { readonly group: string; readonly to: string; readonly merge: boolean }
    out: { readonly moved: number; readonly limit: Tier | null }
  }
  /** Its entries stay, in no portfolio. Fails with `forbidden` where more may then be asked, unless `widen`. */
  'groups.delete': {
    in: { readonly group: string; readonly widen?: boolean }
    out: { readonly moved: number }
  }
  /** What `groups.restore` needs, to be asked before a portfolio is renamed, merged into `into`, or deleted ('' for that). */
  'groups.before': { in: { readonly group: string; readonly into: string }; out: GroupBefore }
  /**
   * Takes that back: name, entries, note, limits and order. Entries that were moved on since stay where they are, and a limit
   * that was set since holds on. Fails with `invalid_input` where the name was taken meanwhile.
   */
  'groups.restore': { in: GroupBefore; out: { readonly moved: number } }
  'groups.order': { in: { readonly groups: readonly string[] }; out: readonly Group[] }
  /** '' is no portfolio. Fails with `forbidden` where more may be asked about one of them there, unless `widen`. */
  'portfolio.move': {
    in: { readonly watchIds: readonly number[]; readonly group: string; readonly widen?: boolean }
    out: { readonly moved: number; readonly from: readonly MovedFrom[] }
  }
  /** On an entry (by its text) or a portfolio (by its name); '' takes it away. */
  'note.set': { in: NoteKey & { readonly text: string }; out: { readonly changed: boolean } }
  'note.list': { in: Empty; out: readonly Note[] }
}

/** A portfolio with its sum, which carries its provenance as every total does. */
export interface Group {
  readonly name: string
  readonly entries: number
  readonly archived: number
  readonly note: string
  /** How far its addresses may go; null: by consent. */
  readonly limit: Tier | null
  /** Of the entries that are not archived. */
  readonly total: Total
}

/** A portfolio as it was before it became another. */
export interface GroupBefore {
  readonly group: string
  /** Archived ones included. */
  readonly watchIds: readonly number[]
  readonly note: string
  readonly limit: Tier | null
  /** What it becomes; '' where it is deleted. Its note and limit are those from before. */
  readonly into: {
    readonly name: string
    readonly note: string
    readonly limit: Tier | null
    /** Archived ones included; none where it is deleted. */
    readonly watchIds: readonly number[]
  }
  /** The portfolios that the person has put in an order. */
  readonly order: readonly string[]
}

/** Where entries were before they were moved. */
export interface MovedFrom {
  readonly group: string
  readonly watchIds: readonly number[]
}

/** What a note is on: an entry by its text (address or descriptor), or a portfolio by its name. */
export interface NoteKey {
  readonly kind: 'entry' | 'group'
  readonly ref: string
}

export interface Note extends NoteKey {
  readonly text: string
  /** ms since 1970. */
  readonly changedAt: number
}

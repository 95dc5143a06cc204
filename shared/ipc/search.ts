/** The one search over everything of one's own. */
import { assertNever } from '../assert-never.ts'
import type { Outpoint, Txid } from '../chain.ts'
import type { LabelKey } from '../labels.ts'

export interface SearchRequests {
  /**
   * Addresses (whole, or how they begin), transaction ids, outpoints (`txid:vout`), labels, notes, portfolios, and
   * amounts (`0.5`, `50000 sat`). Nothing in the text is an operator. A key or seed phrase is refused, kept nowhere.
   */
  'search.run': { in: { readonly text: string; readonly limit: number }; out: SearchResult }
}

export interface SearchResult {
  /** The likeliest first; each thing once. */
  readonly hits: readonly SearchHit[]
  /** There are more than `limit`. */
  readonly more: boolean
}

/** What was found and where it leads. */
export type SearchHit =
  | {
      readonly kind: 'entry'
      readonly watchId: number
      readonly text: string
      readonly label: string
      readonly group: string
      readonly archived: boolean
      /** What it was found by; `address` of an account is one of its addresses. */
      readonly by: 'address' | 'label' | 'note'
      /** The address or the words that were found. */
      readonly found: string
    }
  | { readonly kind: 'group'; readonly group: string; readonly by: 'name' | 'note'; readonly found: string }
  | { readonly kind: 'transaction'; readonly txid: Txid; readonly label: string }
  | (Outpoint & {
      readonly kind: 'output'
      readonly value: number
      readonly watchId: number | null
      readonly address: string
      readonly label: string
    })
  /** A label of something that the ledger does not hold. */
  | (LabelKey & { readonly kind: 'label'; readonly label: string })

/** The same for two hits that name the same thing, and for no others. */
export function keyOfHit(hit: SearchHit): string {
  switch (hit.kind) {
    case 'entry':
      return `entry ${hit.watchId}`
    case 'group':
      return `group ${hit.group}`
    case 'transaction':
      return `transaction ${hit.txid}`
    case 'output':
      return `output ${hit.txid}:${hit.vout}`
    case 'label':
      return `label ${hit.type} ${hit.ref} ${hit.origin}`
    default:
      return assertNever(hit)
  }
}

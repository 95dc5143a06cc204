/** Requests about labels. Setting, importing and exporting go by BIP-329. */
import type { Label, LabelKey, LabelRefusal, LabelType } from '../labels.ts'
import type { Empty } from './contract.ts'

export interface LabelsRequests {
  /** Sets what is given; '' or null takes it away. The label of a watched entry is this very label. */
  'label.set': { in: LabelChange; out: Label | null }
  /** In the order they were first made; `refs` asks for the labels of single things. */
  'label.list': { in: LabelQuery; out: LabelPage }
  /**
   * BIP-329, a record a line. Without `apply` nothing is written: the answer says what would be. What a line leaves out
   * is never overwritten. Records of unknown types are kept aside and exported again.
   */
  'labels.import': { in: LabelImportRequest; out: LabelImport }
  'labels.export': { in: Empty; out: { readonly text: string; readonly records: number } }
}

export interface LabelChange {
  readonly type: LabelType
  readonly ref: string
  readonly origin?: string
  readonly label?: string | null
  readonly spendable?: boolean | null
}

export interface LabelQuery {
  readonly type?: LabelType
  readonly refs?: readonly string[]
  /** The `next` of the page before. */
  readonly after?: number
  readonly limit: number
}

export interface LabelPage {
  readonly labels: readonly Label[]
  /** Null on the last page. */
  readonly next: number | null
}

export interface LabelImportRequest {
  readonly text: string
  readonly apply: boolean
  /** What happens to a label that is there and differs: replaced (as BIP-329 has it) unless `keep`. */
  readonly conflicts?: 'replace' | 'keep'
}

export interface LabelImport {
  readonly applied: boolean
  readonly counts: LabelImportCounts
  /** The first of them, by line. `more`: there are others. */
  readonly differences: readonly LabelDifference[]
  readonly refused: readonly RefusedLabel[]
  readonly aside: readonly { readonly type: string; readonly lines: number }[]
  readonly more: boolean
}

/** Lines by what they do; empty lines count nowhere. */
export interface LabelImportCounts {
  readonly new: number
  /** Fills in what was not there. */
  readonly changed: number
  readonly same: number
  /** Says something else than what is there. */
  readonly conflicts: number
  readonly refused: number
  readonly aside: number
}

export interface LabelDifference extends LabelKey {
  readonly line: number
  readonly kind: 'new' | 'changed' | 'conflict'
  readonly before: string | null
  readonly after: string | null
}

/** A refused line by its number (from 1). Its text is never repeated. */
export interface RefusedLabel {
  readonly line: number
  readonly reason: LabelRefusal
  readonly message: string
}

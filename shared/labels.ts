/** Labels as BIP-329 knows them: what they are about, and what is kept of each. */

/** BIP-329's types. `descriptor` is Tidemark's own, for accounts of several keys; other programs leave it out. */
export const LABEL_TYPES = ['tx', 'addr', 'pubkey', 'input', 'output', 'xpub', 'descriptor'] as const
export type LabelType = (typeof LABEL_TYPES)[number]

/** What a label is about. `origin` tells apart labels of one transaction by wallet; '' everywhere else. */
export interface LabelKey {
  readonly type: LabelType
  /** Canonical: hex and bech32 in lower case, an outpoint or input as `txid:index`. */
  readonly ref: string
  readonly origin: string
}

/** A label with all that came with it. */
export interface Label extends LabelKey {
  /** Null: nothing was said (the record holds other fields only). */
  readonly label: string | null
  /** Whether an output may be spent, as its wallet says; null where it does not say. */
  readonly spendable: boolean | null
  /** All other fields (height, time, fee, rate, ...) as the text of one JSON object, with the digits they came with. */
  readonly extra: string
}

/** Bounds of what is kept. */
export const LABEL_LIMITS = { label: 10_000, note: 20_000, group: 200, importBytes: 50_000_000 } as const

/** Why a line of a BIP-329 file was refused. */
export const LABEL_REFUSALS = [
  'not_json',
  'too_long', // the line, the label or the nesting
  'no_type',
  'no_ref',
  'bad_ref', // it is not what its type says
  'wrong_network',
  'bad_field', // a label that is no text, a `spendable` that is neither true nor false
  'not_text', // half a character: it could not be kept as it is
  'private_key',
  'seed_phrase',
] as const
export type LabelRefusal = (typeof LABEL_REFUSALS)[number]

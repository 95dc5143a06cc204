/** Rules that a person sets, and the notices that come of them. Amounts are satoshis, times ms since 1970. */
import type { BlockRef, Txid } from './chain.ts'

/** What a rule about a balance is about: everything in sight, a portfolio, or one entry. */
export type NoticeScope =
  | { readonly kind: 'all' }
  | { readonly kind: 'group'; readonly group: string }
  | { readonly kind: 'watch'; readonly watchId: number }

/** `below` its figure, or `unlike` it: more or less. */
export type BalanceCheck = 'below' | 'unlike'

/** A confirmed balance that is expected. */
export interface BalanceRule {
  /** Chosen by whoever adds it; unique among the rules. */
  readonly id: string
  readonly of: NoticeScope
  readonly check: BalanceCheck
  readonly sats: number
}

/** Where notices are posted to. Naming a URL without `consent` posts nothing. */
export interface WebhookRule {
  /** https, or http within the own network or to an onion service. */
  readonly url: string
  readonly consent: boolean
  /** Amounts are told, too. */
  readonly amounts: boolean
  /** Names, addresses and transactions are told, too. */
  readonly entries: boolean
}

/** What is told, and to whom. Everything is off before it is switched on. */
export interface NoticeRules {
  /** Coins come in: told when first seen, and again when it is undone. */
  readonly payments: boolean
  /** Coins go out: likewise. */
  readonly spends: boolean
  /** Some entry's figure could not be confirmed by any source for so many hours; null is off. */
  readonly unverifiedHours: number | null
  /** So many percent of a provider's calls of the last hour failed; null is off. */
  readonly providerErrors: number | null
  readonly balances: readonly BalanceRule[]
  /** The system, or the browser, shows them beside the list. */
  readonly local: boolean
  /** Amounts in what the system shows, unless amounts are hidden. */
  readonly amounts: boolean
  readonly webhook: WebhookRule | null
}

/** Nothing is told. */
export const DEFAULT_NOTICE_RULES: NoticeRules = {
  payments: false,
  spends: false,
  unverifiedHours: null,
  providerErrors: null,
  balances: [],
  local: false,
  amounts: false,
  webhook: null,
}

/** Bounds on what may be set. */
export const NOTICE_LIMITS = {
  hours: { min: 1, max: 720 },
  percent: { min: 1, max: 100 },
  balances: 200,
} as const

/** An entry that a notice is about, as it was called then. */
export interface NoticeEntry {
  readonly watchId: number
  readonly kind: 'address' | 'account'
  readonly label: string
  /** The address, or an account's descriptor. */
  readonly text: string
}

/** Coins that came in or went out: of one transaction or of several that were noted together. */
export interface MovedNotice {
  readonly kind: 'received' | 'spent'
  /** At most 20 of them. */
  readonly entries: readonly NoticeEntry[]
  readonly entryCount: number
  /** At most 20 of them; none where a provider told the balance alone. */
  readonly txids: readonly Txid[]
  readonly count: number
  /** In sum, without a sign. */
  readonly sats: number
  /** All of it is in blocks. */
  readonly confirmed: boolean
  /** The newest block of it; null while it waits in the mempool. */
  readonly block: BlockRef | null
}

/** Something that was told is no longer so. */
export interface UndoneNotice {
  readonly kind: 'undone'
  readonly what: 'replaced' | 'fallen' | 'evicted' | 'reorged'
  readonly entries: readonly NoticeEntry[]
  readonly entryCount: number
  readonly txids: readonly Txid[]
  readonly count: number
  /** By which it was replaced, or the one it builds on. */
  readonly by: Txid | null
}

/** A balance that is not as expected. */
export interface BalanceNotice {
  readonly kind: 'balance'
  readonly check: BalanceCheck
  readonly of: NoticeScope
  /** The entry of an `of` of that kind. */
  readonly entries: readonly NoticeEntry[]
  readonly expected: number
  readonly found: number
  /** The oldest block among its parts. */
  readonly block: BlockRef | null
}

/** Figures that no source confirmed for too long; or all of them are confirmed again. */
export interface UnverifiedNotice {
  readonly kind: 'unverified' | 'verified_again'
  readonly entries: readonly NoticeEntry[]
  readonly entryCount: number
  readonly hours: number
  /** When the oldest of them was confirmed last; null where none ever was. */
  readonly since: number | null
}

/** A provider that fails too often. */
export interface ProviderNotice {
  readonly kind: 'provider_errors'
  readonly provider: string
  readonly calls: number
  readonly failed: number
}

/** That the webhook works, on request. */
export interface TestNotice {
  readonly kind: 'test'
}

/** What a notice says. */
export type NoticeBody =
  | MovedNotice
  | UndoneNotice
  | BalanceNotice
  | UnverifiedNotice
  | ProviderNotice
  | TestNotice

/** How far posting it to the webhook has come. */
export interface NoticePost {
  /** `waiting`: to be tried at `nextAt`. `given_up`: tried for a day. */
  readonly state: 'waiting' | 'sent' | 'given_up'
  readonly tries: number
  readonly nextAt: number | null
  readonly error: string | null
}

/** A notice in the list. */
export interface Notice {
  readonly id: number
  readonly at: number
  readonly body: NoticeBody
  readonly seen: boolean
  /** Null where it was not to be posted. */
  readonly post: NoticePost | null
}

/** Accounts: entries that stand for many scripts. Requests, and what a watch says of its account. */
import type { BlockRef } from '../chain.ts'
import type { HeightReading, Reading } from '../reading.ts'
import type { HistoryStartPoint, Watch } from './contract.ts'

/** The requests about accounts. */
export interface AccountRequests {
  /** One page of an account's addresses, by chain and index. Fails with `invalid_input` where the entry is none. */
  'account.addresses': { in: AccountAddressesRequest; out: AccountAddressPage }
  /** The same right after the block at a height, from the ledger: exact or unknown. Nobody is asked. */
  'account.addressesAt': {
    in: AccountAddressesRequest & { readonly height: number }
    out: AccountAddressPageAt
  }
  'account.detail': { in: { readonly watchId: number }; out: AccountDetail }
  /** How many unused addresses in a row end a chain; a wider one has more watched at once. */
  'account.setGap': { in: { readonly watchId: number; readonly gapLimit: number }; out: AccountDetail }
}

/** From where the history of an entry is wanted: `HistoryStartPoint` as it may be kept. */
export type Birthday = Exclude<HistoryStartPoint, 'first_possible'>

/** What a watch of the kind `account` stands for. */
export interface AccountInfo {
  /** False: one script, which no gap limit applies to. */
  readonly ranged: boolean
  /** Of the first key: where its wallet derived it from, as `84h/0h/0h`. */
  readonly origin: { readonly fingerprint: string; readonly path: string } | null
  /** For a multisig: how many of how many keys sign. */
  readonly cosigners: { readonly threshold: number; readonly keys: number } | null
  /** How many unused addresses in a row end a chain. */
  readonly gapLimit: number
  /** How many scripts of a chain are watched at least, used or not. */
  readonly lookahead: number
  readonly chains: readonly AccountChain[]
}

/** One chain of an account: receive first, then change. Indices begin at 0. */
export interface AccountChain {
  /** Single-path descriptor with its checksum. */
  readonly descriptor: string
  /** Right above the highest index that is known to be used; 0 where none is. */
  readonly usedTo: number
  /** Right above the highest index that is watched. */
  readonly derivedTo: number
}

/** The smallest and largest gap limit. */
export const GAP_LIMITS = { min: 1, max: 100_000 } as const

/** The gap limit that wallets agree on (BIP-44). */
export const DEFAULT_GAP_LIMIT = 20

export interface AccountAddressesRequest {
  readonly watchId: number
  /** Which of its chains; 0, the receiving one, by default. */
  readonly chain?: number
  /** The first index. */
  readonly from: number
  readonly limit: number
}

export interface AccountAddressPage {
  readonly addresses: readonly AccountAddress[]
  /** Right above the last index that is watched. */
  readonly end: number
}

/** One address of an account. */
export interface AccountAddress {
  readonly index: number
  /** Null where its kind of script has none. */
  readonly address: string | null
  /** With its origin where that is known: `84h/0h/0h/0/7`, else the chain's steps alone. */
  readonly path: string
  /** Whether anybody ever paid it, as far as is known. */
  readonly used: boolean
  /** How many payments to it are known; more than one is reuse. */
  readonly received: number
  readonly reading: Reading
}

export interface AccountAddressPageAt {
  readonly addresses: readonly AccountAddressAt[]
  readonly end: number
}

/** As it was then: `used` and `received` are about payments in blocks up to that one. */
export interface AccountAddressAt extends Omit<AccountAddress, 'reading'> {
  readonly reading: HeightReading
}

/** Everything about one account but its addresses. */
export interface AccountDetail {
  readonly watch: Watch
  readonly account: AccountInfo
  readonly reading: Reading
  readonly chains: readonly AccountChainDetail[]
  /**
   * Use is known from this block on, and before it only where coins were left: an address before it that was emptied
   * counts as unused. Null: not known at all.
   */
  readonly usedKnownSince: BlockRef | null
  readonly birthday: Birthday | null
}

export interface AccountChainDetail extends AccountChain {
  /** The first address behind the last that is known to be used. */
  readonly nextUnused: { readonly index: number; readonly address: string | null } | null
}

/** What a provider is asked and answers. Sources implement it. */
import type { BlockHash, BlockRef, Outpoint, Txid } from '../../../shared/chain.ts'
import type { ScriptType } from '../../../shared/ipc/contract.ts'
import type { ProviderError } from '../provider-error.ts'

/** What a provider says of an address at a block. Satoshis; `pending` is signed. */
export interface ProviderBalance {
  readonly confirmed: number
  readonly pending: number
  readonly at: BlockRef
  /**
   * Time in the header of the block `at`, in seconds, also where `at` lies in the past. BlockCypher tells of its
   * newest block only when it heard of it: close to that.
   */
  readonly tipTime: number
  readonly observedAt: number
  /** Whether anybody ever paid the address, pending payments included; null or absent where the protocol does not tell. */
  readonly used?: boolean | null
}

/** A provider's tip. `time` is the header's, in seconds (of BlockCypher's: when it heard of it). */
export interface ProviderTip extends BlockRef {
  readonly time: number
}

/** Why a provider gave no number. Closed: the pool decides by kind what to do next. */
export const PROVIDER_PROBLEMS = [
  'unreachable', // refused, reset, DNS, TLS, timeout
  'refused', // 401, 403, 429
  'fault', // 5xx
  'bad_answer', // failed the schema or the invariants
  'moving', // tip changed while the question was open
  'too_many', // too much history for this provider
  'unsupported', // it does not serve this kind of address or question
  'cannot_know', // it answered, but what was asked cannot be proven from the answer
  'bad_request', // it rejects what we validated: never sent to the next provider
  'deadline',
] as const
export type ProviderProblem = (typeof PROVIDER_PROBLEMS)[number]

/** Sources with a common family are one voice: they run the same code and share its faults. */
export type ProviderFamily = 'esplora' | 'blockcypher' | 'blockchain.info' | 'electrum' | 'uniform'

/** What a protocol can be asked. The pool splits and skips by it; nothing is guessed from a URL. */
export interface ProviderCapabilities {
  /** Addresses that one call of `balances` may carry, all dated by one bracket. */
  readonly batch: number
  readonly utxos: boolean
  readonly history: boolean
  readonly balanceAtHeight: boolean
  /** Whether `hints` may wake us up when something changes. A hint only: what changed is read again. */
  readonly push: boolean
  /** Script types it answers about; an address of another type is `unsupported` and never sent. */
  readonly scriptTypes: readonly ScriptType[]
  /** Whether it credits P2PK outputs to the key's P2PKH address: a difference of definition, not an error. */
  readonly creditsP2pk: boolean
  /** Whether it tells confirmed from pending itself. Where not, its figure is never compared with a confirmed one. */
  readonly separatesPending: boolean
}

/** What one address of a batch got: a balance, or why not. One failed address never spoils the others. */
export type BatchAnswer =
  | { readonly kind: 'balance'; readonly balance: ProviderBalance }
  | { readonly kind: 'failed'; readonly error: ProviderError }

/** A confirmed transaction's net effect on one address. */
export interface ProviderHistoryRow {
  readonly txid: Txid
  readonly height: number
  /** Null where the protocol gives heights alone. */
  readonly blockHash: BlockHash | null
  /** Signed satoshis. */
  readonly delta: number
}

/** All confirmed transactions of an address up to `tip`, ascending by height, proven complete by the provider's own count. */
export interface ProviderHistory {
  readonly rows: readonly ProviderHistoryRow[]
  readonly tip: ProviderTip
}

/** The confirmed unspent outputs of an address at `tip`. */
export interface ProviderUnspent {
  readonly outputs: readonly (Outpoint & { readonly value: number; readonly height: number })[]
  readonly tip: ProviderTip
}

/** One external source behind one protocol. Never a number on an error: it throws `ProviderError`. */
export interface BalanceSource {
  readonly id: string
  readonly url: string
  readonly family: ProviderFamily
  readonly capabilities: ProviderCapabilities
  balance(address: string, signal: AbortSignal): Promise<ProviderBalance>
  /**
   * At most `capabilities.batch` addresses, answers in the order asked, all from this one server and dated by one
   * tip. Throws only when the whole call failed.
   */
  balances(addresses: readonly string[], signal: AbortSignal): Promise<readonly BatchAnswer[]>
  tip(signal: AbortSignal): Promise<ProviderTip>
  /** The confirmed balance right after block `height`, exact. Only with `balanceAtHeight`; else `unsupported`. */
  balanceAt(address: string, height: number, signal: AbortSignal): Promise<ProviderBalance>
  /** Only with `history`; else `unsupported`. `too_many` and `cannot_know` rather than a part of it. */
  history(address: string, signal: AbortSignal): Promise<ProviderHistory>
  /** Only with `utxos`; else `unsupported`. */
  unspent(address: string, signal: AbortSignal): Promise<ProviderUnspent>
  /**
   * Calls `onHint` when there may be a new block or another branch, at most once a second, and once after each time it
   * got connected; resolves when `signal` is aborted or the source closed, and never rejects. It names no address to anybody. A server that
   * has no such thing, or is gone, is tried again more and more rarely: silence means nothing. `onHint` must not throw.
   */
  hints?(onHint: () => void, signal: AbortSignal): Promise<void>
  close(): Promise<void>
}

/** What a terminal says for states and reasons, and for amounts, blocks and times. Unknown is "–", never 0. */
import { btcFromSats } from '../../shared/amounts.ts'
import { assertNever } from '../../shared/assert-never.ts'
import type { BlockRef } from '../../shared/chain.ts'
import type { ScanObstacle } from '../../shared/ipc/contract.ts'
import type { Hints } from '../../shared/ipc/time.ts'
import type { Freshness, Reading, Reason } from '../../shared/reading.ts'

/** For every value that is not known. */
export const UNKNOWN = '–'

/** BTC with eight decimals. */
export function amount(sats: number | null): string {
  return sats === null ? UNKNOWN : btcFromSats(sats)
}

/** A change: with its sign, also when it is positive. */
export function change(sats: number | null): string {
  if (sats === null) return UNKNOWN
  return sats > 0 ? `+${btcFromSats(sats)}` : btcFromSats(sats)
}

/** A block by its height. */
export function block(at: BlockRef | null): string {
  return at === null ? UNKNOWN : String(at.height)
}

/** "3 blocks", "1 block". */
export function blocks(count: number): string {
  return `${count} ${count === 1 ? 'block' : 'blocks'}`
}

/** Age in the largest fitting unit: "20 s ago". A clock set back gives "just now". */
export function age(at: number | null, now: number): string {
  if (at === null) return 'never'
  const seconds = Math.floor((now - at) / 1_000)
  if (seconds < 1) return 'just now'
  if (seconds < 120) return `${seconds} s ago`
  if (seconds < 7_200) return `${Math.floor(seconds / 60)} min ago`
  return seconds < 172_800
    ? `${Math.floor(seconds / 3_600)} h ago`
    : `${Math.floor(seconds / 86_400)} days ago`
}

/** Freshness in words, with what is missing and since when. */
export function freshness({ state, blocksBehind, observedAt }: Freshness, now: number): string {
  const missing = blocksBehind === null || blocksBehind === 0 ? '' : `, ${blocks(blocksBehind)} behind`
  switch (state) {
    case 'current':
      return 'current'
    case 'behind':
      return blocksBehind === null ? 'behind' : `${blocks(blocksBehind)} behind`
    case 'offline':
      return `not confirmed by its source${missing}, seen ${age(observedAt, now)}`
    case 'stale':
      return `stale${missing}, seen ${age(observedAt, now)}`
    case 'unknown':
      return 'unknown'
    default:
      return assertNever(state)
  }
}

/** The source of a reading. */
export function source(of: Reading['source']): string {
  if (of === null) return UNKNOWN
  return of === 'ledger' ? 'own node' : of.replace(/^provider:/, '')
}

/** A text for every reason. */
export const REASON_WORDS: Readonly<Record<Reason, string>> = {
  snapshot_waiting: 'its first look-up of unspent outputs is still to come',
  snapshot_void: 'a reorganisation went below its snapshot; a new one is due',
  ledger_behind: 'own data is too far behind the tip',
  growing: 'addresses came in as others were used; their first look-up of unspent outputs is still to come',
  gap_uncertain:
    'the servers could not tell which of its empty addresses were used: there may be more behind them',
  joining: 'blocks since its snapshot are still being read',
  offline_mode: 'all connections are switched off',
  not_asked: 'nobody was asked (use --refresh)',
  node_not_set: 'no own node is set',
  node_unreachable: 'the node is not reachable',
  node_cookie_missing: 'the cookie file of the node is missing, so it is most likely not running',
  node_auth: 'the node refused the user, password or cookie',
  node_forbidden: 'the node does not allow a method that is needed',
  node_warming_up: 'the node is starting',
  node_busy: 'the node is busy',
  node_wrong_chain: 'the node is on another network',
  node_too_old: 'the node is older than Bitcoin Core 25',
  node_syncing: 'the node is still downloading the chain',
  node_behind: 'the node is behind our own data',
  node_pruned: 'the node has pruned blocks that are needed',
  node_fault: 'the node gave an answer it must not give',
  provider_not_set: 'no provider is set',
  provider_not_allowed: 'no provider was consented to, or a limit lets none be asked',
  provider_unreachable: 'no provider is reachable',
  provider_refused: 'a provider refused (asked too often, or it wants a key or a login: see status)',
  provider_bad_answer: 'a provider gave a number that cannot be right',
  provider_moving: 'the tip moved while a provider was asked',
  provider_not_newer: 'a provider knew nothing newer',
  provider_cannot_know: 'a provider does not serve this kind of address',
  provider_too_many: 'the address has more history than a provider serves',
  not_recorded: 'nobody was asked, because it could not be written down who would be',
  deadline: 'the time was up',
}

/** Why the ledger is not at the node's tip. */
export const WAITING_WORDS: Readonly<Record<ScanObstacle, string>> = {
  unreachable: REASON_WORDS.node_unreachable,
  cookie_missing: REASON_WORDS.node_cookie_missing,
  auth: REASON_WORDS.node_auth,
  forbidden: REASON_WORDS.node_forbidden,
  warming_up: REASON_WORDS.node_warming_up,
  busy: REASON_WORDS.node_busy,
  wrong_chain: REASON_WORDS.node_wrong_chain,
  too_old: REASON_WORDS.node_too_old,
  pruned: REASON_WORDS.node_pruned,
  scan_running: "another program's scan is running on the node",
  fault: REASON_WORDS.node_fault,
  node_not_set: REASON_WORDS.node_not_set,
  paused: 'reading is paused in the app',
  offline: REASON_WORDS.offline_mode,
  initial_download: REASON_WORDS.node_syncing,
  node_behind: REASON_WORDS.node_behind,
  storage: 'the disk or the database failed',
}

/** "dust, address used before"; empty where there is nothing to say. */
export function hintsText({ reused, dust }: Hints): string {
  return [dust ? 'dust' : '', reused ? 'address used before' : ''].filter((word) => word !== '').join(', ')
}

/**
 * The single list of what crosses a door: every request with its one argument and its result, every event.
 * Types only. Validators in `electron/ipc/schemas.ts` must satisfy it; handlers in `electron/ipc/handlers.ts` too.
 */
import type { RefusedEntry } from '../address.ts'
import type { BlockRef, Network, Outpoint } from '../chain.ts'
import type { CrossCheck, CrossCheckRun } from '../cross-check.ts'
import type { LedgerCheck } from '../ledger-check.ts'
import type { NodeProblem, NodeStatus } from '../node-problem.ts'
import type { Notice } from '../notices.ts'
import type { BalanceReport, BestTip, HeightReport, Reading } from '../reading.ts'
import type { Said, Worded } from '../said.ts'
import type { ViewSettings } from '../view.ts'
import type { AccountInfo, AccountRequests, Birthday } from './accounts.ts'
import type { BackupRequests } from './backup.ts'
import type { DiagnosticsRequests } from './diagnostics.ts'
import type { DoctorRequests } from './doctor.ts'
import type { GroupsRequests } from './groups.ts'
import type { HistoryProgress, HistoryRequests } from './history.ts'
import type { ImportRequests } from './imports.ts'
import type { LabelsRequests } from './labels.ts'
import type { LinkRequests } from './links.ts'
import type { ListRequests } from './lists.ts'
import type { MomentRequests } from './moment.ts'
import type { NodeFindRequests } from './node-find.ts'
import type { NodeLoginRequests } from './node-login.ts'
import type { NoticesRequests } from './notices.ts'
import type { PriceRequests } from './prices.ts'
import type { PlaceCount, RowsRequests } from './rows.ts'
import type { LedgerCheckProgress, ScanningRequests } from './scanning.ts'
import type { SearchRequests } from './search.ts'
import type { SettingsRequests, SettingsView } from './settings.ts'
import type { CallProblem, SourcesRequests } from './sources.ts'
import type { Hints, TimeRequests } from './time.ts'
import type { ToldHistoryRequests } from './told-history.ts'
import type { UpdateRequests } from './updates.ts'
import type { ViewRequests } from './view.ts'

export type * from './history.ts'
export type * from './settings.ts'

/** Requests by name. `in` and `out` are plain structured-clone data. */
export interface Requests
  extends AccountRequests,
    PriceRequests,
    ScanningRequests,
    RowsRequests,
    ImportRequests,
    ListRequests,
    TimeRequests,
    ToldHistoryRequests,
    ViewRequests,
    NodeFindRequests,
    NodeLoginRequests,
    LabelsRequests,
    NoticesRequests,
    SourcesRequests,
    GroupsRequests,
    DoctorRequests,
    BackupRequests,
    MomentRequests,
    DiagnosticsRequests,
    LinkRequests,
    UpdateRequests,
    SearchRequests,
    HistoryRequests,
    SettingsRequests {
  /** All that a door shows at once but rows and sums (`portfolio.page`, `portfolio.place`); the renderer takes it on load and whenever `store.changed` says so. */
  'app.snapshot': { in: Empty; out: AppSnapshot }
  /** Adds addresses. `atomic`: one refused line refuses all (nothing is recorded). */
  'portfolio.add': { in: AddRequest; out: AddResult }
  'portfolio.remove': { in: { readonly watchIds: readonly number[] }; out: { readonly removed: number } }
  /** Puts entries out of sight, or brings them back. `changed`: how many were not so before. */
  'portfolio.archive': { in: ArchiveRequest; out: { readonly changed: number } }
  'portfolio.list': { in: Empty; out: readonly Watch[] }
  /** The hybrid rule for all or some addresses. `refresh` brings the ledger to the node's tip first. */
  'balance.read': { in: BalanceRequest; out: BalanceReport }
  /**
   * Right after a past block. `ask` brings the ledger to the node's tip first, and lets providers be asked for what it
   * does not cover. A height above the tip fails with `invalid_input`.
   */
  'balance.at': { in: BalanceAtRequest; out: HeightReport }
  'address.detail': { in: { readonly watchId: number }; out: AddressDetail }
  /** Who was ever asked about an address, watched or not; about all of them without one. */
  'disclosures.list': { in: { readonly address?: string }; out: DisclosureList }
  /** Whether independent sources say the same: brings the ledger to the node's tip, then asks them. */
  'crosscheck.run': { in: CrossCheckRequest; out: CrossCheckRun }
  /** The newest result of each of these, or of all; those that were never checked are absent. Nobody is asked. */
  'crosscheck.list': { in: { readonly addresses?: readonly string[] }; out: readonly CrossCheck[] }
  /**
   * Compares the ledger with the own node's unspent outputs, and repairs what differs. `problem` says why it could not
   * be done; without either, nothing is watched.
   */
  'ledger.check': {
    in: Empty
    out: { readonly check: LedgerCheck | null; readonly problem: ScanObstacle | null }
  }
  'status.get': { in: Empty; out: AppStatus }
  /** To the node's tip, waiting snapshots included; returns when there. Used by one-shot commands. */
  'scan.sync': { in: Empty; out: SyncResult }
}

/** Events by name: a revision plus a small payload, at most 10 a second for progress. */
export interface Events {
  /** Facts changed: take a new snapshot unless it already has this revision or a newer one. */
  'store.changed': { readonly revision: number }
  /** Node, providers or tip changed without a new revision of facts. */
  'status.changed': { readonly revision: number; readonly status: AppStatus }
  'scan.progress': { readonly revision: number; readonly scan: ScanStatus }
  /** Notices came in or were looked at; `raised` are those that are new. */
  'notices.changed': { readonly unseen: number; readonly raised: readonly Notice[] }
  /** The native menu asks for a dialog. Only a shell that has a menu emits it. */
  'menu.chosen': { readonly target: MenuTarget }
  /** How things are shown was changed, in this window or another. */
  'view.changed': { readonly view: ViewSettings }
  /** A link waits to be taken with `link.take`. */
  'link.opened': Empty
}

/** What a native menu, or a notification that is clicked, opens or does in the window. */
export const MENU_TARGETS = [
  'add',
  'import',
  'export',
  'settings',
  'moment',
  'statement',
  'refresh',
  'hide',
  'palette',
  'shortcuts',
  'about',
  'notices',
  'backup',
  'unit_btc',
  'unit_sats',
  'unit_bitcoin',
  'theme_system',
  'theme_light',
  'theme_dark',
] as const
export type MenuTarget = (typeof MENU_TARGETS)[number]

export type RequestName = keyof Requests
export type EventName = keyof Events
export type RequestInput<K extends RequestName> = Requests[K]['in']
export type RequestOutput<K extends RequestName> = Requests[K]['out']
export type Empty = Readonly<Record<string, never>>

/** One watched thing: an address, or an account that stands for many scripts. */
export interface Watch {
  readonly id: number
  readonly kind: 'address' | 'account'
  /** The address in its canonical spelling; of an account the descriptor, public and with its checksum. */
  readonly text: string
  readonly scriptType: ScriptType
  readonly label: string
  /** The portfolio it belongs to; '' is none. */
  readonly group: string
  /** ms since 1970. */
  readonly addedAt: number
  /** Out of sight and out of totals; of all sources, only the own node is asked about it. */
  readonly archived: boolean
  /** From where its history is wanted, where that was said when it was added. */
  readonly birthday?: Birthday
  /** Of the kind `account` alone. */
  readonly account?: AccountInfo
}

export type ScriptType = 'p2pk' | 'p2pkh' | 'p2sh' | 'p2wpkh' | 'p2wsh' | 'p2tr' | 'witness' | 'other'

export interface AddRequest {
  /** One address, extended key or descriptor a line, in the order given; white space around it is ignored. */
  readonly lines: readonly string[]
  readonly label?: string
  /** What is watched already moves there; that fails with `forbidden` where more may be asked about it, unless `widen`. */
  readonly group?: string
  readonly widen?: boolean
  /** Out of sight from the first instant on: nobody is asked about them. What is watched already stays as it is. */
  readonly archived?: boolean
  readonly atomic: boolean
  /** Of the addresses of a bare extended key, which does not say it itself. */
  readonly scriptType?: AccountScriptType
  /** Of accounts; 20 where it is not said. */
  readonly gapLimit?: number
  /** Of accounts: how many scripts of a chain are watched at least; 1,000 where it is not said. */
  readonly lookahead?: number
  /** From where the history is read, at once or as soon as the node can be asked. */
  readonly birthday?: Birthday
  /** The ids that the lines had before they were removed: they come back in their places in the list. */
  readonly back?: readonly number[]
}

/** What a single key's addresses can be: pkh, sh(wpkh), wpkh, tr. */
export type AccountScriptType = 'pkh' | 'sh(wpkh)' | 'wpkh' | 'tr'

export interface AddResult {
  readonly added: readonly Watch[]
  /** Well-formed but watched already: label and group are updated when given. */
  readonly already: readonly Watch[]
  readonly refused: readonly RefusedEntry[]
  /** Extended keys that do not say what addresses they have: nothing of them is stored. Absent where there is none. */
  readonly choices?: readonly EntryChoice[]
}

/** A line that may mean several accounts. */
export interface EntryChoice {
  /** Its number in what was given, from 1. */
  readonly line: number
  readonly text: string
  readonly options: readonly EntryOption[]
}

/** One of them, with what tells whether it is the right one. */
export interface EntryOption {
  readonly scriptType: AccountScriptType
  readonly descriptor: string
  /** The first receiving addresses. */
  readonly addresses: readonly string[]
}

export interface ArchiveRequest {
  readonly watchIds: readonly number[]
  readonly archived: boolean
}

export interface BalanceRequest {
  /** Entries to read, archived or not; all when absent. What is not watched fails with `not_watched`. */
  readonly addresses?: readonly string[]
  /** With all: the archived ones, too. */
  readonly archived?: boolean
  readonly refresh: boolean
}

export interface BalanceAtRequest extends Omit<BalanceRequest, 'refresh'> {
  readonly height: number
  readonly ask: boolean
}

export interface CrossCheckRequest {
  /** All that are not archived when absent. */
  readonly addresses?: readonly string[]
  /** Ids of the providers to ask; one of each family when absent. Nobody is asked beyond what is allowed. */
  readonly sources?: readonly string[]
}

/** A watch with its reading: a row of the portfolio. */
export interface PortfolioRow {
  readonly watch: Watch
  readonly reading: Reading
  /** Accounts of which this address is a part, too: beside one of them it is not counted again. */
  readonly partOf?: readonly number[]
}

export interface AppSnapshot {
  readonly revision: number
  readonly network: Network
  /** The portfolios with how many entries each has in sight, by name, those in none last. */
  readonly places: readonly PlaceCount[]
  /** In sight. */
  readonly entries: number
  readonly archived: number
  readonly status: AppStatus
  readonly settings: SettingsView
  /** What the person should know about this start: a ledger that was rescued, a setting that was left out. */
  readonly startNotices: readonly Worded[]
}

export interface AppStatus {
  readonly network: Network
  readonly dataDir: string
  readonly version: string
  readonly offline: boolean
  readonly tip: BestTip | null
  /** When `tip` was heard of, ms since 1970; null for an estimate. */
  readonly tipHeardAt: number | null
  /** Up to which block the ledger is complete; null before the first snapshot. */
  readonly ledger: (BlockRef & { readonly time: number }) | null
  readonly node: NodeStatus
  readonly providers: readonly ProviderStatus[]
  readonly scan: ScanStatus
  /** The newest finished check of the ledger against the node's unspent outputs; absent before the first. */
  readonly ledgerCheck?: LedgerCheck
  readonly watches: number
  readonly staleAfterBlocks: number
}

/** Why the scanner cannot go on right now: a node problem or one of the expected states. */
export type ScanObstacle =
  | NodeProblem
  | 'node_not_set'
  | 'offline'
  | 'initial_download'
  | 'node_behind'
  | 'paused'
  | 'storage'

/** What the scanner is doing. `null` figures are unknown, not zero. */
export interface ScanStatus {
  readonly phase: 'idle' | 'waiting' | 'snapshot' | 'catching_up' | 'at_tip'
  readonly waitingFor: ScanObstacle | null
  readonly blocksLeft: number | null
  readonly blocksPerSecond: number | null
  /** 0..1 of the running scantxoutset, ours or another program's. */
  readonly snapshotProgress: number | null
  readonly snapshotScripts: number
  /** The history that is being filled in behind; null when none is. */
  readonly history: HistoryProgress | null
  /** The comparison with the node's unspent outputs that is under way; null when none is. */
  readonly check: LedgerCheckProgress | null
  /** New blocks are left where they are until it is told to go on (`scan.pause`). */
  readonly paused: boolean
}

export interface ProviderStatus {
  readonly id: string
  readonly url: string
  readonly state: 'unasked' | 'ok' | 'failing'
  readonly lastSuccessAt: number | null
  readonly lastError: ProviderFailure | null
  readonly latencyMs: number | null
  readonly tipHeight: number | null
  /** Absent where nobody keeps it (a door that only reads). */
  readonly health?: ProviderHealth
}

/** The last thing that went wrong with a provider. */
export interface ProviderFailure {
  /** ms since 1970. */
  readonly at: number
  /** In English. */
  readonly message: string
  /** The same for a door in another language. */
  readonly said?: Said
  /** What sort of failure it was; absent where it was noted by an older version. */
  readonly problem?: CallProblem
}

/** How a provider is doing, for whoever wants to know why it is or is not asked. Null is not known. */
export interface ProviderHealth {
  /** The protocol it was found to speak. */
  readonly family: string
  /** Over the last 100 calls. */
  readonly p50Ms: number | null
  readonly p95Ms: number | null
  /** Blocks behind the other providers. */
  readonly tipLag: number | null
  /** Requests that may go out now; null without a limit. */
  readonly budgetLeft: number | null
  /** Why it is passed over right now, and until when (ms since 1970; null where it is not a matter of time). */
  readonly skipped: {
    readonly reason: 'left_alone' | 'lying' | 'failing' | 'behind' | 'budget'
    readonly until: number | null
  } | null
}

export interface AddressDetail {
  readonly watch: Watch
  readonly reading: Reading
  /** Of an account the newest 1,000. */
  readonly unspent: readonly UnspentOutput[]
  /** What changed inside each hole, in sum: seen at its end, not when it happened. */
  readonly holes: readonly HoleChange[]
  /** Every source that was ever asked about this address. */
  readonly askedOf: readonly { readonly source: string; readonly firstAt: number; readonly lastAt: number }[]
}

/** A part of the record of disclosures, by address. */
export interface DisclosureList {
  readonly disclosures: readonly AddressDisclosure[]
  /** There are more than were given. */
  readonly more: boolean
}

/** When a source was first and last asked about an address, ms since 1970. It outlives the entry. */
export interface AddressDisclosure {
  readonly address: string
  /** `node`, or `provider:` and its id. */
  readonly source: string
  readonly firstAt: number
  readonly lastAt: number
}

export interface UnspentOutput extends Outpoint, Hints {
  /** Given where it may be one of several: of accounts. */
  readonly address?: string
  readonly value: number
  readonly coinbase: boolean
  /** The block that holds it; null while unconfirmed. */
  readonly at: BlockRef | null
  readonly confirmations: number
  /** True when an unconfirmed transaction already spends it. */
  readonly spendPending: boolean
}

export interface HoleChange {
  readonly from: BlockRef
  readonly to: BlockRef
  readonly received: readonly (Outpoint & { readonly value: number })[]
  readonly spent: readonly (Outpoint & { readonly value: number })[]
}

export interface SyncResult {
  readonly tip: BlockRef | null
  readonly blocks: number
  readonly bytes: number
  readonly seconds: number
  /** Scripts whose unspent outputs were looked up. */
  readonly snapshotScripts: number
  /** Set when the ledger could not be brought to the node's tip. */
  readonly problem: ScanObstacle | null
}

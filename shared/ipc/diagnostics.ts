/** Requests about Tidemark itself: what it noted, what it is made of, and taking its data away. */
import type { Empty } from './contract.ts'

export interface DiagnosticsRequests {
  /** The newest lines of the log, oldest first. Passwords, keys and addresses were removed when they were noted. */
  'log.tail': { in: { readonly limit: number }; out: LogTail }
  'about.versions': { in: Empty; out: Versions }
  /** What the next start removes; null where nothing was asked for. */
  'data.wipePlan': { in: Empty; out: WipePlan | null }
  /**
   * Has the next start remove what the plan says, before it opens anything; null takes that back. `confirm` is the
   * network's name, typed by the person; another text fails with `invalid_input`. Fails with `forbidden` at a door that
   * may not change settings.
   */
  'data.wipe': { in: { readonly plan: WipePlan | null; readonly confirm: string }; out: WipePlan | null }
}

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

export interface LogLine {
  /** ms since 1970. */
  readonly at: number
  readonly level: LogLevel
  readonly message: string
  /** The other fields as JSON; '' without any. */
  readonly detail: string
}

export interface LogTail {
  readonly lines: readonly LogLine[]
  /** Where it is kept; null where this door keeps none. */
  readonly file: string | null
}

/** Of the programs that this one is made of; null for one that is not there. */
export interface Versions {
  readonly tidemark: string
  readonly electron: string | null
  readonly chromium: string | null
  readonly node: string
  readonly sqlite: string
  readonly platform: string
}

/**
 * Always: the ledger with all entries, labels, notes, portfolios, history, prices, notices with their rules, and the
 * record of who was asked.
 * Never: `config.yaml`, which the person wrote, and anything outside of the network's folder but logins.
 */
export interface WipePlan {
  /** Node, servers, limits, keys of the interface for programs, how things are shown, and logins that the system's keeper holds. */
  readonly settings: boolean
  /** The copies that Tidemark keeps by itself: of one's own data, and of the ledger. */
  readonly copies: boolean
}

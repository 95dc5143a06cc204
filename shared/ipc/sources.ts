/** Requests about what the providers did lately. */
import type { Empty } from './contract.ts'

export interface SourcesRequests {
  /** Calls are kept in memory, none where this door asks nobody; failovers over restarts. No address is in it. */
  'sources.activity': { in: Empty; out: SourceActivity }
}

/** Why a provider gave no answer. A closed set: doors print their own text for each. */
export const CALL_PROBLEMS = [
  'unreachable',
  'refused',
  'bad_answer',
  'moving',
  'unsupported',
  'cannot_know',
  'too_many',
  'bad_request',
  'fault',
  'deadline',
  'not_newer',
  'not_recorded',
] as const
export type CallProblem = (typeof CALL_PROBLEMS)[number]

export interface ProviderCall {
  /** When it ended, ms since 1970. */
  readonly at: number
  /** How long an answer took; null beside a problem. */
  readonly ms: number | null
  readonly problem: CallProblem | null
}

/** A question that went on from one provider to the next. */
export interface Failover {
  /** When it last did. */
  readonly at: number
  readonly from: readonly { readonly id: string; readonly problem: CallProblem }[]
  /** Who answered; null where nobody did. */
  readonly to: string | null
  /** How often, one soon after the other. */
  readonly count: number
}

export interface SourceActivity {
  /** Since when calls are kept. */
  readonly since: number
  /** Calls oldest first. */
  readonly providers: readonly { readonly id: string; readonly calls: readonly ProviderCall[] }[]
  /** Newest first, those of earlier runs too. */
  readonly failovers: readonly Failover[]
}

/** The closed set of errors that cross a door, and the one class that carries them inside. */
import { englishOf, type Said } from './said.ts'

export const ERROR_CODES = [
  'invalid_input', // the request does not fit its schema, or names something impossible
  'refused_entries', // one or more addresses were refused; `detail` is RefusedEntry[]
  'not_watched', // the address is well-formed but not in the portfolio
  'locked', // another process owns the data folder; the message names it
  'newer_schema', // the data folder was written by a newer Tidemark
  'wrong_network', // the data folder or node belongs to another network
  'storage', // the disk or the database failed
  'node', // the own node failed; `detail` is { problem: NodeProblem }
  'provider',
  'forbidden', // this door does not offer that request
  'cancelled',
  'timeout',
  'internal',
] as const
export type ErrorCode = (typeof ERROR_CODES)[number]

/** An error as it travels: no stack, no class. `detail` is plain data. */
export interface WireError {
  readonly code: ErrorCode
  /** In English. */
  readonly message: string
  /** The same for a door in another language. */
  readonly said: Said
  readonly retryable: boolean
  readonly detail?: unknown
}

/** What a request returns across a door: never a throw. */
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: WireError }

/** A fault with a code. The message is written for the person who reads it, and holds no secret. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly retryable: boolean
  readonly detail: unknown
  /** What `message` says in English. A sentence without a code cannot be thrown to people. */
  readonly said: Said

  constructor(
    code: ErrorCode,
    said: Said,
    options: { retryable?: boolean; detail?: unknown; cause?: unknown } = {},
  ) {
    super(englishOf(said), options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'AppError'
    this.code = code
    this.said = said
    this.retryable = options.retryable ?? false
    this.detail = options.detail
  }
}

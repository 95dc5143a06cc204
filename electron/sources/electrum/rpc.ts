/**
 * JSON-RPC over one open stream, a line a message. Answers are matched by id and nothing else; a stream that says
 * anything out of turn is closed, because no later answer on it could be trusted to belong to its question.
 */
import type { Socket } from 'node:net'
import { say } from '../../../shared/said.ts'
import { ProviderError } from '../../engine/provider-error.ts'
import { JsonError, parseJson } from '../json.ts'
import { badAnswer } from '../provider-http.ts'
import { cancelled, throwIfCancelled } from '../resilience.ts'
import { LineSplitter, LineTooLong } from './lines.ts'
import type { ServerError } from './server-errors.ts'

/** One question. */
export interface RpcCall {
  readonly method: string
  readonly params: readonly unknown[]
}

/** What one question got. */
export type RpcOutcome =
  | { readonly kind: 'result'; readonly value: unknown }
  | { readonly kind: 'error'; readonly error: ServerError }

/** Sent by the server unasked, after a subscription. */
export interface Notification {
  readonly method: string
  readonly params: readonly unknown[]
}

/** How several questions travel: as one JSON array, or as a line each without waiting. */
export type RpcForm = 'array' | 'lines'

/** The server does not take arrays of questions. */
export class ArraysRefused extends Error {}

export interface RpcOptions {
  /** Bound on one exchange. When it passes, the whole connection is given up: it may be open on our side alone. */
  readonly timeoutMs: number
  /** Bound on one line. */
  readonly maxBytes: number
  readonly onNotification: (notification: Notification) => void
}

interface Exchange {
  readonly ids: readonly number[]
  readonly form: RpcForm
  readonly outcomes: (RpcOutcome | null)[]
  left: number
  readonly timer: NodeJS.Timeout
  readonly resolve: (outcomes: readonly RpcOutcome[]) => void
  readonly reject: (error: Error) => void
}

/** One connection's worth of questions and answers. */
export class ElectrumRpc {
  readonly #socket: Socket
  readonly #options: RpcOptions
  readonly #waiting = new Map<number, { readonly exchange: Exchange; readonly index: number }>()
  #nextId = 1
  #closed: Error | null = null

  constructor(socket: Socket, options: RpcOptions) {
    this.#socket = socket
    this.#options = options
    const lines = new LineSplitter(options.maxBytes)
    socket.on('data', (chunk: Buffer) => this.#onData(lines, chunk))
    socket.on('error', (cause) => this.close(broken(cause)))
    socket.on('close', () => this.close(broken()))
    if (socket.destroyed) this.close(broken())
  }

  /** Whether nothing can be asked here any more. */
  get isClosed(): boolean {
    return this.#closed !== null
  }

  /** Outcomes in the order asked. Rejects when the connection failed; a cancelled question leaves it standing. */
  async ask(calls: readonly RpcCall[], form: RpcForm, signal: AbortSignal): Promise<readonly RpcOutcome[]> {
    throwIfCancelled(signal)
    if (this.#closed !== null) throw this.#closed
    if (calls.length === 0) return []
    const { promise, resolve, reject } = Promise.withResolvers<readonly RpcOutcome[]>()
    const messages = calls.map((call) => ({ jsonrpc: '2.0', id: this.#nextId++, ...call }))
    const ids = messages.map(({ id }) => id)
    const timer = setTimeout(() => this.close(late()), this.#options.timeoutMs)
    const outcomes = ids.map(() => null)
    const exchange: Exchange = { ids, form, outcomes, left: ids.length, timer, resolve, reject }
    ids.forEach((id, index) => this.#waiting.set(id, { exchange, index }))
    const onAbort = (): void => reject(cancelled(signal))
    signal.addEventListener('abort', onAbort, { once: true })
    this.#socket.write(textOf(messages, form))
    try {
      return await promise
    } finally {
      signal.removeEventListener('abort', onAbort)
    }
  }

  /** Ends the connection; whoever waits gets `error`. */
  close(error: Error): void {
    if (this.#closed !== null) return
    this.#closed = error
    this.#socket.destroy()
    for (const exchange of new Set([...this.#waiting.values()].map((entry) => entry.exchange))) {
      clearTimeout(exchange.timer)
      exchange.reject(error)
    }
    this.#waiting.clear()
  }

  #onData(lines: LineSplitter, chunk: Buffer): void {
    try {
      for (const line of lines.push(chunk)) if (!this.isClosed) this.#onLine(line)
    } catch (error) {
      this.close(asProviderError(error))
    }
  }

  #onLine(line: Uint8Array): void {
    const message = parseJson(line)
    for (const one of Array.isArray(message) ? message : [message]) this.#onMessage(one)
  }

  #onMessage(message: unknown): void {
    if (!isRecord(message)) throw badAnswer(say('reply_form'))
    const { id, method, params, error } = message
    if (typeof method === 'string' && (id === undefined || id === null))
      this.#options.onNotification({ method, params: Array.isArray(params) ? params : [] })
    else if (id === null && error !== undefined && error !== null) this.#onNamelessError()
    else this.#onAnswer(id, message)
  }

  #onAnswer(id: unknown, message: Readonly<Record<string, unknown>>): void {
    const entry = typeof id === 'number' ? this.#waiting.get(id) : undefined
    if (entry === undefined) throw badAnswer(say('reply_not_asked'))
    const { exchange, index } = entry
    exchange.outcomes[index] = outcomeOf(message) // may throw: then it still waits, and learns why
    this.#waiting.delete(id as number) // found under it, so it is one
    exchange.left--
    if (exchange.left > 0) return
    clearTimeout(exchange.timer)
    exchange.resolve(exchange.outcomes.filter((outcome) => outcome !== null))
  }

  /** Servers without arrays answer one with an error that names no question. */
  #onNamelessError(): void {
    const entry = [...this.#waiting.values()].find(({ exchange }) => exchange.form === 'array')
    if (entry === undefined) throw badAnswer(say('reply_stray_error'))
    const { ids, timer, reject } = entry.exchange
    for (const id of ids) this.#waiting.delete(id)
    clearTimeout(timer)
    reject(new ArraysRefused('arrays of questions are not taken'))
  }
}

function textOf(messages: readonly unknown[], form: RpcForm): string {
  if (form === 'array') return `${JSON.stringify(messages)}\n`
  return messages.map((message) => `${JSON.stringify(message)}\n`).join('')
}

function outcomeOf(message: Readonly<Record<string, unknown>>): RpcOutcome {
  const { error, result } = message
  if (error !== undefined && error !== null) return { kind: 'error', error: serverError(error) }
  if (!Object.hasOwn(message, 'result')) throw badAnswer(say('reply_no_result'))
  return { kind: 'result', value: result }
}

/** Old servers send a bare text instead of an object. */
function serverError(error: unknown): ServerError {
  const { code, message } = isRecord(error) ? error : { code: 0, message: error }
  return {
    code: typeof code === 'number' ? code : 0,
    message: typeof message === 'string' ? message.slice(0, 1_000) : '',
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function asProviderError(error: unknown): Error {
  if (error instanceof JsonError) return badAnswer(say('reply_json', { why: error.said }), error)
  if (error instanceof LineTooLong) return badAnswer(say('provider_too_large'), error)
  return error instanceof Error ? error : badAnswer(say('reply_unreadable'))
}

function broken(cause?: unknown): ProviderError {
  return new ProviderError('unreachable', say('provider_reset'), { cause })
}

function late(): ProviderError {
  return new ProviderError('unreachable', say('provider_timeout'))
}

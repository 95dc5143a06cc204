/**
 * One HTTP request: total deadline, size cap, no redirects, no retry. The body comes as bytes; what it means is
 * the caller's matter. Facts: undici's own body limits count wire bytes and per-chunk time, so both are ours.
 */
import { type Dispatcher, request } from 'undici'
import { StepFailed } from './probe/probe-types.ts'

export interface HttpRequest {
  readonly method?: 'GET' | 'POST'
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Bound on the whole call, from connect to the last byte. 0 is none (a scan that runs for minutes). */
  readonly timeoutMs: number
  /** The reply is cut with `too_large` above this many bytes. */
  readonly maxBytes: number
  readonly dispatcher: Dispatcher
}

export interface HttpReply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

/** What can go wrong below the meaning of a reply. `reset` is a keep-alive connection that the server closed. */
export type HttpFailure =
  | 'refused'
  | 'dns'
  | 'tls'
  | 'reset'
  | 'timeout'
  | 'too_large'
  | 'not_http'
  | 'cancelled'
  | 'other'

/** No usable reply. The message names the failure only: never the URL (it may hold a token), never a header. */
export class HttpError extends Error {
  readonly failure: HttpFailure

  constructor(failure: HttpFailure, message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'HttpError'
    this.failure = failure
  }
}

/** Performs the request. Any HTTP status is a reply; everything below it is an `HttpError`. */
export async function httpRequest(options: HttpRequest, signal: AbortSignal): Promise<HttpReply> {
  const { timeoutMs } = options
  const late = new AbortController()
  // A timer of its own, which ends with the request: a signal's own timeout holds on to the request for all of its time.
  const timer = timeoutMs > 0 ? setTimeout(() => late.abort(), timeoutMs).unref() : undefined
  const both = timer ? AbortSignal.any([signal, late.signal]) : signal
  try {
    return await orAborted(perform(options, both), both)
  } catch (error) {
    throw toHttpError(error, signal, late.signal)
  } finally {
    clearTimeout(timer)
  }
}

async function perform(options: HttpRequest, signal: AbortSignal): Promise<HttpReply> {
  const reply = await request(options.url, {
    method: options.method ?? 'GET',
    headers: { 'accept-encoding': 'identity', ...options.headers },
    body: options.body ?? null,
    dispatcher: options.dispatcher,
    signal,
    headersTimeout: 0, // the signal bounds the whole call
    bodyTimeout: 0,
  })
  const body = await readCapped(reply.body, options.maxBytes)
  return { status: reply.statusCode, headers: flatten(reply.headers), body }
}

/** undici hears a signal only once a connection is open, which may take long: nobody waits for that. */
async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const stop = (): void => reject(signal.reason as Error) // an abort's reason is an Error
  signal.addEventListener('abort', stop, { once: true })
  try {
    return await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

async function readCapped(body: Dispatcher.ResponseData['body'], maxBytes: number): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > maxBytes) {
      body.destroy()
      throw new HttpError('too_large', `the reply is larger than ${maxBytes} bytes`)
    }
    chunks.push(chunk)
  }
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, size)
}

function flatten(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  const flat: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value
  }
  return flat
}

const BY_CODE: Readonly<Record<string, HttpFailure>> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  UND_ERR_SOCKET: 'reset',
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  ETIMEDOUT: 'timeout',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  EHOSTUNREACH: 'refused',
  ENETUNREACH: 'refused',
}

function toHttpError(error: unknown, signal: AbortSignal, deadline: AbortSignal | null): HttpError {
  if (error instanceof HttpError) return error
  if (signal.aborted) return new HttpError('cancelled', 'cancelled', error)
  if (error instanceof StepFailed)
    // a dial had a reason not to connect
    return new HttpError(error.step.step === 'dns' ? 'dns' : 'refused', error.message, error)
  if (deadline?.aborted) return new HttpError('timeout', 'no complete reply in time', error)
  if (error instanceof Error && error.name === 'HTTPParserError')
    return new HttpError('not_http', 'what answers is not HTTP', error)
  return failedRequest(error)
}

/** What an error of a socket or of undici says of the request. */
export function failedRequest(error: unknown): HttpError {
  const code = codeOf(error)
  const failure =
    BY_CODE[code] ?? (code.includes('CERT') || code.includes('TLS') || code.includes('SSL') ? 'tls' : 'other')
  return new HttpError(failure, `request failed (${code || 'unknown'})`, error)
}

/** The code of an error, or of what is behind it; '' where there is none. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return ''
  const code = (error as NodeJS.ErrnoException).code
  if (typeof code === 'string' && code !== '') return code
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0])
  return error.cause === undefined ? '' : codeOf(error.cause)
}

/**
 * One GET to a provider and the table of what each outcome means; the same for every HTTP protocol. Whatever is
 * not a 200 of the right kind becomes a `ProviderError`, so that an adapter only ever sees plausible bodies.
 */
import type { Dispatcher } from 'undici'
import { type Said, say } from '../../shared/said.ts'
import type { Clock } from '../engine/ports.ts'
import { ProviderError } from '../engine/provider-error.ts'
import { HttpError, type HttpFailure, type HttpReply, httpRequest } from './http.ts'
import { JsonError, parseJson } from './json.ts'
import { StepFailed, whyFailed } from './probe/probe-types.ts'
import { cancelled } from './resilience.ts'

/** Room for the error page of a proxy where the expected body is smaller: its status must still be read. */
const ERROR_PAGE_BYTES = 65_536
const MAX_RETRY_AFTER_MS = 3_600_000
const LONG_HISTORY_WAIT_MS = 2_000

/**
 * What a path asks about. Only a question about an address can be our mistake (400). A `history` is one too, but its
 * size is the address's own: one that is larger than we read is `too_many`, not a bad answer.
 */
export type Subject = 'chain' | 'address' | 'history'

export interface ProviderHttpOptions {
  /** Without a slash at its end. */
  readonly base: string
  readonly clock: Clock
  /** Bound on one request. */
  readonly timeoutMs: number
  readonly dispatcher: Dispatcher
  /** Sent with every request (a bearer key). Never shown in an error. */
  readonly headers?: Readonly<Record<string, string>>
}

/** GETs below one base URL. `path` starts with a slash; both reject with `ProviderError` or AppError `cancelled`. */
export interface ProviderHttp {
  json(path: string, about: Subject, maxBytes: number, signal: AbortSignal): Promise<unknown>
  /** Undefined where the server has no such page (404, 405): for what only some servers of a protocol offer. */
  jsonIfServed(path: string, about: Subject, maxBytes: number, signal: AbortSignal): Promise<unknown>
  /** A short plain-text body, trimmed. */
  text(path: string, about: Subject, maxBytes: number, signal: AbortSignal): Promise<string>
}

/** Binds a base URL to its requests. */
export function createProviderHttp(options: ProviderHttpOptions): ProviderHttp {
  const checked = (reply: HttpReply, about: Subject, maxBytes: number): HttpReply => {
    if (reply.status !== 200) throw outcomeOf(reply, about, options)
    if (reply.body.length > maxBytes) throw tooLarge(about, say('reply_bytes', { most: maxBytes }))
    return reply
  }
  const get = async (path: string, about: Subject, maxBytes: number, signal: AbortSignal) =>
    checked(await send(options, path, about, maxBytes, signal), about, maxBytes)
  return {
    json: async (...args) => jsonOf(await get(...args)),
    jsonIfServed: async (path, about, maxBytes, signal) => {
      const reply = await send(options, path, about, maxBytes, signal)
      if (reply.status === 404 || reply.status === 405) return undefined
      return jsonOf(checked(reply, about, maxBytes))
    },
    text: async (...args) => new TextDecoder().decode((await get(...args)).body).trim(),
  }
}

/** The provider answered what it must not answer. */
export function badAnswer(message: Said, cause?: unknown): ProviderError {
  return new ProviderError('bad_answer', message, { cause })
}

async function send(
  { base, timeoutMs, dispatcher, headers = {} }: ProviderHttpOptions,
  path: string,
  about: Subject,
  maxBytes: number,
  signal: AbortSignal,
): Promise<HttpReply> {
  const bound = Math.max(maxBytes, ERROR_PAGE_BYTES)
  try {
    return await httpRequest({ url: base + path, headers, timeoutMs, maxBytes: bound, dispatcher }, signal)
  } catch (error) {
    if (signal.aborted) throw cancelled(signal)
    if (error instanceof HttpError) throw fromFailure(error, about)
    throw error
  }
}

function jsonOf({ headers, body }: HttpReply): unknown {
  if (!/\bjson\b/i.test(headers['content-type'] ?? '')) throw badAnswer(say('provider_no_json'))
  try {
    return parseJson(body)
  } catch (error) {
    if (error instanceof JsonError) throw badAnswer(say('reply_json', { why: error.said }), error)
    throw error
  }
}

const FAILURE_TEXT: Readonly<Record<HttpFailure, Said>> = {
  refused: say('provider_refused_connection'),
  dns: say('provider_dns'),
  tls: say('provider_tls'),
  reset: say('provider_reset'),
  timeout: say('provider_timeout'),
  too_large: say('provider_too_large'),
  not_http: say('provider_not_http'),
  cancelled: say('provider_given_up'),
  other: say('provider_failed'),
}

function fromFailure(error: HttpError, about: Subject): ProviderError {
  const text = error.cause instanceof StepFailed ? whyFailed(error.cause.step) : FAILURE_TEXT[error.failure]
  if (error.failure === 'too_large') return tooLarge(about, text, error)
  return new ProviderError('unreachable', text, { cause: error })
}

function tooLarge(about: Subject, message: Said, cause?: unknown): ProviderError {
  return about === 'history' ? new ProviderError('too_many', message, { cause }) : badAnswer(message, cause)
}

function outcomeOf(reply: HttpReply, about: Subject, { base, clock }: ProviderHttpOptions): ProviderError {
  const { status } = reply
  if (status >= 300 && status < 400) return badAnswer(redirectText(reply, base))
  if (status === 401 || status === 403 || status === 429) return refusal(reply, clock)
  if (status === 400 && about !== 'chain') return badRequest(reply)
  if (status === 422 && /\bnot found\b/i.test(textOf(reply)))
    return new ProviderError('cannot_know', say('provider_lost_place'))
  if (status === 413 || status === 422) return new ProviderError('too_many', tooManyText())
  if (status === 408 || status === 425 || status >= 500) return fault(reply, clock)
  if (status === 404) return badAnswer(say('provider_no_page'))
  return badAnswer(say('provider_status', { status }))
}

const REFUSALS = {
  401: say('provider_wants_key'),
  429: say('provider_too_often'),
} as const

function refusal(reply: HttpReply, clock: Clock): ProviderError {
  const text = reply.status === 403 ? say('provider_refuses') : REFUSALS[reply.status === 401 ? 401 : 429]
  return new ProviderError('refused', text, retryAfter(reply, clock))
}

function fault(reply: HttpReply, clock: Clock): ProviderError {
  return new ProviderError(
    'fault',
    say('provider_trouble', { status: reply.status }),
    retryAfter(reply, clock),
  )
}

function badRequest(reply: HttpReply): ProviderError {
  const text = textOf(reply)
  if (/history too large to scan/i.test(text)) {
    const message = say('provider_long_history')
    return new ProviderError('fault', message, { retryAfterMs: LONG_HISTORY_WAIT_MS })
  }
  if (/\btoo many\b/i.test(text)) return new ProviderError('too_many', tooManyText())
  if (/<html|<!doctype/i.test(text)) return badAnswer(say('provider_web_page'))
  return new ProviderError('bad_request', say('provider_not_taken'))
}

/** The beginning of an error page: enough to tell one error from another, and never shown. */
function textOf({ body }: HttpReply): string {
  return new TextDecoder().decode(body.subarray(0, 1_000))
}

function tooManyText(): Said {
  return say('provider_too_many')
}

function redirectText({ headers }: HttpReply, base: string): Said {
  const location = headers['location'] ?? ''
  const target = URL.canParse(location, base)
    ? new URL(location, base).origin.slice(0, 200)
    : say('probe_another_place')
  return say('provider_redirects', { target })
}

/** Seconds or an HTTP date, at most an hour; `{}` when absent, past or unreadable. */
function retryAfter({ headers }: HttpReply, clock: Clock): { retryAfterMs?: number } {
  const value = headers['retry-after']?.trim() ?? ''
  const ms = /^\d{1,9}$/.test(value) ? Number(value) * 1000 : Date.parse(value) - clock.now()
  return ms > 0 ? { retryAfterMs: Math.min(ms, MAX_RETRY_AFTER_MS) } : {}
}

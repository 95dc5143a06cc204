/**
 * The door for programs: three reading paths behind a bearer key. The key counts in the Authorization header alone;
 * a session cookie opens nothing here, and a key opens nothing of the app. Host and site are checked before.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Network } from '../../../shared/chain.ts'
import type { Clock } from '../../engine/ports.ts'
import type { Router } from '../../ipc/router-types.ts'
import type { ApiKeys } from '../../services/api-keys.ts'
import type { Metrics } from '../../services/metrics.ts'
import type { ServeLimits } from '../limits.ts'
import { addressReply } from './address-reply.ts'
import { type ApiReply, apiError, sendReply } from './api-reply.ts'
import { metricsReply } from './metrics-reply.ts'
import { createRateLimit, type RateLimit } from './rate-limit.ts'
import { tipReply } from './tip-reply.ts'

/** What switches the API on. */
export interface ApiOptions {
  readonly keys: Pick<ApiKeys, 'verify'>
  readonly metrics: Metrics
}

export interface ApiDoorOptions extends ApiOptions {
  readonly router: Router
  readonly network: Network
  readonly clock: Clock
  readonly limits: Pick<ServeLimits, 'apiPerSecond' | 'apiBurst'>
}

/** Answers a request for one of its paths; false where the path is not its own. */
export type ApiDoor = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>

type Answer = (signal: AbortSignal) => Promise<ApiReply>

/** Builds the door. Each key has its own share of requests, and all wrong keys together have one. */
export function createApiDoor(options: ApiDoorOptions): ApiDoor {
  const { limits, clock } = options
  const rates = createRateLimit(limits.apiPerSecond, limits.apiBurst, clock)
  return async (request, response) => {
    const answer = routeOf(options, request.url ?? '')
    if (answer === null) return false
    const gone = new AbortController()
    response.once('close', () => gone.abort())
    const reply = (await refusalOf(options, rates, request)) ?? (await answer(gone.signal))
    if (!response.destroyed) sendReply(response, reply)
    return true
  }
}

function routeOf(options: ApiDoorOptions, url: string): Answer | null {
  const { router, metrics, clock } = options
  const { path, search } = split(url)
  if (path === '/metrics') return withoutQuery(search, (signal) => metricsReply(router, metrics, signal))
  if (path === '/tip') return withoutQuery(search, (signal) => tipReply(router, clock, signal))
  const address = /^\/address\/([^/]+)$/.exec(path)?.[1]
  return address === undefined ? null : (signal) => addressReply(options, address, search, signal)
}

function withoutQuery(search: string, answer: Answer): Answer {
  if (search === '') return answer
  return () => Promise.resolve(apiError(400, 'bad_query', 'This path takes no parameters.'))
}

function split(url: string): { readonly path: string; readonly search: string } {
  const at = url.indexOf('?')
  return at < 0 ? { path: url, search: '' } : { path: url.slice(0, at), search: url.slice(at + 1) }
}

/** Why this request is not answered, or null. */
async function refusalOf(
  { keys }: ApiDoorOptions,
  rates: RateLimit,
  request: IncomingMessage,
): Promise<ApiReply | null> {
  if (request.method !== 'GET')
    return apiError(
      405,
      'method_not_allowed',
      'Only GET is answered here.',
      {},
      { allow: 'GET', connection: 'close' },
    )
  const presented = bearerOf(request)
  const key = presented === null ? null : await keys.verify(presented)
  const waitMs = rates.take(key?.id ?? '')
  if (waitMs > 0) return tooMany(waitMs)
  return key === null ? unauthorized() : null
}

/** Exactly one Authorization header with a bearer token; a second one would make it a matter of taste which counts. */
function bearerOf({ rawHeaders, headers }: IncomingMessage): string | null {
  const named = rawHeaders.filter((text, at) => at % 2 === 0 && text.toLowerCase() === 'authorization')
  if (named.length !== 1) return null
  return /^bearer ([\x21-\x7e]{1,200})$/i.exec(headers.authorization ?? '')?.[1] ?? null
}

function unauthorized(): ApiReply {
  const message = 'An API key is needed, as "Authorization: Bearer ...".'
  return apiError(401, 'unauthorized', message, {}, { 'www-authenticate': 'Bearer realm="tidemark"' })
}

function tooMany(waitMs: number): ApiReply {
  const seconds = String(Math.ceil(waitMs / 1000))
  return apiError(429, 'too_many_requests', 'Too many requests.', {}, { 'retry-after': seconds })
}

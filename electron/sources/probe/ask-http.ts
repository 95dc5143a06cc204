/** Short requests to one server: no login but a key that was named for it, no redirect, bounded size. Every reply is kept for the verdict. */

import { say } from '../../../shared/said.ts'
import { connectionsOver } from '../dial/connections.ts'
import type { Dial } from '../dial/dial.ts'
import { HttpError, type HttpFailure, type HttpReply, httpRequest } from '../http.ts'
import { parseJson } from '../json.ts'
import { StepFailed } from './probe-types.ts'

/** Ten blocks with everything mempool adds to them have room in it. */
const MAX_BYTES = 524_288
/** The whole probe is bounded besides. */
const OPEN_MS = 20_000

/** Asks below one base URL. A reply that is too large is null: it is not what was asked for. */
export interface Asker {
  get(path: string): Promise<HttpReply | null>
  post(body: string): Promise<HttpReply | null>
  readonly replies: readonly HttpReply[]
  /** The 401 that was answered with the API key; null where no key was wanted, or there is none. */
  challenge(): HttpReply | null
  /** The fastest reply. The first one pays for the connection. */
  latencyMs(): number | null
  close(): Promise<void>
}

/**
 * All requests go where `dial` leads. Rejects with `StepFailed` where nothing comes. The key is sent once a GET was
 * refused for want of one, and from then on.
 */
export function createAsker(base: string, dial: Dial, apiKey: string | null, signal: AbortSignal): Asker {
  const { dispatcher, close } = connectionsOver(dial, { connections: 1, openMs: OPEN_MS })
  const replies: HttpReply[] = []
  const times: number[] = []
  let challenge: HttpReply | null = null
  const send = async (url: string, body: string | null): Promise<HttpReply | null> => {
    const request = body === null ? getWith(challenge && apiKey) : postOf(body)
    const began = performance.now()
    try {
      const reply = await httpRequest(
        { ...request, url, timeoutMs: 0, maxBytes: MAX_BYTES, dispatcher },
        signal,
      )
      times.push(performance.now() - began)
      if (body === null && reply.status === 401 && challenge === null && apiKey !== null) {
        challenge = reply
        return await send(url, null)
      }
      replies.push(reply)
      if (reply.status === 429) throw limited()
      return reply
    } catch (error) {
      signal.throwIfAborted()
      if (!(error instanceof HttpError)) throw error
      if (error.failure === 'too_large') return null
      if (error.cause instanceof StepFailed) throw error.cause
      throw silent(error.failure)
    }
  }
  return {
    get: (path) => send(base + path, null),
    post: (body) => send(base, body),
    replies,
    challenge: () => challenge,
    latencyMs: () => (times.length === 0 ? null : Math.max(1, Math.round(Math.min(...times)))),
    close,
  }
}

const JSON_BODY = { 'content-type': 'application/json' }

function postOf(body: string) {
  return { method: 'POST', body, headers: JSON_BODY } as const
}

function getWith(apiKey: string | null) {
  return apiKey === null ? {} : { headers: { authorization: `Bearer ${apiKey}` } }
}

/** The JSON of a reply with this status; undefined for anything else. */
export function jsonOf(reply: HttpReply | null, status = 200): unknown {
  if (reply === null || reply.status !== status) return undefined
  try {
    return parseJson(reply.body)
  } catch {
    return undefined // a page, a text: not what was looked for
  }
}

/** The beginning of a reply's body. */
export function textOf(reply: HttpReply | null): string {
  return new TextDecoder().decode(reply?.body.subarray(0, 1_000)).trim()
}

/** Whether it is a page for people. */
export function isPage(reply: HttpReply): boolean {
  if (reply.body.length === 0) return false // bitcoind calls its empty replies HTML too
  return /\bhtml\b/i.test(reply.headers['content-type'] ?? '') || /^<(!doctype|html)/i.test(textOf(reply))
}

function limited(): StepFailed {
  return new StepFailed('protocol', say('probe_limited'), say('probe_limited_fix'))
}

function silent(failure: HttpFailure): StepFailed {
  const text =
    failure === 'reset'
      ? say('probe_ends')
      : failure === 'tls'
        ? say('probe_tls_failed')
        : say('probe_not_http')
  return new StepFailed('protocol', text, say('probe_scheme_fix'))
}

/**
 * A GET whose body goes from the socket straight into a lent buffer. Made for blocks: the length is known before
 * the first byte, and an answer without one, or with another number of bytes, is refused.
 */

import type { Dispatcher } from 'undici'
import { say } from '../../../shared/said.ts'
import { NodeError } from '../../engine/node-error.ts'
import { codeOf, failedRequest, HttpError, type HttpReply } from '../http.ts'
import type { BytePool, LentBuffer, LentBytes } from './byte-pool.ts'

export interface RawRequest {
  readonly origin: string
  readonly path: string
  /** From the start of the request to its last byte. */
  readonly timeoutMs: number
}

/** A complete body of a 200, to be given back, or any other answer (its body cut at 64 kB). */
export type RawReply =
  | { readonly kind: 'bytes'; readonly lent: LentBytes }
  | { readonly kind: 'other'; readonly reply: HttpReply }

/** Other answers are one line or a page of a proxy. */
const MAX_OTHER_BYTES = 64 << 10

/** The connections to ask on. See lending-connector.ts for `readNextTo`. */
export interface RawConnections {
  readonly dispatcher: Dispatcher
  readonly readNextTo: (place: Buffer) => void
}

/**
 * Performs the request. Rejects with an `HttpError` when no answer came, with a `NodeError` when it broke off or
 * is not one of bitcoind, and with the signal's reason. Where it rejects, no buffer stays lent.
 */
export function requestInto(
  connections: RawConnections,
  request: RawRequest,
  pool: BytePool,
  signal: AbortSignal,
): Promise<RawReply> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason as Error) // whatever the owner of the signal chose, as everywhere
      return
    }
    const body = createBody(pool, connections.readNextTo)
    let controller: Dispatcher.DispatchController | null = null
    let open = true
    const settle = (): boolean => {
      const first = open
      open = false
      clearTimeout(deadline)
      signal.removeEventListener('abort', onAbort)
      return first
    }
    const fail = (error: Error): void => {
      if (!settle()) return
      controller?.abort(error) // ends the connection: the rest of the body is not wanted
      body.discard() // nobody reads to it any more
      reject(error)
    }
    const onAbort = (): void => fail(signal.reason as Error) // see above
    const deadline = setTimeout(() => fail(timedOut()), request.timeoutMs)
    signal.addEventListener('abort', onAbort)
    const handler: Dispatcher.DispatchHandler = {
      onRequestStart(started) {
        controller = started
        if (!open) started.abort(new Error('no longer wanted')) // cancelled while it waited for a connection
      },
      onResponseStart(_, status, headers) {
        if (!open || status < 200) return
        const refused = body.start(status, headers['content-length'])
        if (refused) fail(refused)
      },
      onResponseData(_, chunk) {
        if (!open) return // the buffer may be lent to someone else by now
        const refused = body.add(chunk)
        if (refused) fail(refused)
      },
      onResponseEnd() {
        const reply = body.end()
        if (reply instanceof Error) fail(reply)
        else if (settle()) resolve(reply)
      },
      onResponseError(_, error) {
        fail(body.started() ? brokeOff(error) : toFailure(error))
      },
    }
    const { origin, path } = request
    connections.dispatcher.dispatch({ ...DISPATCH, origin, path }, handler)
  })
}

/** The deadline above bounds the whole call. */
const DISPATCH = {
  method: 'GET',
  headers: { 'accept-encoding': 'identity' },
  headersTimeout: 0,
  bodyTimeout: 0,
} as const

interface Body {
  /** Takes the answer's first line and its length; an error when it is not acceptable. */
  start(status: number, length: string | string[] | undefined): NodeError | null
  add(chunk: Uint8Array): NodeError | null
  end(): RawReply | NodeError
  started(): boolean
  discard(): void
}

function createBody(pool: BytePool, readNextTo: RawConnections['readNextTo']): Body {
  let status = 0
  let lent: LentBuffer | null = null
  let expected = 0
  let size = 0
  const others: Uint8Array[] = []
  return {
    start(code, header) {
      status = code
      if (status !== 200) return null
      if (typeof header !== 'string' || !/^\d{1,15}$/.test(header)) return withoutLength()
      lent = pool.lend()
      expected = Number(header)
      return expected > lent.buffer.length ? tooLong() : null
    },
    add(chunk) {
      if (lent && size + chunk.length > expected) return tooLong()
      if (lent && !isThere(chunk, lent.buffer, size)) lent.buffer.set(chunk, size)
      if (!lent && size < MAX_OTHER_BYTES)
        others.push(Uint8Array.from(chunk.subarray(0, MAX_OTHER_BYTES - size)))
      size += chunk.length
      if (lent && size < expected) readNextTo(lent.buffer.subarray(size, expected))
      return size > MAX_ANY_BYTES ? tooLong() : null
    },
    end() {
      if (!lent) return { kind: 'other', reply: { status, headers: {}, body: Buffer.concat(others) } }
      return size === expected ? { kind: 'bytes', lent: lent.first(size) } : brokeOff()
    },
    started: () => status !== 0,
    discard: () => lent?.giveBack(),
  }
}

/** Whether the chunk was read to its place. */
function isThere(chunk: Uint8Array, buffer: Buffer, at: number): boolean {
  return chunk.buffer === buffer.buffer && chunk.byteOffset === buffer.byteOffset + at
}

/** Above this any body is ended, wanted or not. */
const MAX_ANY_BYTES = 8 << 20

const withoutLength = (): NodeError => new NodeError('fault', say('node_block_length'))
const tooLong = (): NodeError => new NodeError('fault', say('node_block_too_long'))
const brokeOff = (cause?: unknown): NodeError =>
  new NodeError('unreachable', say('node_block_broke'), { cause })
const timedOut = (): HttpError => new HttpError('timeout', 'no complete reply in time')

/** No answer at all. */
function toFailure(error: Error): HttpError | NodeError {
  if (codeOf(error) === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH') return withoutLength() // it names two
  return failedRequest(error)
}

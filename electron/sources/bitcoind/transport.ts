/**
 * HTTP to one node: connections, and the only repeats there are (a reset keep-alive connection; a login that was
 * asked for, or a changed cookie: login.ts). Waits and scans have connections of their own, so that they never hold up a block.
 */

import { Agent } from 'undici'
import { say } from '../../../shared/said.ts'
import { NodeError } from '../../engine/node-error.ts'
import { HttpError, type HttpReply, type HttpRequest, httpRequest } from '../http.ts'
import type { NodeUrl } from './access.ts'
import type { Authorization } from './auth.ts'
import type { BytePool } from './byte-pool.ts'
import { fromHttpError, fromStatus } from './failures.ts'
import { createLendingConnector } from './lending-connector.ts'
import { createLogin, type SendWith } from './login.ts'
import { type RawReply, requestInto } from './raw-request.ts'

export interface SendOptions {
  /** 0 is none. */
  readonly timeoutMs: number
  readonly maxBytes: number
  /** On a new connection of its own, and never repeated: for calls that last. */
  readonly long?: boolean
}

export interface Transport {
  readonly where: string
  /** A JSON-RPC request; the first one goes without the login. `method` is for messages. Rejects on 401 and 403; other statuses are replies. */
  post(body: string, method: string, options: SendOptions, signal: AbortSignal): Promise<HttpReply>
  /** A REST request: no credentials are sent. Any status is a reply. */
  get(path: string, options: SendOptions, signal: AbortSignal): Promise<HttpReply>
  /** The same with its body in a buffer of `pool`; no larger one, none of unknown length. */
  getInto(path: string, pool: BytePool, timeoutMs: number, signal: AbortSignal): Promise<RawReply>
  /** Ends all connections; what is under way fails. */
  close(): Promise<void>
}

/**
 * Two blocks are under way on each of two connections: while one is read, matched and given back, the node has the next
 * to work on, and it has no more threads at work than it is quickest with (measured: a quarter less of its time a block
 * than with four connections, and the matching of a block hidden behind the reading of the next).
 */
const BLOCKS = { connections: 2, pipelining: 2 } as const

/** A refusal is one line or a page. */
const FRONT: SendOptions = { timeoutMs: 10_000, maxBytes: 64 << 10 }

/** `onRestart` is called when the node was most likely restarted: what was found out about it may be old. */
export function createTransport(url: NodeUrl, auth: Authorization, onRestart: () => void): Transport {
  const sender = createSender(url, onRestart)
  const front = (signal: AbortSignal): Promise<HttpReply> =>
    sender.send({ method: 'GET', url: `${url.base}/` }, FRONT, signal)
  const login = createLogin({ auth, where: url.where, front, onRestart })
  return {
    where: url.where,
    get: (path, options, signal) => sender.send({ method: 'GET', url: url.base + path }, options, signal),
    getInto: (path, pool, timeoutMs, signal) => sender.getInto(path, pool, timeoutMs, signal),
    async post(body, method, options, signal) {
      const sendWith: SendWith = (authorization) => {
        const headers = {
          ...(authorization === null ? {} : { authorization }),
          'content-type': 'application/json',
        }
        return sender.send({ method: 'POST', url: `${url.base}/`, headers, body }, options, signal)
      }
      return checkAccess(await login(sendWith, signal), method)
    },
    close: () => sender.close(),
  }
}

type Request = Pick<HttpRequest, 'method' | 'url' | 'headers' | 'body'>

interface Sender extends Pick<Transport, 'getInto' | 'close'> {
  send(request: Request, options: SendOptions, signal: AbortSignal): Promise<HttpReply>
}

/** Sends on the connections that fit, and names what goes wrong. */
function createSender(url: NodeUrl, onRestart: () => void): Sender {
  const connect = { timeout: 5_000 }
  const quick = new Agent({ connections: 4, connect })
  const lending = createLendingConnector(connect.timeout)
  const agent = new Agent({ ...BLOCKS, connect: lending.connect })
  const blocks = { dispatcher: agent, readNextTo: lending.readNextTo }
  const lasting = new Agent({ connections: 4, pipelining: 0, connect }) // no keep-alive: nothing stale to repeat
  const { origin, pathname } = new URL(url.base)
  const prefix = pathname.replace(/\/+$/, '')
  let closed = false
  const named = (error: unknown, signal: AbortSignal): unknown => {
    signal.throwIfAborted()
    if (closed) return new NodeError('unreachable', say('node_closed'))
    const isHttp = error instanceof HttpError
    if (isHttp || (error instanceof NodeError && error.problem === 'unreachable')) onRestart()
    return isHttp ? fromHttpError(error, url.where) : error
  }
  return {
    async send(request, { timeoutMs, maxBytes, long = false }, signal) {
      const dispatcher = long ? lasting : quick
      const once = (): Promise<HttpReply> =>
        httpRequest({ ...request, timeoutMs, maxBytes, dispatcher }, signal)
      try {
        return await (long ? once() : withOneRepeat(once, onRestart))
      } catch (error) {
        throw named(error, signal)
      }
    },
    async getInto(path, pool, timeoutMs, signal) {
      const request = { origin, path: prefix + path, timeoutMs }
      try {
        return await withOneRepeat(() => requestInto(blocks, request, pool, signal), onRestart)
      } catch (error) {
        throw named(error, signal)
      }
    },
    async close() {
      closed = true
      await Promise.all([quick.destroy(), agent.destroy(), lasting.destroy()])
    },
  }
}

/** bitcoind closes idle connections: a request may meet one that is just being closed. */
async function withOneRepeat<T>(send: () => Promise<T>, onRestart: () => void): Promise<T> {
  try {
    return await send()
  } catch (error) {
    if (!(error instanceof HttpError) || error.failure !== 'reset') throw error
    onRestart()
    return send()
  }
}

function checkAccess(reply: HttpReply, method: string): HttpReply {
  if (reply.status === 401 || reply.status === 403) throw fromStatus(reply, method)
  return reply
}

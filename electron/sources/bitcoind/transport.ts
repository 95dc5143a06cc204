/**
 * HTTP to one node: credentials, connections, and the only two repeats there are (a reset keep-alive connection,
 * a changed cookie). Waits and scans have connections of their own, so that they never hold up a block.
 */
import { Agent } from 'undici'
import { NodeError } from '../../engine/node-error.ts'
import { HttpError, type HttpReply, type HttpRequest, httpRequest } from '../http.ts'
import type { NodeUrl } from './access.ts'
import type { Authorization } from './auth.ts'
import { fromHttpError, fromStatus } from './failures.ts'

export interface SendOptions {
  /** 0 is none. */
  readonly timeoutMs: number
  readonly maxBytes: number
  /** On a new connection of its own, and never repeated: for calls that last. */
  readonly long?: boolean
}

export interface Transport {
  readonly where: string
  /** A JSON-RPC request. `method` is for messages. Rejects on 401 and 403; other statuses are replies. */
  post(body: string, method: string, options: SendOptions, signal: AbortSignal): Promise<HttpReply>
  /** A REST request: no credentials are sent. Any status is a reply. */
  get(path: string, options: SendOptions, signal: AbortSignal): Promise<HttpReply>
  /** Ends all connections; what is under way fails. */
  close(): Promise<void>
}

/** `onRestart` is called when the node was most likely restarted: what was found out about it may be old. */
export function createTransport(url: NodeUrl, auth: Authorization, onRestart: () => void): Transport {
  const sender = createSender(url, onRestart)
  return {
    where: url.where,
    get: (path, options, signal) => sender.send({ method: 'GET', url: url.base + path }, options, signal),
    async post(body, method, options, signal) {
      const sendWith = (authorization: string): Promise<HttpReply> => {
        const headers = { authorization, 'content-type': 'application/json' }
        return sender.send({ method: 'POST', url: `${url.base}/`, headers, body }, options, signal)
      }
      return checkAccess(await withRenewal(auth, sendWith, onRestart), method)
    },
    close: () => sender.close(),
  }
}

type Request = Pick<HttpRequest, 'method' | 'url' | 'headers' | 'body'>

interface Sender {
  send(request: Request, options: SendOptions, signal: AbortSignal): Promise<HttpReply>
  close(): Promise<void>
}

/** Sends on the connections that fit, and names what goes wrong. */
function createSender(url: NodeUrl, onRestart: () => void): Sender {
  const connect = { timeout: 5_000 }
  const quick = new Agent({ connections: 4, connect })
  const lasting = new Agent({ connections: 4, pipelining: 0, connect }) // no keep-alive: nothing stale to repeat
  let closed = false
  return {
    async send(request, { timeoutMs, maxBytes, long = false }, signal) {
      const dispatcher = long ? lasting : quick
      const once = (): Promise<HttpReply> =>
        httpRequest({ ...request, timeoutMs, maxBytes, dispatcher }, signal)
      try {
        return await (long ? once() : withOneRepeat(once, onRestart))
      } catch (error) {
        signal.throwIfAborted()
        if (closed) throw new NodeError('unreachable', 'The connection to the node was closed.')
        if (!(error instanceof HttpError)) throw error
        onRestart()
        throw fromHttpError(error, url.where)
      }
    },
    async close() {
      closed = true
      await Promise.all([quick.destroy(), lasting.destroy()])
    },
  }
}

/** bitcoind closes idle connections: a request may meet one that is just being closed. */
async function withOneRepeat(send: () => Promise<HttpReply>, onRestart: () => void): Promise<HttpReply> {
  try {
    return await send()
  } catch (error) {
    if (!(error instanceof HttpError) || error.failure !== 'reset') throw error
    onRestart()
    return send()
  }
}

async function withRenewal(
  auth: Authorization,
  send: (authorization: string) => Promise<HttpReply>,
  onRestart: () => void,
): Promise<HttpReply> {
  const first = await auth.current()
  const reply = await send(first)
  if (reply.status !== 401) return reply
  const renewed = await auth.renewed(first)
  if (renewed === null) return reply
  onRestart()
  return send(renewed)
}

function checkAccess(reply: HttpReply, method: string): HttpReply {
  if (reply.status === 401 || reply.status === 403) throw fromStatus(reply, method)
  return reply
}

/** Turns what goes wrong with a node into a `NodeError` with its problem and one plain sentence. */
import { NodeError } from '../../engine/node-error.ts'
import type { HttpError, HttpFailure, HttpReply } from '../http.ts'
import { safeText } from './safe-text.ts'

/** RPC error codes of bitcoind (src/rpc/protocol.h) that mean something to us. */
export const RPC_ERROR = {
  misc: -1,
  notFound: -5,
  invalidParameter: -8,
  warmingUp: -28,
  methodNotFound: -32601,
} as const

const UNREACHABLE: Readonly<Partial<Record<HttpFailure, (where: string) => string>>> = {
  refused: (where) => `Nothing answers at ${where}: the connection is refused.`,
  dns: (where) => `The name in ${where} cannot be resolved.`,
  tls: (where) => `No secure connection to ${where} can be made.`,
  timeout: (where) => `The node at ${where} does not answer in time.`,
  reset: (where) => `The connection to ${where} was closed.`,
}

/** No reply at all, or none that could be read. `where` is host and port. */
export function fromHttpError(error: HttpError, where: string): NodeError {
  const cause = { cause: error }
  if (error.failure === 'too_large')
    return new NodeError('fault', 'The node sent more than any such answer can hold.', cause)
  if (error.failure === 'not_http')
    return new NodeError('fault', `What answers at ${where} does not speak HTTP.`, cause)
  const text = UNREACHABLE[error.failure]?.(where) ?? `No connection to ${where} can be made.`
  return new NodeError('unreachable', text, cause)
}

/** An HTTP reply whose body is no JSON-RPC reply. `method` names what was asked. */
export function fromStatus(reply: HttpReply, method: string): NodeError {
  const text = bodyText(reply)
  const { status } = reply
  if (status === 401) return new NodeError('auth', 'The node refuses the user name, password or cookie.')
  if (status === 403) return new NodeError('forbidden', `The node's whitelist does not allow ${method}.`)
  if (/temporarily unavailable/i.test(text) && status === 503) return warmingUp(text.replace(/^[^:]*:/, ''))
  if (status === 503 || /work queue depth exceeded|server shutdown/i.test(text))
    return new NodeError('busy', 'The node has too much to do or is shutting down.')
  return new NodeError('fault', `The answer to ${method} does not come from a bitcoind (HTTP ${status}).`)
}

/** An error object of JSON-RPC. */
export function fromRpcError(method: string, code: number, message: string): NodeError {
  if (code === RPC_ERROR.warmingUp) return warmingUp(message)
  if (code === RPC_ERROR.methodNotFound)
    return new NodeError('forbidden', `The node does not offer ${method}.`)
  if (code === RPC_ERROR.misc && isGone(message)) return goneBlock()
  return new NodeError('fault', `The node refuses ${method}: ${safeText(message)} (${code}).`)
}

/** Whether a text of bitcoind says that a block it knows is not (or no longer) on its disk. */
export function isGone(message: string): boolean {
  return /not available|pruned data|not found on disk/i.test(message)
}

export function goneBlock(): NodeError {
  return new NodeError('pruned', 'The node no longer has a block that is needed.')
}

/** The body as short, harmless text. */
export function bodyText(reply: HttpReply): string {
  return safeText(Buffer.from(reply.body.subarray(0, 1000)).toString('utf8'))
}

function warmingUp(message: string): NodeError {
  return new NodeError('warming_up', `The node is starting: ${safeText(message)}`)
}

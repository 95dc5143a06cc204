/** Turns what goes wrong with a node into a `NodeError` with its problem and one plain sentence. */

import { type Said, say } from '../../../shared/said.ts'
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

const UNREACHABLE: Readonly<Partial<Record<HttpFailure, (where: string) => Said>>> = {
  refused: (where) => say('node_connect_refused', { where }),
  dns: (where) => say('node_connect_dns', { where }),
  tls: (where) => say('node_connect_tls', { where }),
  timeout: (where) => say('node_connect_timeout', { where }),
  reset: (where) => say('node_connect_reset', { where }),
}

/** No reply at all, or none that could be read. `where` is host and port. */
export function fromHttpError(error: HttpError, where: string): NodeError {
  const cause = { cause: error }
  if (error.failure === 'too_large') return new NodeError('fault', say('node_too_much'), cause)
  if (error.failure === 'not_http') return new NodeError('fault', say('node_not_http', { where }), cause)
  const text = UNREACHABLE[error.failure]?.(where) ?? say('node_connect_failed', { where })
  return new NodeError('unreachable', text, cause)
}

/** An HTTP reply whose body is no JSON-RPC reply. `method` names what was asked. */
export function fromStatus(reply: HttpReply, method: string): NodeError {
  const text = bodyText(reply)
  const { status } = reply
  if (status === 401) return new NodeError('auth', say('node_refuses_login'))
  if (status === 403) return new NodeError('forbidden', say('node_whitelist', { method }))
  if (/temporarily unavailable/i.test(text) && status === 503) return warmingUp(text.replace(/^[^:]*:/, ''))
  if (status === 503 || /work queue depth exceeded|server shutdown/i.test(text))
    return new NodeError('busy', say('node_overloaded'))
  return new NodeError('fault', say('node_no_bitcoind', { method, status }))
}

/** An error object of JSON-RPC. */
export function fromRpcError(method: string, code: number, message: string): NodeError {
  if (code === RPC_ERROR.warmingUp) return warmingUp(message)
  if (code === RPC_ERROR.methodNotFound) return new NodeError('forbidden', say('node_no_method', { method }))
  if (code === RPC_ERROR.misc && isGone(message)) return goneBlock()
  return new NodeError('fault', say('node_refuses', { method, message: safeText(message), code }))
}

/** Whether a text of bitcoind says that a block it knows is not (or no longer) on its disk. */
export function isGone(message: string): boolean {
  return /not available|pruned data|not found on disk/i.test(message)
}

export function goneBlock(): NodeError {
  return new NodeError('pruned', say('node_gone_block'))
}

/** The body as short, harmless text. */
export function bodyText(reply: HttpReply): string {
  return safeText(Buffer.from(reply.body.subarray(0, 1000)).toString('utf8'))
}

function warmingUp(message: string): NodeError {
  return new NodeError('warming_up', say('node_starting', { message: safeText(message) }))
}

/**
 * When the login is sent: after this server was asked without it and has asked for one as bitcoind does. A web server
 * at a wrong URL, or a program that sits on the node's port, is not told a password.
 */

import { say } from '../../../shared/said.ts'
import { NodeError } from '../../engine/node-error.ts'
import type { HttpReply } from '../http.ts'
import { turnsAwayGet } from '../probe/detect-bitcoind.ts'
import type { Authorization } from './auth.ts'

/** Sends one request, with this header or without any login. */
export type SendWith = (authorization: string | null) => Promise<HttpReply>

export interface LoginOptions {
  readonly auth: Authorization
  /** Host and port, for messages. */
  readonly where: string
  /** The server's answer to a GET of its root. */
  readonly front: (signal: AbortSignal) => Promise<HttpReply>
  /** Called when the cookie is another one than before. */
  readonly onRestart: () => void
}

/** Sends requests to one server as it asks for them; whoever lets everybody in never sees the login. */
export function createLogin({
  auth,
  where,
  front,
  onRestart,
}: LoginOptions): (send: SendWith, signal: AbortSignal) => Promise<HttpReply> {
  let asked = false

  async function loggedIn(login: string, send: SendWith): Promise<HttpReply> {
    const reply = await send(login)
    if (reply.status !== 401) return reply
    const renewed = await auth.renewed(login)
    if (renewed === null) return reply
    onRestart()
    return send(renewed)
  }

  return async (send, signal) => {
    const login = await auth.current() // without one, nobody is contacted
    if (asked) return loggedIn(login, send)
    const reply = await send(null)
    if (reply.status !== 401) return reply
    if (!namesJsonRpc(reply) && !turnsAwayGet(await front(signal)))
      throw new NodeError('fault', say('node_other_login', { where }))
    asked = true
    return loggedIn(login, send)
  }
}

/** bitcoind's 401 says that it is for `jsonrpc`. */
function namesJsonRpc({ headers }: HttpReply): boolean {
  return /jsonrpc/i.test(headers['www-authenticate'] ?? '')
}

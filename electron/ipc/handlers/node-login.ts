/** Requests that make a login of the node. */
import type { NodeLoginRequests, ReadOnlyLogin } from '../../../shared/ipc/node-login.ts'
import type { Handlers } from '../router-types.ts'

/** A fresh one for this user; throws where this door may not change settings. */
export type MakeNodeLogin = (user: string) => ReadOnlyLogin

export function nodeLoginHandlers(make: MakeNodeLogin): Pick<Handlers, keyof NodeLoginRequests> {
  return { 'node.login': async ({ user }) => make(user) }
}

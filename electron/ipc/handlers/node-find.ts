/** Requests that look for a node. */
import type { RequestOutput } from '../../../shared/ipc/contract.ts'
import type { NodeFindRequests } from '../../../shared/ipc/node-find.ts'
import type { Handlers } from '../router-types.ts'

/** Looks at files; fails where this door may only read. */
export type FindNodes = (signal: AbortSignal) => Promise<RequestOutput<'node.find'>>

export function nodeFindHandlers(findNodes: FindNodes): Pick<Handlers, keyof NodeFindRequests> {
  return { 'node.find': (_, signal) => findNodes(signal) }
}

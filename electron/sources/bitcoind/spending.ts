/** Whether the credentials that were given could do more than watch. */
import { RPC_ERROR } from './failures.ts'
import { isForbidden } from './forbidden.ts'
import { SPENDING_METHODS, type SpendingMethod } from './methods.ts'
import type { Rpc } from './rpc.ts'

/**
 * Which methods that send coins the node would take from us, by single calls that lack what they need: a batch with one
 * forbidden method is refused as a whole. Nothing is sent, and no wallet is asked for anything.
 */
export async function spendingMethods(rpc: Rpc, signal: AbortSignal): Promise<readonly SpendingMethod[]> {
  const open: SpendingMethod[] = []
  for (const method of SPENDING_METHODS) if (await isOpen(rpc, method, signal)) open.push(method)
  return open
}

async function isOpen(rpc: Rpc, method: SpendingMethod, signal: AbortSignal): Promise<boolean> {
  try {
    const reply = await rpc.ask(method, [], {}, signal)
    return reply.kind === 'result' || reply.code !== RPC_ERROR.methodNotFound
  } catch (error) {
    if (isForbidden(error)) return false
    throw error
  }
}

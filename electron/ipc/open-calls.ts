/** The calls a door has open, one AbortController each, so that a client can cancel them and a lost client does. */

import type { Result } from '../../shared/errors.ts'
import { type Said, say } from '../../shared/said.ts'
import type { Router } from './router-types.ts'
import { refusedCall } from './to-wire-error.ts'

/** Longest id a client may give a call. */
export const MAX_CALL_ID = 100
const MAX_OPEN = 64

export interface OpenCalls {
  /** Runs the call; a client that reuses an open id or has too many calls open is refused. Never rejects. */
  call(client: string, id: string, name: string, input: unknown): Promise<Result<unknown>>
  /** Aborts one call; an id that is not open is ignored (its reply was on the way). */
  cancel(client: string, id: string): void
  /** Aborts all calls of a client that went away. */
  cancelAll(client: string): void
}

/** Keeps the open calls of any number of clients, at most 64 for each. */
export function createOpenCalls(router: Router): OpenCalls {
  const clients = new Map<string, Map<string, AbortController>>()

  async function run(open: Map<string, AbortController>, id: string, name: string, input: unknown) {
    const controller = new AbortController()
    open.set(id, controller)
    try {
      return await router.call(name, input, controller.signal)
    } finally {
      open.delete(id)
    }
  }

  return {
    async call(client, id, name, input) {
      const open = clients.get(client) ?? new Map<string, AbortController>()
      clients.set(client, open)
      if (id.length > MAX_CALL_ID || open.has(id)) return refused(say('call_id'))
      if (open.size >= MAX_OPEN) return refused(say('calls_open', { most: MAX_OPEN }))
      return run(open, id, name, input)
    },
    cancel: (client, id) => clients.get(client)?.get(id)?.abort(),
    cancelAll(client) {
      for (const controller of clients.get(client)?.values() ?? []) controller.abort()
      clients.delete(client)
    },
  }
}

function refused(message: Said): Result<never> {
  return { ok: false, error: refusedCall(message) }
}

/** Listens to what the own node says unasked, one node at a time; a node that says nothing is polled as ever. */
import type { ChainHint } from '../engine/ports.ts'
import type { NodeSession } from './node-service.ts'

export interface ChainHintsOptions {
  readonly onHint: (hint: ChainHint) => void
  readonly onFault: (error: unknown) => void
}

export interface ChainHints {
  /** Listens to this node and no longer to another, until `signal` aborts. Null: to none. */
  listenTo(session: NodeSession | null, signal: AbortSignal): void
  /** Listens to nobody any more; resolves when that is so. */
  stop(): Promise<void>
}

interface Listening {
  readonly session: NodeSession
  readonly cancel: AbortController
}

/** Builds the listener; it listens to nobody. */
export function createChainHints({ onHint, onFault }: ChainHintsOptions): ChainHints {
  let current: Listening | null = null
  let done: Promise<unknown> = Promise.resolve()

  function listenTo(session: NodeSession | null, signal: AbortSignal): void {
    if (current?.session === session || (session === null && current === null)) return
    current?.cancel.abort()
    current = null
    if (session?.chain.hints === undefined) return
    const cancel = new AbortController()
    current = { session, cancel }
    const until = AbortSignal.any([signal, cancel.signal])
    done = Promise.all([done, session.chain.hints(onHint, until).catch(onFault)])
  }

  return {
    listenTo,
    stop: async () => {
      current?.cancel.abort()
      current = null
      await done
    },
  }
}

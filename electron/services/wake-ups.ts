/** Listens to the providers in use for word of a new block. A hint is never a figure: it only makes us look sooner. */
import type { BalanceSource } from '../engine/ports.ts'

export interface WakeUps {
  /** Listens to these from now on, and to nobody else. */
  listenTo(sources: readonly BalanceSource[]): void
  /** Resolves when nobody is listened to any more. */
  stop(): Promise<void>
}

/** Builds it, listening to nobody. `onHint` must not throw. */
export function createWakeUps(onHint: () => void): WakeUps {
  const open = new Map<BalanceSource, { readonly cancel: AbortController; readonly ended: Promise<void> }>()

  function end(source: BalanceSource): Promise<void> {
    const listening = open.get(source)
    open.delete(source)
    listening?.cancel.abort()
    return listening?.ended ?? Promise.resolve()
  }

  function begin(source: BalanceSource): void {
    if (source.hints === undefined || open.has(source)) return
    const cancel = new AbortController()
    open.set(source, { cancel, ended: source.hints(onHint, cancel.signal) })
  }

  return {
    listenTo: (sources) => {
      for (const source of open.keys()) if (!sources.includes(source)) void end(source)
      for (const source of sources) begin(source)
    },
    stop: async () => {
      await Promise.all([...open.keys()].map(end))
    },
  }
}

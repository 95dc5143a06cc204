/** Deriving the scripts of chains where it keeps nobody waiting: the port, and the plain implementation of it. */
import type { Network } from '../../../shared/chain.ts'
import type { DerivedScript } from './derive-scripts.ts'

/** Derives beside the caller. Fails with `cancelled` when `signal` is aborted or it is closed. */
export interface Deriver {
  /** As `deriveScripts` (derive-scripts.ts). */
  derive(
    chain: string,
    network: Network,
    from: number,
    count: number,
    signal: AbortSignal,
  ): Promise<readonly DerivedScript[]>
  close(): Promise<void>
}

/** Scripts derived before others get their turn. */
const BATCH = 64

/** In the caller's own thread, a batch at a time: for one command, and inside the worker. */
export function createInlineDeriver(): Deriver {
  return {
    derive: async (chain, network, from, count, signal) => {
      const { deriveScripts } = await import('./derive-scripts.ts') // the curve's tables, only when they are needed
      const scripts: DerivedScript[] = []
      for (let done = 0; done < count; done += BATCH) {
        signal.throwIfAborted()
        const some = deriveScripts(chain, network, from + done, Math.min(BATCH, count - done))
        scripts.push(...some)
        if (some.length < BATCH) break
        await new Promise((resolve) => setImmediate(resolve))
      }
      return scripts
    },
    close: () => Promise.resolve(),
  }
}

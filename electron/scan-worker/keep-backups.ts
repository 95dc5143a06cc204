/** Copies of the ledger, made by the thread that owns it while it follows the chain. */
import { pauseFor } from '../services/poke.ts'
import type { Store } from '../store/open-store.ts'

/** How often it is looked whether a day has passed since the last copy. */
const ROUND_MS = 3_600_000
/** The first look waits until the start is over. */
const FIRST_MS = 60_000

/** Until `signal` aborts; never rejects. A copy that fails is told, and tried again in the next round. */
export async function keepBackups(
  store: Pick<Store, 'backUp'>,
  onFault: (error: unknown) => void,
  signal: AbortSignal,
): Promise<void> {
  await pauseFor(FIRST_MS, signal)
  while (!signal.aborted) {
    await store.backUp(signal).catch((error: unknown) => {
      if (!signal.aborted) onFault(error)
    })
    await pauseFor(ROUND_MS, signal)
  }
}

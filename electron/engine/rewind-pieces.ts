/** Reorganisations and holes go into the ledger in pieces, so that no one's write waits behind a deep or a wide one. */
import type { BlockRef } from '../../shared/chain.ts'
import type { ScanStore } from './ports.ts'

/**
 * Goes back to `to` at `at` (ms). What is killed in the middle has left a ledger of a block between, from which the next look
 * at the chain goes on. Resolves with the number of snapshots that are void.
 */
export async function rewindInPieces(
  store: Pick<ScanStore, 'apply'>,
  to: BlockRef,
  at: number,
): Promise<number> {
  let voided = 0
  for (;;) {
    const { voidedSnapshots, more = false } = await store.apply({ kind: 'rewind', to, at })
    voided += voidedSnapshots
    if (!more) return voided
  }
}

/** Has all scripts stop following. What is killed in the middle has the others follow on, or stop when it is seen again. */
export async function abandonInPieces(store: Pick<ScanStore, 'apply'>): Promise<void> {
  while ((await store.apply({ kind: 'abandon' })).more === true);
}

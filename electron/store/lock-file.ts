/** What can be told of a folder's lock without SQLite, and so before anything is loaded. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Network } from '../../shared/chain.ts'

/** The lock's file in a network's folder. */
export const LOCK_FILE = 'lock.sqlite'

/**
 * Whether somebody may hold the lock of one of these networks: SQLite deletes this file with the last connection that is closed. A process that was
 * killed leaves it behind, so that only taking the lock tells for sure.
 */
export function mayBeInUse(root: string, networks: readonly Network[]): boolean {
  return networks.some((network) => existsSync(join(root, network, `${LOCK_FILE}-wal`)))
}

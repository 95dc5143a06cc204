/** The folder of one network, and the lock that says which process writes in it. */
import { chmodSync, existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Network } from '../../shared/chain.ts'
import { guarded } from './storage-error.ts'

export { type FolderLock, lockDataFolder } from './folder-lock.ts'

const PRIVATE_FOLDER = 0o700

/**
 * Creates `root` and the network's own folder in it (both for this user only) and returns the latter's path.
 * A root that was there before keeps its mode: it may be a folder the person shares on purpose.
 */
export function openDataFolder(root: string, network: Network): string {
  return guarded(() => {
    const dir = join(root, network)
    mkdirSync(dir, { recursive: true, mode: PRIVATE_FOLDER })
    chmodSync(dir, PRIVATE_FOLDER)
    return dir
  })
}

/** The network's folder when it exists; nothing is created. */
export function findDataFolder(root: string, network: Network): string | null {
  const dir = join(root, network)
  return existsSync(dir) ? dir : null
}

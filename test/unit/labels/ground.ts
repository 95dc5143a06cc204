/** A host on a ledger of its own, and words to ask it with. */
import type { HostOptions } from '../../../electron/host-types.ts'
import { openTestHost } from '../../ground/host-ground.ts'
import { tempDir } from '../store/world.ts'

export const ADDRESS = 'bcrt1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqdku202'
export const OTHER = 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080'
/** Base58 of the same network. */
export const OLD = 'mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn'
/** What a key looks like (its checksum is right; it is nobody's). */
export const KEY = '5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ'

/** Opens a host offline; closed when the test ends. */
export async function openHost(dataDir = tempDir(), options: Partial<HostOptions> = {}) {
  const { host, call } = await openTestHost(dataDir, { offline: true, ...options })
  return { host, call, dataDir }
}

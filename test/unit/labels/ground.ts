/** A host on a ledger of its own, and words to ask it with. */
import { onTestFinished } from 'vitest'
import { createHost } from '../../../electron/host.ts'
import type { HostOptions } from '../../../electron/host-types.ts'
import type { RequestInput, RequestName, RequestOutput } from '../../../shared/ipc/contract.ts'
import { tempDir } from '../store/world.ts'

export const ADDRESS = 'bcrt1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqdku202'
export const OTHER = 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080'
/** Base58 of the same network. */
export const OLD = 'mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn'
/** What a key looks like (its checksum is right; it is nobody's). */
export const KEY = '5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ'

export type Call = <K extends RequestName>(name: K, input: RequestInput<K>) => Promise<RequestOutput<K>>

/** Opens a host offline; closed when the test ends. */
export async function openHost(dataDir = tempDir(), options: Partial<HostOptions> = {}) {
  const host = await createHost({
    network: 'regtest',
    access: 'own',
    follow: false,
    offline: true,
    settingsWritable: true,
    purpose: 'a test',
    version: '0',
    dataDir,
    ...options,
  })
  onTestFinished(() => host.stop())
  const call: Call = async <K extends RequestName>(name: K, input: RequestInput<K>) => {
    const result = await host.router.call(name, input, new AbortController().signal)
    if (!result.ok) throw Object.assign(new Error(result.error.message), result.error)
    return result.value as RequestOutput<K> // the router answers a name with its own output
  }
  return { host, call, dataDir }
}

/** A host as a door builds it, for one test, and one way to ask it. */
import { onTestFinished } from 'vitest'
import { createHost } from '../../electron/host.ts'
import type { Host, HostInternals, HostOptions } from '../../electron/host-types.ts'
import type { RequestInput, RequestName, RequestOutput } from '../../shared/ipc/contract.ts'

/** Asks a request and gives its value; a failure is thrown as an Error with the fields of its envelope. */
export type Call = <K extends RequestName>(name: K, input: RequestInput<K>) => Promise<RequestOutput<K>>

export interface TestHost {
  readonly host: Host
  readonly call: Call
  /** The network's folder within the data folder. */
  readonly dataDir: string
  /** Ends it; a second call does nothing. */
  readonly close: () => Promise<void>
}

export function callOf(host: Host): Call {
  return async <K extends RequestName>(name: K, input: RequestInput<K>) => {
    const result = await host.router.call(name, input, new AbortController().signal)
    if (!result.ok) throw Object.assign(new Error(result.error.message), result.error)
    return result.value as RequestOutput<K> // the router answers a name with its own output
  }
}

/** What every host of a test says of itself, unless the test says otherwise. */
export function testHostOptions(dataDir: string, options: Partial<HostOptions> = {}): HostOptions {
  return {
    dataDir,
    network: 'regtest',
    access: 'own',
    follow: false,
    settingsWritable: true,
    purpose: 'a test',
    version: '0',
    ...options,
  }
}

/** A host on `dataDir` (regtest, owned, asking nobody by itself), which has not started; closed when the test ends. */
export async function openTestHost(
  dataDir: string,
  options: Partial<HostOptions> = {},
  internals: HostInternals = {},
): Promise<TestHost> {
  const host = await createHost(testHostOptions(dataDir, options), internals)
  let ended: Promise<void> | null = null
  const close = (): Promise<void> => (ended ??= Promise.resolve(host.stop()))
  onTestFinished(close)
  return { host, call: callOf(host), dataDir: host.dataDir, close }
}

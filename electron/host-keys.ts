/** The API keys of providers that a run was given: by the config file, and over it by the command line. */
import type { Network } from '../shared/chain.ts'
import type { Secret } from './config-file/secret.ts'
import { configFileIn, loadConfigFile, loadConfigFileIfAny } from './config-file.ts'
import type { HostOptions } from './host-types.ts'

/** By URL. A config file for another network gives none. */
export async function givenProviderKeys(
  { configFile, providerKeys }: Pick<HostOptions, 'configFile' | 'providerKeys'>,
  network: Network,
  dataDir: string,
): Promise<ReadonlyMap<string, Secret>> {
  const file =
    configFile === undefined
      ? await loadConfigFileIfAny(configFileIn(dataDir))
      : await loadConfigFile(configFile)
  const urls = file?.btc.network === network ? (file.btc.rpcUrls ?? []) : []
  const ofFile = urls.flatMap(({ url, apiKey }) => (apiKey === undefined ? [] : [[url, apiKey] as const]))
  return new Map([...ofFile, ...(providerKeys ?? [])])
}

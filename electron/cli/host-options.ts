/** Global options -> what the host is given. The same for the command line and for the app. */
import { resolve } from 'node:path'
import { NETWORKS, type Network } from '../../shared/chain.ts'
import { AppError } from '../../shared/errors.ts'
import { TIERS, type Tier } from '../../shared/providers.ts'
import { STALE_AFTER_LIMITS } from '../../shared/settings-limits.ts'
import type { HostOptions } from '../host-types.ts'
import { parseProxyUrl } from '../services/provider-settings.ts'
import { parseSourceUrl } from '../sources/probe/source-url.ts'
import { apiKeysOf } from './api-key-option.ts'
import { nodeOption, type Surroundings } from './node-option.ts'
import type { OptionValues } from './option-spec.ts'
import { UsageError } from './usage-error.ts'

/** The part of the host's options that a person names. */
export type NamedOptions = Pick<
  HostOptions,
  | 'dataDir'
  | 'network'
  | 'configFile'
  | 'node'
  | 'providers'
  | 'providerKeys'
  | 'proxy'
  | 'limit'
  | 'staleAfterBlocks'
  | 'offline'
>

/** Absent options stay absent ("as stored, else the default"). Throws UsageError. */
export function namedOptions(values: OptionValues, around: Surroundings): NamedOptions {
  const network = values.network === undefined ? undefined : networkOf(values.network)
  const node = nodeOption(values, network ?? 'main', around)
  const staleAfter = values['stale-after']
  const providers = values.provider && providersOf(values.provider)
  const keyFile = values['api-key-file']
  return {
    ...(values['data-dir'] !== undefined && { dataDir: folderOf(values['data-dir']) }),
    ...(network !== undefined && { network }),
    ...(values.config !== undefined && { configFile: resolve(values.config) }),
    ...(node !== null && { node }),
    ...(providers !== undefined && { providers }),
    ...(keyFile !== undefined && { providerKeys: apiKeysOf(keyFile, providers, around) }),
    ...(values.proxy !== undefined && { proxy: proxyOf(values.proxy) }),
    ...(values.tier !== undefined && { limit: tierOf(values.tier) }),
    ...(staleAfter !== undefined && { staleAfterBlocks: staleAfterOf(staleAfter) }),
    ...(values.offline === true && { offline: true }),
  }
}

function networkOf(text: string): Network {
  const found = NETWORKS.find((network) => network === text)
  if (!found) throw new UsageError(`--network must be one of ${NETWORKS.join(', ')}.`)
  return found
}

function folderOf(text: string): string {
  if (text === '') throw new UsageError('--data-dir must name a folder.')
  return resolve(text)
}

function providersOf(urls: readonly string[]): readonly string[] {
  return urls.map(providerOf)
}

function providerOf(text: string): string {
  return read('--provider', () => parseSourceUrl(text).base)
}

function proxyOf(text: string): string {
  return read('--proxy', () => parseProxyUrl(text))
}

function read<T>(option: string, parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    if (error instanceof AppError) throw new UsageError(`${option}: ${error.message.replace(/\.$/, '')}.`)
    throw error
  }
}

function tierOf(text: string): Tier {
  const found = TIERS.find((tier) => tier === text)
  if (!found) throw new UsageError(`--tier must be one of ${TIERS.join(', ')}.`)
  return found
}

function staleAfterOf(text: string): number {
  const { min, max } = STALE_AFTER_LIMITS
  const blocks = /^\d{1,7}$/.test(text) ? Number(text) : Number.NaN
  if (!(blocks >= min && blocks <= max)) {
    throw new UsageError(`--stale-after must be a whole number of blocks from ${min} to ${max}.`)
  }
  return blocks
}

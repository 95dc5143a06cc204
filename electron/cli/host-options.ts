/** Global options -> what the host is given. The same for the command line and for the app. */
import { resolve } from 'node:path'
import { NETWORKS, type Network } from '../../shared/chain.ts'
import { AppError } from '../../shared/errors.ts'
import type { HostOptions } from '../host-types.ts'
import { STALE_AFTER_LIMITS } from '../ipc/schemas.ts'
import { parseSourceUrl } from '../sources/probe/source-url.ts'
import { nodeOption, type Surroundings } from './node-option.ts'
import type { OptionValues } from './option-spec.ts'
import { UsageError } from './usage-error.ts'

/** The part of the host's options that a person names. */
export type NamedOptions = Pick<
  HostOptions,
  'dataDir' | 'network' | 'configFile' | 'node' | 'providers' | 'staleAfterBlocks' | 'offline'
>

/** Absent options stay absent ("as stored, else the default"). Throws UsageError. */
export function namedOptions(values: OptionValues, around: Surroundings): NamedOptions {
  const network = values.network === undefined ? undefined : networkOf(values.network)
  const node = nodeOption(values, network ?? 'main', around)
  const staleAfter = values['stale-after']
  return {
    ...(values['data-dir'] !== undefined && { dataDir: folderOf(values['data-dir']) }),
    ...(network !== undefined && { network }),
    ...(values.config !== undefined && { configFile: resolve(values.config) }),
    ...(node !== null && { node }),
    ...(values.provider !== undefined && { providers: providersOf(values.provider) }),
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
  try {
    return parseSourceUrl(text).base
  } catch (error) {
    if (error instanceof AppError) throw new UsageError(`--provider: ${error.message}.`)
    throw error
  }
}

function staleAfterOf(text: string): number {
  const { min, max } = STALE_AFTER_LIMITS
  const blocks = /^\d{1,7}$/.test(text) ? Number(text) : Number.NaN
  if (!(blocks >= min && blocks <= max)) {
    throw new UsageError(`--stale-after must be a whole number of blocks from ${min} to ${max}.`)
  }
  return blocks
}

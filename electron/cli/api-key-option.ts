/** `--api-key-file`: the key of all servers that `--provider` names in this run. */
import { readFileSync, statSync } from 'node:fs'
import { AppError } from '../../shared/errors.ts'
import { Secret } from '../config-file/secret.ts'
import { codeOf, isOpenToOthers } from '../config-file/secret-file.ts'
import { checkedApiKey } from '../sources/api-key.ts'
import type { Surroundings } from './node-option.ts'
import { UsageError } from './usage-error.ts'

const MAX_FILE = 4_096

/** By URL. Throws UsageError, never with anything of the file in it. */
export function apiKeysOf(
  file: string,
  providers: readonly string[] | undefined,
  { platform, warn }: Pick<Surroundings, 'platform' | 'warn'>,
): ReadonlyMap<string, Secret> {
  if (providers === undefined) throw new UsageError('--api-key-file needs a --provider beside it.')
  const { text, openToOthers } = readFile(file, platform)
  if (openToOthers) warn('The API key file can be read by others: run "chmod 600" on it.')
  const secret = new Secret(keyIn(text))
  return new Map(providers.map((url) => [url, secret]))
}

function keyIn(text: string): string {
  try {
    return checkedApiKey(text.replace(/\r?\n$/, ''))
  } catch (error) {
    if (error instanceof AppError)
      throw new UsageError('The API key file must hold the key on one line, and nothing else.')
    throw error
  }
}

function readFile(file: string, platform: NodeJS.Platform) {
  try {
    const found = statSync(file)
    if (!found.isFile() || found.size > MAX_FILE)
      throw new UsageError('--api-key-file must name a small file.')
    return { text: readFileSync(file, 'utf8'), openToOthers: isOpenToOthers(found, platform) }
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(`The API key file cannot be read (${codeOf(error)}).`)
  }
}

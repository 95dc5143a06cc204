/**
 * The API keys of providers: given for this run, or set by the person and then kept by the operating system's keeper
 * where the door has one, else in memory until Tidemark ends. A key belongs to one URL and is never handed out to a door.
 */
import { AppError } from '../../shared/errors.ts'
import { say } from '../../shared/said.ts'
import type { Secret } from '../config-file/secret.ts'
import type { SecretStore } from '../host-types.ts'
import { checkedApiKey } from '../sources/api-key.ts'

export interface ProviderKeysOptions {
  /** By URL: they win, and cannot be changed from a door. */
  readonly given: ReadonlyMap<string, Secret>
  readonly secrets: SecretStore | undefined
  /** Whether this door may change settings. */
  readonly writable: boolean
}

/** Where a key that was set is kept. */
export type KeyKept = 'encrypted' | 'memory' | 'forgotten'

export interface ProviderKeys {
  /** For whoever sends it to that URL alone. */
  readonly of: (url: string) => string | null
  /** Null forgets it. Fails with `forbidden` or `invalid_input`; no message repeats a key. */
  set(url: string, key: string | null): Promise<KeyKept>
  /** Forgets the keys of all other URLs that are known here. */
  keepOnly(urls: readonly string[]): Promise<void>
}

/** Loads what is kept for these URLs. */
export async function openProviderKeys(
  urls: readonly string[],
  { given, secrets, writable }: ProviderKeysOptions,
): Promise<ProviderKeys> {
  const kept = new Map<string, string>()
  for (const url of urls) {
    const key = (await secrets?.load(nameOf(url))) ?? null
    if (key !== null) kept.set(url, key)
  }

  async function forget(url: string): Promise<void> {
    kept.delete(url)
    await secrets?.save(nameOf(url), null)
  }

  return {
    of: (url) => given.get(url)?.reveal() ?? kept.get(url) ?? null,
    set: async (url, key) => {
      if (!writable) throw new AppError('forbidden', say('forbidden_settings'))
      if (given.has(url)) throw new AppError('invalid_input', say('key_given'))
      if (key === null) {
        await forget(url)
        return 'forgotten'
      }
      const checked = checkedApiKey(key)
      await secrets?.save(nameOf(url), checked)
      kept.set(url, checked)
      return secrets === undefined ? 'memory' : 'encrypted'
    },
    keepOnly: async (wanted) => {
      for (const url of [...kept.keys()].filter((each) => !wanted.includes(each))) await forget(url)
    },
  }
}

function nameOf(url: string): string {
  return `provider-key:${url}`
}

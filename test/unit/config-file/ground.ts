/** Config files on a real disk, in a folder that goes when the test ends. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { ConfigFileError } from '../../../electron/config-file/problem.ts'
import type { ConfigFile } from '../../../electron/config-file/types.ts'
import { loadConfigFile } from '../../../electron/config-file.ts'

/** A new folder. */
export async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'tidemark-config-'))
  onTestFinished(() => rm(path, { recursive: true, force: true }))
  return path
}

/** Writes the text as a config file that its owner alone may read, and loads it. */
export async function load(text: string | Uint8Array, mode = 0o600): Promise<ConfigFile> {
  const file = join(await folder(), 'config.yaml')
  await writeFile(file, text, { mode })
  return loadConfigFile(file)
}

/** `blockchain.chains.btc` with these lines in it; the first of them is line 4. */
export function btc(...lines: readonly string[]): string {
  return ['blockchain:', '  chains:', '    btc:', ...lines.map((line) => `      ${line}`), ''].join('\n')
}

/** The ConfigFileError that loading must end in. */
export async function errorOf(loading: Promise<unknown>): Promise<ConfigFileError> {
  const outcome = await loading.then(
    () => new Error('it was taken'),
    (error: unknown) => error,
  )
  if (outcome instanceof ConfigFileError) return outcome
  throw outcome
}

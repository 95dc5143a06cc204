/** A small file that holds one secret line, named by a config file. */
import type { Stats } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { resolve } from 'node:path'
import { type Said, say } from '../../shared/said.ts'
import { Secret } from './secret.ts'

const MAX_FILE = 4_096
const MAX_LINE = 1_000

/** The secret, or the end of a sentence that says why there is none. */
export type SecretFile =
  | { readonly kind: 'read'; readonly secret: Secret; readonly openToOthers: boolean }
  | { readonly kind: 'failed'; readonly said: Said }

/** A path that is relative begins in `folder`, one with `~/` in the home folder. */
export async function readSecretFile(path: string, folder: string): Promise<SecretFile> {
  const file = pathFrom(path, folder)
  const failed = (said: Said): SecretFile => ({ kind: 'failed', said })
  try {
    const found = await stat(file)
    if (!found.isFile() || found.size > MAX_FILE) return failed(say('config_file_small'))
    const text = (await readFile(file, 'utf8')).replace(/\r?\n$/, '')
    if (text === '' || text.length > MAX_LINE || /[\r\n\0]/.test(text)) return failed(say('config_file_line'))
    return { kind: 'read', secret: new Secret(text), openToOthers: isOpenToOthers(found) }
  } catch (error) {
    return failed(say('config_file_unread', { code: codeOf(error) }))
  }
}

/** Whether anybody but the owner may read a file. Windows has no such bits. */
export function isOpenToOthers({ mode }: Pick<Stats, 'mode'>, platform = process.platform): boolean {
  return platform !== 'win32' && (mode & 0o077) !== 0
}

/** The word for why a file could not be read. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
}

/** A path of the config file as one that can be opened. */
export function pathFrom(text: string, folder: string): string {
  return text.startsWith('~/') ? resolve(homedir(), text.slice(2)) : resolve(folder, text)
}

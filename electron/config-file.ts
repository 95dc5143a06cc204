/**
 * `config.yaml`: what a person wrote by hand, read once at the start and never written. Whatever is wrong with it
 * is named by line and key; whatever is secret in it never shows in an error, a log or JSON.
 */
import { open, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { type Said, say } from '../shared/said.ts'
import { parseConfig } from './config-file/parse-config.ts'
import { ConfigFileError, problemAt } from './config-file/problem.ts'
import { codeOf, isOpenToOthers } from './config-file/secret-file.ts'
import type { ConfigFile } from './config-file/types.ts'

/** The largest file that is read. */
export const MAX_CONFIG_BYTES = 262_144

/** Reads and checks the file. Rejects with `ConfigFileError`: it cannot be read, or what it says cannot be used. */
export async function loadConfigFile(file: string): Promise<ConfigFile> {
  const path = resolve(file)
  const { bytes, openToOthers } = await readCapped(path)
  const { btc, notices, passwordLine } = await parseConfig(textOf(bytes), dirname(path))
  const exposed = problemAt(passwordLine ?? 1, say('config_open'))
  const all = openToOthers && passwordLine !== null ? [...notices, exposed] : notices
  return { file: path, btc, notices: [...all].sort((a, b) => a.line - b.line) }
}

/** The same for a file that need not be there: null then. */
export async function loadConfigFileIfAny(file: string): Promise<ConfigFile | null> {
  const found = await stat(file).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return null
    throw unusable(say('config_unread', { code: codeOf(error) }))
  })
  return found === null ? null : loadConfigFile(file)
}

async function readCapped(
  path: string,
): Promise<{ readonly bytes: Uint8Array; readonly openToOthers: boolean }> {
  try {
    const found = await stat(path) // before it is opened: opening a pipe waits for its writer
    if (!found.isFile()) throw unusable(say('config_no_file'))
    await using handle = await open(path, 'r')
    const buffer = Buffer.alloc(MAX_CONFIG_BYTES + 1)
    let size = 0
    for (;;) {
      const { bytesRead } = await handle.read(buffer, size, buffer.length - size)
      size += bytesRead
      if (bytesRead === 0 || size === buffer.length) break
    }
    if (size > MAX_CONFIG_BYTES) throw unusable(say('config_large', { most: MAX_CONFIG_BYTES / 1024 }))
    return { bytes: buffer.subarray(0, size), openToOthers: isOpenToOthers(found) }
  } catch (error) {
    if (error instanceof ConfigFileError) throw error
    throw unusable(say('config_unread', { code: codeOf(error) }))
  }
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw unusable(say('config_not_utf8')) // the cause says nothing more
  }
}

function unusable(said: Said): ConfigFileError {
  return new ConfigFileError([problemAt(1, said)])
}

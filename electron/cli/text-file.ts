/** Files of one's own words: read as UTF-8 that is really UTF-8, written so that nothing is lost and nobody else reads. */

import { open, readFile, stat } from 'node:fs/promises'
import { AppError } from '../../shared/errors.ts'
import { say } from '../../shared/said.ts'

/** The text of a file of at most `maxBytes`. Fails with `invalid_input`, naming what stands in the way. */
export async function readTextFile(file: string, maxBytes: number): Promise<string> {
  const bytes = await readBytes(file, maxBytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new AppError('invalid_input', say('file_not_utf8', { line: badLine(bytes) }))
  }
}

async function readBytes(file: string, maxBytes: number): Promise<Buffer> {
  try {
    const { size } = await stat(file)
    if (size > maxBytes)
      throw new AppError('invalid_input', say('file_over', { most: Math.floor(maxBytes / 1e6) }))
    return await readFile(file)
  } catch (error) {
    if (error instanceof AppError) throw error
    throw cannot('read', error)
  }
}

/** The first line (from 1) that is not UTF-8. */
function badLine(bytes: Buffer): number {
  for (let line = 1, start = 0; ; line++) {
    const found = bytes.indexOf(0x0a, start)
    const end = found === -1 ? bytes.length : found
    if (found === -1 || !bytes.subarray(start, end).toString('utf8').isWellFormed()) return line
    if (bytes.subarray(start, end).toString('utf8').includes('\ufffd')) return line
    start = end + 1
  }
}

/** Writes a new file that only its owner reads. Fails with `invalid_input` where there is one of this name already. */
export async function writeNewFile(file: string, text: string): Promise<void> {
  try {
    const handle = await open(file, 'wx', 0o600)
    try {
      await handle.writeFile(text)
      await handle.sync()
    } finally {
      await handle.close()
    }
  } catch (error) {
    throw cannot('written', error)
  }
}

function cannot(what: 'read' | 'written', error: unknown): AppError {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'EEXIST') return new AppError('invalid_input', say('file_exists'))
  return new AppError(
    'invalid_input',
    say(what === 'read' ? 'file_cannot_read' : 'file_cannot_write', { code: code ?? 'unknown' }),
  )
}

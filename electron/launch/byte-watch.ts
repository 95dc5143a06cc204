/** Runs a child for as long as bytes arrive in the folders it fills; ends it when none did for a while. */
import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

export interface ByteWatch {
  readonly command: string
  readonly args: readonly string[]
  readonly env: NodeJS.ProcessEnv
  /** Folders that the child fills; they need not exist yet. */
  readonly folders: readonly string[]
  readonly silenceMs: number
  /** Bytes in the folders by now, about once a second. */
  readonly onBytes: (bytes: number) => void
}

/** `silent`: ended because nothing arrived. `error` ends with the last line the child printed on stderr. */
export type ByteWatchResult =
  | { readonly kind: 'done' }
  | { readonly kind: 'silent'; readonly bytes: number }
  | { readonly kind: 'error'; readonly message: string }

/** Runs the child to its end, to a silence of `silenceMs`, or to `signal`, which rejects. */
export async function runWhileBytesArrive(watch: ByteWatch, signal: AbortSignal): Promise<ByteWatchResult> {
  signal.throwIfAborted()
  const child = spawn(watch.command, watch.args, { env: watch.env, stdio: ['ignore', 'ignore', 'pipe'] })
  const tail = collectTail(child)
  let silent: number | null = null
  const timer = watchFolders(watch, (bytes) => {
    silent = bytes
    child.kill('SIGKILL')
  })
  const abort = (): void => void child.kill('SIGKILL')
  signal.addEventListener('abort', abort)
  try {
    const code = await exitOf(child)
    signal.throwIfAborted()
    if (silent !== null) return { kind: 'silent', bytes: silent }
    return code === 0 ? { kind: 'done' } : { kind: 'error', message: tail() }
  } finally {
    clearInterval(timer)
    signal.removeEventListener('abort', abort)
  }
}

function watchFolders(watch: ByteWatch, onSilence: (bytes: number) => void): NodeJS.Timeout {
  let last = bytesIn(watch.folders)
  let lastChange = performance.now()
  const check = (): void => {
    const bytes = bytesIn(watch.folders)
    if (bytes !== last) {
      last = bytes
      lastChange = performance.now()
      watch.onBytes(bytes)
    } else if (performance.now() - lastChange >= watch.silenceMs) onSilence(bytes)
  }
  return setInterval(check, Math.min(1000, watch.silenceMs / 4))
}

function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
}

function collectTail(child: ChildProcess): () => string {
  let text = ''
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    text = (text + chunk).slice(-8000)
  })
  return () => firstErrorLine(text)
}

/** A stack trace's message line, else the last line that says anything. */
function firstErrorLine(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const message = lines.find((line) => /^\w*Error\b/.test(line)) ?? lines.at(-1) ?? 'no reason given'
  return message.trim().slice(0, 200)
}

/** Bytes in all files below the folders. Files that vanish while we count are not there. */
export function bytesIn(folders: readonly string[]): number {
  let sum = 0
  for (const folder of folders) {
    for (const entry of listOrNone(folder)) sum += sizeOrZero(join(folder, entry))
  }
  return sum
}

function listOrNone(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [] // readdirSync throws system errors
    throw error
  }
}

function sizeOrZero(file: string): number {
  const stat = statSync(file, { throwIfNoEntry: false })
  return stat?.isFile() ? stat.size : 0
}

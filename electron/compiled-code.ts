/**
 * Keeps the built app's code as V8 compiled it, so that the next start need not parse it again (a quarter of the processor
 * time until the window can be opened). It lies in the person's own cache folder and is good for one build alone.
 */
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { constants, enableCompileCache, flushCompileCache } from 'node:module'
import { join } from 'node:path'
import { cacheDir } from './config.ts'

/** By when a start has run what it runs at every start. */
const STARTED_MS = 10_000

/** Where it is kept, and for which build. */
export interface CompiledCode {
  readonly dir: string
  /** Writes down now what was compiled so far, and forgets what other builds left. */
  keep(): void
}

/**
 * Call it before anything else is imported, with the file that was started. Null where nothing is kept: a run from
 * sources, or a folder that cannot be written. It never throws, as a start must not fail for it.
 */
export function keepCompiledCode(startedFile: string, root: string = cacheDir()): CompiledCode | null {
  if (startedFile.endsWith('.ts')) return null
  const all = join(root, 'compiled')
  try {
    const build = statSync(startedFile).mtimeMs.toString(36).replace('.', '-')
    const dir = join(all, build)
    mkdirSync(dir, { recursive: true, mode: 0o700 })
    const { status } = enableCompileCache(dir)
    if (status === constants.compileCacheStatus.FAILED) return null
    const code = { dir, keep: () => keep(all, build) }
    setTimeout(code.keep, STARTED_MS).unref()
    return code
  } catch {
    return null // a full disk, a folder of somebody else: the start is slower, and that is all
  }
}

function keep(all: string, build: string): void {
  flushCompileCache()
  for (const name of readdirSync(all))
    if (name !== build) rmSync(join(all, name), { recursive: true, force: true })
}

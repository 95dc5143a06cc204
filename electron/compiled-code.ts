/**
 * Keeps the built app's code as V8 compiled it, so that the next start need not parse it again (a quarter of the processor
 * time until the window can be opened). It lies in the person's own cache folder and is good for one build alone.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { constants, enableCompileCache, flushCompileCache } from 'node:module'
import { dirname, join } from 'node:path'
import { cacheDir } from './config.ts'

/** By when a start has run what it runs at every start. */
const STARTED_MS = 10_000

/** Where it is kept, and for which build. */
export interface CompiledCode {
  readonly dir: string
  /** Writes down now what was compiled so far, and forgets what other builds left. False where that could not be. */
  keep(): boolean
}

/**
 * Call it before anything else is imported, with the file that was started. Null where nothing is kept: a run from
 * sources, or a folder that cannot be written. It never throws, as a start must not fail for it.
 */
export function keepCompiledCode(startedFile: string, root: string = cacheDir()): CompiledCode | null {
  if (startedFile.endsWith('.ts')) return null
  const all = join(root, 'compiled')
  try {
    const build = buildOf(dirname(startedFile))
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

/**
 * The same for all files that a build starts, in whichever thread: the names that lie there, of which nearly all hold a hash
 * of what is in them. (No times: those of files differ, and inside an archive they are those of this start.)
 */
function buildOf(folder: string): string {
  const names = readdirSync(folder).filter((name) => /\.m?js$/.test(name))
  return createHash('sha256').update(names.toSorted().join('\n')).digest('hex').slice(0, 16)
}

function keep(all: string, build: string): boolean {
  try {
    flushCompileCache()
    for (const name of readdirSync(all))
      if (name !== build) rmSync(join(all, name), { recursive: true, force: true })
    return true
  } catch {
    return false // emptied meanwhile, or by another start at the same time: the next one is slower, and that is all
  }
}

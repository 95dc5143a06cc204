/**
 * Builds the app when its sources changed. The build goes into a folder of its own and takes the place of `dist`
 * by a rename: whoever reads `dist` sees the old build or the new one, and never half of one.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { isEntryPoint, projectRoot } from './project-root.ts'
import { hashOfSources } from './source-hash.ts'
import { removeLeftovers, swapFolder } from './swap-folder.ts'

/** Holds the hash of the sources a build was made from; written last, so that it vouches for all of it. */
const STAMP = 'built-from.txt'

export interface BuildOptions {
  readonly root?: string
  /** Builds even when nothing changed. */
  readonly force?: boolean
  /** One line for the person; on a command line this is stderr, stdout stays machine-readable. */
  readonly log: (line: string) => void
  /** The build itself, given the folder to fill. Vite by default. */
  readonly build?: (outDir: string, signal: AbortSignal) => Promise<void>
}

/** `fresh`: nothing to do. `built`: a new build is in place. */
export type BuildOutcome = 'fresh' | 'built'

/** Makes `dist` agree with the sources. Throws an Error with a plain message when the build fails. */
export async function buildIfStale(options: BuildOptions, signal: AbortSignal): Promise<BuildOutcome> {
  const root = options.root ?? projectRoot
  const dist = join(root, 'dist')
  const hash = hashOfSources(root) // before the build: what changes during it counts as not built
  if (options.force !== true && isBuiltFrom(dist, hash)) return 'fresh'
  options.log(
    existsSync(dist) ? 'Building Tidemark (sources changed) ...' : 'Building Tidemark (first run) ...',
  )
  removeLeftovers(dist)
  const outDir = `${dist}-${process.pid}`
  try {
    await (options.build ?? buildWithVite(root))(outDir, signal)
    writeFileSync(join(outDir, STAMP), hash)
    if (options.force === true || !isBuiltFrom(dist, hash)) await swapFolder(outDir, dist, signal)
    return 'built'
  } finally {
    rmSync(outDir, { recursive: true, force: true })
  }
}

/** True when `dist` holds a complete build of the sources with this hash. */
export function isBuiltFrom(dist: string, hash: string): boolean {
  try {
    return readFileSync(join(dist, STAMP), 'utf8') === hash && existsSync(join(dist, 'main', 'cli.js'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false // readFileSync throws system errors
    throw error
  }
}

function buildWithVite(root: string): (outDir: string, signal: AbortSignal) => Promise<void> {
  return async (outDir, signal) => {
    const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
    const child = spawn(process.execPath, [vite, 'build', '--app', '--logLevel', 'warn'], {
      cwd: root,
      env: { ...process.env, NODE_ENV: 'production', TIDEMARK_OUT_DIR: basename(outDir) },
      stdio: ['ignore', 2, 2], // stdout belongs to the command that comes after
      signal,
    })
    const [code] = (await once(child, 'exit')) as [number | null]
    if (code !== 0)
      throw new Error(`The build failed (exit code ${code ?? 'none'}); what went wrong is printed above.`)
  }
}

if (isEntryPoint(import.meta.url)) {
  const log = (line: string): void => void process.stderr.write(`${line}\n`)
  const force = process.argv.includes('--force')
  await buildIfStale({ log, force }, AbortSignal.timeout(600_000)).catch((error: unknown) => {
    log(error instanceof Error ? error.message : String(error))
    process.exitCode = 1
  })
}

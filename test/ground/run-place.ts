/** Where a whole run writes, and what its processes are told of it: gone when the run ends. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Free memory below which temporary folders stay on the disk: ledgers and chains of a run take a tenth of it at once. */
const ROOMY_BYTES = 2 ** 31
/** Linux's file system in memory. */
const MEMORY = '/dev/shm'

export interface RunPlace {
  /** For every process of the run. */
  readonly env: Readonly<Record<string, string>>
}

/**
 * A temporary folder in memory where there is room for it, because what tests write there is thrown away and need not wait
 * for a disk; else on the disk. Node keeps compiled code there, so that the hundreds of processes and threads that tests
 * start need not compile the same sources each.
 */
export function makeRunPlace(): RunPlace {
  const parent = isRoomy(MEMORY) ? MEMORY : tmpdir()
  removeLeftovers(parent)
  const folder = mkdtempSync(join(parent, `tidemark-run-${process.pid}-`))
  const temporary = join(folder, 'tmp')
  mkdirSync(temporary)
  process.once('exit', () => remove(folder))
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1))
  return { env: { TMPDIR: temporary, NODE_COMPILE_CACHE: join(folder, 'compiled') } }
}

function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 })
}

/** Of runs that were killed, or whose processes outlived them for a moment. */
function removeLeftovers(parent: string): void {
  for (const name of readdirSync(parent)) {
    const pid = Number(/^tidemark-run-(\d+)-/.exec(name)?.[1] ?? Number.NaN)
    if (!Number.isNaN(pid) && !isAlive(pid)) remove(join(parent, name))
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH' // it throws system errors: somebody else's is alive
  }
}

function isRoomy(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize >= ROOMY_BYTES
  } catch {
    return false // there is none on this system
  }
}

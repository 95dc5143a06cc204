import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const ATTEMPTS = 50

/**
 * Puts `fresh` in the place of `target` by renames alone, so that nobody ever sees a half-filled folder. Several
 * processes may do so at once: the last one wins. The folder that was there before is removed.
 */
export async function swapFolder(fresh: string, target: string, signal: AbortSignal): Promise<void> {
  const aside = `${target}-old-${process.pid}`
  for (let attempt = 1; ; attempt++) {
    signal.throwIfAborted()
    moveAside(target, aside)
    try {
      renameSync(fresh, target)
      return
    } catch (error) {
      if (attempt === ATTEMPTS || !isOccupied(error)) throw error
      await sleep(20, undefined, { signal }) // another process put its own there in between
    } finally {
      rmSync(aside, { recursive: true, force: true })
    }
  }
}

function moveAside(target: string, aside: string): void {
  try {
    renameSync(target, aside)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error // rename throws system errors only
  }
}

function isOccupied(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code // rename throws system errors only
  return code === 'ENOTEMPTY' || code === 'EEXIST' || code === 'EPERM' || code === 'EACCES'
}

/** Removes `<target>-<pid>` and `<target>-old-<pid>` folders whose process is gone: a build killed midway. */
export function removeLeftovers(target: string): void {
  const prefix = `${basename(target)}-`
  if (!existsSync(dirname(target))) return
  for (const name of readdirSync(dirname(target))) {
    const pid = name.startsWith(prefix) ? /^(?:old-)?(\d+)$/.exec(name.slice(prefix.length))?.[1] : undefined
    if (pid !== undefined && !isAlive(Number(pid)))
      rmSync(join(dirname(target), name), { recursive: true, force: true })
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' // alive, but another user's
  }
}

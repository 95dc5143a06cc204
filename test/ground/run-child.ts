/** One process of a run, whose lines are told from those of the others beside it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'
import { projectRoot } from '../../electron/launch/project-root.ts'

/** A suite that hangs is ended and fails; this is no limit on speed. */
const HANGS_AFTER_MS = 900_000

export interface ChildOptions {
  readonly args: readonly string[]
  /** Added to this process's own. */
  readonly env: Readonly<Record<string, string>>
  /** One line of what it writes. */
  readonly log: (line: string) => void
}

/** Runs this Node with these arguments; its exit code, null where it was ended. It does not outlive this process. */
export async function runChild({ args, env, log }: ChildOptions): Promise<number | null> {
  const PATH = [join(projectRoot, 'node_modules', '.bin'), process.env['PATH']].join(delimiter) // as npm sets it, also when started by hand
  const child = spawn(process.execPath, args, {
    cwd: projectRoot,
    env: { ...process.env, PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const end = (): void => void child.kill('SIGTERM')
  process.prependListener('exit', end) // before its folder is removed
  const timer = setTimeout(() => {
    log(`still running after ${HANGS_AFTER_MS / 60_000} minutes: ended`)
    child.kill('SIGKILL')
  }, HANGS_AFTER_MS)
  for (const stream of [child.stdout, child.stderr]) createInterface(stream).on('line', log)
  try {
    return await closed(child)
  } finally {
    clearTimeout(timer)
    process.off('exit', end)
  }
}

function closed(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
}

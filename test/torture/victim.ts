/** The tortured process as its tormentor holds it: where it stands, and signals by its process id. */
import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ChildTask, Phase } from './child.ts'

const CHILD = join(import.meta.dirname, 'child.ts')
const LOST_AFTER_MS = 120_000

/** How it ended. `phase`: what it was doing then. */
export interface End {
  readonly code: number | null
  readonly phase: Phase
  /** What it said on stderr. */
  readonly words: string
}

export interface Victim {
  phase(): Phase
  alive(): boolean
  kill(signal: NodeJS.Signals): void
  /** Returns as soon as it is in that phase, or has ended, or after 2 s. Busy on purpose: a timer would be late. */
  catchIn(phase: Phase): boolean
  readonly ended: Promise<End>
}

/** A file may grow to this size and no further, as on a full disk; null is no limit. */
export type FileLimitKiB = number | null

/** Starts the process; resolves once it runs. */
export async function startVictim(task: ChildTask, limit: FileLimitKiB = null): Promise<Victim> {
  writeFileSync(task.phaseFile, 'O')
  const child = spawnChild(JSON.stringify(task), limit)
  const ended = endOf(child, task.phaseFile)
  await Promise.race([new Promise<void>((resolve) => child.stdout?.once('data', () => resolve())), ended])
  const alive = (): boolean => child.exitCode === null && child.signalCode === null
  return {
    phase: () => phaseIn(task.phaseFile),
    alive,
    kill: (signal) => void child.kill(signal),
    catchIn: (phase) => {
      const giveUp = Date.now() + 2_000
      while (Date.now() < giveUp && phaseIn(task.phaseFile) !== phase) {
        if (phaseIn(task.phaseFile) === 'D') return false
      }
      return phaseIn(task.phaseFile) === phase
    },
    ended,
  }
}

/** A file size limit with its signal ignored gives a failed write, which is what a full disk gives. */
function spawnChild(task: string, limit: FileLimitKiB): ChildProcess {
  const stdio: ['ignore', 'pipe', 'pipe'] = ['ignore', 'pipe', 'pipe']
  if (limit === null) return spawn(process.execPath, [CHILD, task], { stdio })
  const script = `trap '' XFSZ; ulimit -f ${limit}; exec "$0" "$@"`
  return spawn('bash', ['-c', script, process.execPath, CHILD, task], { stdio })
}

function endOf(child: ChildProcess, phaseFile: string): Promise<End> {
  let words = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    words += text
  })
  const timer = setTimeout(() => child.kill('SIGKILL'), LOST_AFTER_MS)
  return new Promise((resolve) => {
    child.once('close', (code) => {
      clearTimeout(timer)
      resolve({ code, phase: phaseIn(phaseFile), words })
    })
  })
}

function phaseIn(file: string): Phase {
  const descriptor = openSync(file, 'r')
  const byte = Buffer.alloc(1)
  readSync(descriptor, byte, 0, 1, 0)
  closeSync(descriptor)
  return byte.toString() as Phase // the child writes nothing else
}

/**
 * A process that brings a ledger to the node's tip and is tortured on the way: `node child.ts JSON`. The first byte of
 * the phase file says what it is doing, so that it proves where a kill -9 hit: O opening (and recovering) the ledger,
 * M bringing an older one up to date, R reading, W inside the store's transaction, D done. It ends with 0, or with the
 * exit code of the error that it says on stderr.
 */

import { openSync, writeSync } from 'node:fs'
import { NodeError } from '../../electron/engine/node-error.ts'
import { AppError } from '../../shared/errors.ts'
import { inWords } from '../fakes/in-words.ts'
import { type EngineGround, openEngine } from '../ground/engine-ground.ts'
import { openScan } from '../ground/scan-ground.ts'

/** What the child is told. */
export interface ChildTask {
  readonly url: string
  readonly cookieFile: string
  readonly folder: string
  readonly phaseFile: string
  /** Its clock goes wrong by this much, ms. */
  readonly clockShiftMs: number
  /** Opening it means bringing it up to date. */
  readonly migrates: boolean
  /** Follows the tip as an app does, until SIGTERM. */
  readonly follows: boolean
}

/** Where the child stands. */
export type Phase = 'O' | 'M' | 'R' | 'W' | 'D'

/** How it ends when it cannot go on. */
export const CHILD_EXIT = { done: 0, storage: 3, node: 4, other: 9 } as const

const BLOCKS_A_STEP = 5

async function run(task: ChildTask): Promise<void> {
  const file = openSync(task.phaseFile, 'r+')
  const enter = (phase: Phase): void => void writeSync(file, phase, 0)
  enter(task.migrates ? 'M' : 'O')
  process.stdout.write('started\n')
  if (task.follows) {
    enter('R')
    await followTip(task)
    return enter('D')
  }
  const engine = openEngine(
    task,
    task.folder,
    (store) => ({
      ...store,
      apply: async (update) => {
        enter('W')
        try {
          return await store.apply(update)
        } finally {
          enter('R')
        }
      },
    }),
    { now: () => Date.now() + task.clockShiftMs },
  )
  enter('R')
  await toTip(engine)
  await engine.close()
  enter('D')
}

/** Woken by hints, as the app's scan service is; without them it looks only now and then. */
async function followTip(task: ChildTask): Promise<void> {
  const stop = new AbortController()
  process.once('SIGTERM', () => stop.abort())
  const ground = await openScan(task, task.folder)
  await ground.scan.follow(stop.signal)
  await ground.close()
  if (ground.faults.length > 0) throw new Error(`a fault while following: ${String(ground.faults[0])}`)
}

/** As the scan service does it: a hole, or scripts without a snapshot, are followed by a snapshot. */
async function toTip(engine: EngineGround): Promise<void> {
  const never = new AbortController().signal
  for (;;) {
    const { kind } = await engine.scanner.syncOnce(BLOCKS_A_STEP, never)
    if (kind === 'waiting') throw new NodeError('busy', inWords('the node is not ready'))
    const taken = kind === 'gap' || kind === 'idle' || kind === 'at_tip' ? await engine.snapshot() : []
    if (kind === 'at_tip' && taken.length === 0) return
  }
}

function exitCodeOf(error: unknown): number {
  if (error instanceof NodeError) return CHILD_EXIT.node
  if (error instanceof AppError && error.code === 'storage') return CHILD_EXIT.storage
  return CHILD_EXIT.other
}

if (import.meta.main) {
  await run(JSON.parse(process.argv[2] ?? '') as ChildTask).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
    process.exit(exitCodeOf(error))
  })
}

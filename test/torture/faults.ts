/**
 * What is done to a ledger that is being brought to the tip. Each gives whether it really happened: a kill that came
 * too late, or a full disk that nobody wrote to, proves nothing and does not count.
 */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Chance } from '../ground/provider-ground.ts'
import { CHILD_EXIT, type ChildTask } from './child.ts'
import type { TortureGround } from './ground.ts'
import { type FileLimitKiB, startVictim, type Victim } from './victim.ts'

/** What came of one try. `why` is for the log where it did not happen. */
export interface Hit {
  readonly happened: boolean
  readonly why: string
}

export interface Fault {
  readonly name: string
  /** It ends in a kill -9. */
  readonly kills?: boolean
  strike(ground: TortureGround, chance: Chance): Promise<Hit>
}

const hit = (happened: boolean, why: string): Hit => ({ happened, why })

/** Lets it run to its end and demands a clean one. */
async function finish(victim: Victim): Promise<void> {
  const { code, words } = await victim.ended
  if (code !== CHILD_EXIT.done)
    throw new Error(`the ledger was not brought to the tip (exit ${code}): ${words}`)
}

/** Longer than a look without any hint is away. */
const HINTED_MS = 90_000

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** A ledger with work before it, and the process that does it. */
async function workingOn(
  ground: TortureGround,
  blocks: number,
  more: Partial<ChildTask> = {},
  limit: FileLimitKiB = null,
): Promise<Victim> {
  await ground.grow(blocks)
  return startVictim(ground.task(more), limit)
}

/** kill -9 while blocks are read: between two transactions. */
const killReading: Fault = {
  name: 'killed while reading',
  kills: true,
  strike: async (ground, chance) => {
    const victim = await workingOn(ground, 30)
    await pause(chance.below(300))
    const caught = victim.catchIn('R')
    victim.kill('SIGKILL')
    const { phase } = await victim.ended
    return hit(caught && phase === 'R', `killed in ${phase}`)
  },
}

/** kill -9 inside the store's transaction. */
const killCommitting: Fault = {
  name: 'killed inside a commit',
  kills: true,
  strike: async (ground, chance) => {
    const victim = await workingOn(ground, 30)
    await pause(chance.below(150))
    const caught = victim.catchIn('W')
    victim.kill('SIGKILL')
    const { phase } = await victim.ended
    return hit(caught && phase === 'W', `killed in ${phase}`)
  },
}

/** kill -9 while SQLite recovers from a kill before: opening, with the log of the first kill still there. */
const killRecovering: Fault = {
  name: 'killed during recovery',
  kills: true,
  strike: async (ground, chance) => {
    const first = await workingOn(ground, 30)
    await pause(chance.below(150))
    first.catchIn('W')
    first.kill('SIGKILL')
    await first.ended
    const log = `${ground.ledgerFile}-wal`
    const left = existsSync(log) ? statSync(log).size : 0
    const second = await startVictim(ground.task({}))
    await pause(chance.below(12))
    second.kill('SIGKILL')
    const { phase } = await second.ended
    return hit(left > 0 && phase === 'O', `a log of ${left} bytes was left, then killed in ${phase}`)
  },
}

/** kill -9 while an old ledger is brought to the newest schema. */
const killMigrating: Fault = {
  name: 'killed during a migration',
  kills: true,
  strike: async (ground, chance) => {
    const old = await ground.oldLedger()
    const victim = await startVictim(ground.task({ folder: old.folder, migrates: true }))
    await pause(chance.below(10))
    victim.kill('SIGKILL')
    const { phase } = await victim.ended
    await old.expectWhole()
    return hit(phase === 'M', `killed in ${phase}`)
  },
}

/** Stopped and continued, as a laptop's lid does it. */
const stopped: Fault = {
  name: 'stopped and continued',
  strike: async (ground, chance) => {
    const victim = await workingOn(ground, 20)
    await pause(chance.below(200))
    const phase = victim.phase()
    victim.kill('SIGSTOP')
    await ground.grow(2) // the chain goes on without it
    await pause(ground.stopMs)
    victim.kill('SIGCONT')
    const { code, words } = await victim.ended
    if (code !== CHILD_EXIT.done && code !== CHILD_EXIT.node)
      throw new Error(`it did not outlive being stopped (exit ${code}): ${words}`)
    return hit(phase === 'R' || phase === 'W', `stopped in ${phase}`)
  },
}

/** Files that cannot grow, as on a full disk. */
const fullDisk: Fault = {
  name: 'denied disk',
  strike: async (ground, chance) => {
    const limit = 80 + chance.below(120) // less than the log of so many blocks takes
    const victim = await workingOn(ground, 60, {}, limit)
    const { code, words } = await victim.ended
    if (code !== CHILD_EXIT.done && code !== CHILD_EXIT.storage)
      throw new Error(`a full disk was no storage error (exit ${code}): ${words}`)
    return hit(code === CHILD_EXIT.storage, `exit ${code}`)
  },
}

/** A clock that is days off. */
const wrongClock: Fault = {
  name: 'moved clock',
  strike: async (ground, chance) => {
    const days = chance.pick([-400, -1, 1, 400])
    await finish(await workingOn(ground, 5, { clockShiftMs: days * 86_400_000 }))
    return hit(true, `${days} days`)
  },
}

/** The node is started anew, with another cookie, while blocks are read. */
const nodeRestarted: Fault = {
  name: 'node restarted with another cookie',
  strike: async (ground, chance) => {
    const before = readFileSync(ground.node.cookieFile, 'utf8')
    const victim = await workingOn(ground, 40)
    await pause(chance.below(200))
    const phase = victim.phase()
    await ground.node.restart()
    const { code, words } = await victim.ended
    if (code !== CHILD_EXIT.done && code !== CHILD_EXIT.node)
      throw new Error(`a restarted node was no node error (exit ${code}): ${words}`)
    const other = readFileSync(ground.node.cookieFile, 'utf8') !== before
    return hit(other && phase !== 'D', `restarted in ${phase}`)
  },
}

/** The node answers that it is not ready, for a while. */
function refusing(mood: 'warming_up' | 'queue_full', name: string): Fault {
  return {
    name,
    strike: async (ground, chance) => {
      const { relay } = ground
      const before = relay.refused
      const victim = await workingOn(ground, 30, { url: relay.url })
      await pause(chance.below(150))
      relay.setMood(mood)
      await pause(100)
      relay.setMood('pass')
      const { code, words } = await victim.ended
      if (code !== CHILD_EXIT.done && code !== CHILD_EXIT.node)
        throw new Error(`a node that is not ready was no node error (exit ${code}): ${words}`)
      return hit(relay.refused > before, `${relay.refused - before} requests refused`)
    },
  }
}

/** Blocks that the ledger has not read are gone from the node: a hole, and a snapshot. */
const prunedAway: Fault = {
  name: 'blocks pruned before they were read',
  strike: async (ground) => {
    const cursor = ground.cursorHeight()
    await ground.grow(3)
    const pruned = await ground.prune()
    await finish(await startVictim(ground.task({})))
    return hit(pruned > cursor + 1, `pruned to ${pruned}, the ledger stood at ${cursor}`)
  },
}

/** A reorganisation while blocks are read. */
const reorganised: Fault = {
  name: 'reorganised while reading',
  strike: async (ground, chance) => {
    const victim = await workingOn(ground, 30)
    await pause(chance.below(150))
    const phase = victim.phase()
    await ground.node.reorg(1 + chance.below(20))
    const { code, words } = await victim.ended
    if (code !== CHILD_EXIT.done && code !== CHILD_EXIT.node)
      throw new Error(`it did not outlive a reorganisation (exit ${code}): ${words}`)
    return hit(phase === 'R' || phase === 'W', `reorganised in ${phase}`)
  },
}

/** The ledger follows by hints of which some never come and some come twice. */
const unreliableHints: Fault = {
  name: 'ZMQ messages lost and doubled',
  strike: async (ground, chance) => {
    const before = { ...ground.hints.tally }
    const victim = await startVictim(ground.task({ url: ground.relay.url, follows: true }))
    for (let waits = 0; ground.hints.listeners === 0 && waits < 200; waits++) await pause(50)
    for (let times = 2 + chance.below(3); times > 0; times--) {
      await ground.grow(1)
      if (chance.once(3)) await ground.node.reorg(1 + chance.below(5))
      await pause(chance.below(100))
    }
    const there = await ground.reachesTip(HINTED_MS)
    victim.kill('SIGTERM')
    await finish(victim)
    if (!there) throw new Error('the ledger did not come to the tip by the hints that were left')
    const { lost, doubled } = ground.hints.tally
    const [gone, twice] = [lost - before.lost, doubled - before.doubled]
    return hit(gone > 0 && twice > 0, `${gone} lost, ${twice} doubled`)
  },
}

/** All of them. */
export const FAULTS: readonly Fault[] = [
  killReading,
  killCommitting,
  killRecovering,
  killMigrating,
  stopped,
  fullDisk,
  wrongClock,
  nodeRestarted,
  refusing('warming_up', 'node warming up'),
  refusing('queue_full', 'work queue full'),
  prunedAway,
  reorganised,
  unreliableHints,
]

/** Where the ledger of a data folder lies. */
export function ledgerFileIn(folder: string): string {
  return join(folder, 'regtest', 'ledger.sqlite')
}

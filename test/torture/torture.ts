/** Strikes a ledger with every fault, again and again, and verifies it after each. */
import type { BitcoindBinary } from '../../electron/launch/get-bitcoind.ts'
import type { Chance } from '../ground/provider-ground.ts'
import { FAULTS, type Fault } from './faults.ts'
import { openTortureGround, type TortureGround } from './ground.ts'

/** How one kind of fault went. */
export interface Tally {
  readonly name: string
  /** Strikes that proved to have happened, and all that were tried. */
  happened: number
  tried: number
}

export interface TortureOptions {
  readonly chance: Chance
  /** After every fault has happened once, it goes on until then (ms since 1970). */
  readonly until: number
  /** And then on with kills alone, until that many have happened. */
  readonly kills?: number
  readonly stopMs: number
  readonly log: (line: string) => void
}

/** A fault that does not come about in so many tries is reported as one that never happened. */
const TRIES = 12

/** Throws where a ledger was not what the node says after a fault. A fault that never happened is in the tally. */
export async function torture(binary: BitcoindBinary, options: TortureOptions): Promise<readonly Tally[]> {
  const { chance, until, kills = 0, stopMs, log } = options
  const ground = await openTortureGround(binary, chance, stopMs)
  const struck = FAULTS.map((fault) => ({ fault, tally: { name: fault.name, happened: 0, tried: 0 } }))
  const killing = struck.filter(({ fault }) => fault.kills === true)
  const killed = (): number => killing.reduce((sum, { tally }) => sum + tally.happened, 0)
  try {
    for (const { fault, tally } of struck)
      for (let tries = 0; tries < TRIES; tries++) if (await strike(ground, fault, tally, chance, log)) break
    while (Date.now() < until || killed() < kills) {
      const { fault, tally } = chance.pick(Date.now() < until ? struck : killing)
      await strike(ground, fault, tally, chance, log)
    }
  } finally {
    await ground.close()
  }
  return struck.map(({ tally }) => tally)
}

async function strike(
  ground: TortureGround,
  fault: Fault,
  tally: Tally,
  chance: Chance,
  log: (line: string) => void,
): Promise<boolean> {
  const { happened, why } = await fault.strike(ground, chance).catch((error: unknown) => {
    throw new Error(`${fault.name}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    })
  })
  tally.tried += 1
  if (happened) tally.happened += 1
  const coins = await ground.verify()
  log(`${happened ? 'struck ' : 'missed '} ${fault.name} (${why}): ${coins} coins, as the node has them`)
  return happened
}

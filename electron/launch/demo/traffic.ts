/** Life on the demo's chain: every few seconds a payment, a spend or a block. Amounts follow from the tick. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { DemoGround } from './demo-ground.ts'
import type { LiveSample } from './samples.ts'
import { spendFrom } from './spend.ts'

/** How often what happens, in ticks. */
const RHYTHM = { block: 3, pay: 2, spend: 5, hold: 8, held: 6, mineToSample: 4 } as const

/** A fee change that makes a miner skip a transaction. Satoshis. */
const UNATTRACTIVE = 10_000_000

export interface TrafficOptions {
  readonly ground: DemoGround
  readonly tickMs: number
  readonly log: (line: string) => void
}

/** Transactions the miner is told to leave alone for a while, with the tick at which they are let through. */
type Held = Map<string, number>

/** Runs until `signal`; then returns. A step that fails is said once and the next one goes on. */
export async function runTraffic(options: TrafficOptions, signal: AbortSignal): Promise<void> {
  const held: Held = new Map()
  let said = ''
  for (let tick = 1; !signal.aborted; tick++) {
    const woken = await sleep(options.tickMs, true, { signal }).catch(() => false) // aborted: the loop ends
    if (!woken) return
    try {
      await step(options.ground, tick, held)
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      if (!signal.aborted && message !== said) options.log(`demo: ${message}`)
      said = message
    }
  }
}

/** What happens at one tick. */
export async function step(ground: DemoGround, tick: number, held: Held): Promise<void> {
  await letThrough(ground, tick, held)
  if (tick % RHYTHM.pay === 0) await pay(ground, tick, held)
  if (tick % RHYTHM.spend === 0) await spend(ground, tick)
  if (tick % RHYTHM.block === 0) await mineOne(ground, tick / RHYTHM.block)
}

async function pay(ground: DemoGround, tick: number, held: Held): Promise<void> {
  const sample = pick(ground.samples, tick / RHYTHM.pay, (each) => each.paid)
  const txid = await ground.bank.send(sample.address, 21_000 + ((tick * 7_919) % 400_000))
  if (tick % RHYTHM.hold !== 0) return
  await ground.node.rpc('prioritisetransaction', [txid, 0, -UNATTRACTIVE])
  held.set(txid, tick + RHYTHM.held)
}

async function letThrough(ground: DemoGround, tick: number, held: Held): Promise<void> {
  for (const [txid, until] of held) {
    if (until > tick) continue
    await ground.node.rpc('prioritisetransaction', [txid, 0, UNATTRACTIVE])
    held.delete(txid)
  }
}

/** Spends one coin of a sample. */
async function spend(ground: DemoGround, tick: number): Promise<void> {
  const sample = pick(ground.samples, tick / RHYTHM.spend, (each) => each.spent)
  await spendFrom(ground, sample, (1 + (tick % 2)) / 5)
}

async function mineOne(ground: DemoGround, block: number): Promise<void> {
  const mined = ground.samples.find((sample) => sample.mined)
  const toSample = mined !== undefined && block % RHYTHM.mineToSample === 0
  await ground.node.mine(1, toSample ? mined.address : ground.bankAddress)
}

/** One after the other among those that qualify. */
function pick(
  samples: readonly LiveSample[],
  turn: number,
  qualifies: (sample: LiveSample) => boolean,
): LiveSample {
  const some = samples.filter(qualifies)
  const sample = some[turn % some.length]
  if (sample === undefined) throw new Error('no sample address qualifies')
  return sample
}

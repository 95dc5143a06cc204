/**
 * loop.p99, loop.max and loop.write: what a person notices of a scan at full speed with a wallet that every block
 * concerns. The delay of the main thread's event loop, and how long what the person changes waits for its turn.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Host } from '../../../electron/host-types.ts'
import type { ScanCore } from '../../../electron/scan-worker/scan-core.ts'
import { prepareBusyLedger, withCoreOn, withHostOn } from '../busy-wallet.ts'
import { LEAST_ROUNDS, measurePair, median } from '../measure.ts'
import type { PreparedLedger } from '../sync-range.ts'
import type { BenchGround, RowDefinition } from '../types.ts'

/** A person who does something all the time. */
const WRITE_EVERY_MS = 20
/** An open window reads what it shows again so often. */
const READ_EVERY_MS = 250
const NS_A_MS = 1e6
const IDLE_MS = 1_000

/** Delays of the main thread, ms. */
interface Delay {
  readonly p99: number
  readonly max: number
}

/** There is nobody to compare with: the peer is one ms, so that the ratio is the figure. */
function delayRow(figure: keyof Delay, what: string, target: number): RowDefinition {
  return {
    id: `loop.${figure}`,
    what: `${what} during a threaded scan at full speed, every block with hits | 1 ms`,
    unit: 'ms',
    better: 'lower',
    target,
    async measure(ground, signal) {
      const values = (await delaysOf(ground, signal)).map((round) => round[figure])
      ground.log(`  ${values.map((value) => value.toFixed(1)).join(', ')} ms`)
      return { ours: median(values), peer: 1 }
    },
  }
}

const loopWrite: RowDefinition = {
  id: 'loop.write',
  what: `the longest wait of a small write, one every ${WRITE_EVERY_MS} ms, during the same scan | 1 ms`,
  unit: 'ms',
  better: 'lower',
  target: 100,
  async measure(ground, signal) {
    const { node, chain } = await ground.chain()
    const ledger = await busyLedger(ground, signal)
    const ours = () => withCoreOn(ledger, node, (core) => longestWrite(core, chain.to - chain.from, signal))
    const sides = { ours, peer: async () => 1 }
    return measurePair({ ...sides, rounds: LEAST_ROUNDS, log: ground.log }, signal)
  },
}

export const loopRows: readonly RowDefinition[] = [
  delayRow('p99', 'the 99th percentile of the delay of the main thread', 16),
  delayRow('max', 'the longest delay of the main thread', 100),
  loopWrite,
]

/** Made once a run for all rows. */
const ledgers = new WeakMap<BenchGround, Promise<PreparedLedger>>()
const delays = new WeakMap<BenchGround, Promise<readonly Delay[]>>()

/** A ledger below the full blocks, with scripts of every one of them. */
export function busyLedger(ground: BenchGround, signal: AbortSignal): Promise<PreparedLedger> {
  const make = async (): Promise<PreparedLedger> => {
    const { node, chain } = await ground.chain()
    ground.log('  making a ledger that watches scripts of every block ...')
    const made = await prepareBusyLedger(node, chain, signal)
    ground.atEnd(() => made.dispose())
    return made
  }
  const known = ledgers.get(ground) ?? make()
  ledgers.set(ground, known)
  return known
}

/** Both figures come from the same rounds. */
function delaysOf(ground: BenchGround, signal: AbortSignal): Promise<readonly Delay[]> {
  const known = delays.get(ground) ?? measureDelays(ground, signal)
  delays.set(ground, known)
  return known
}

async function measureDelays(ground: BenchGround, signal: AbortSignal): Promise<readonly Delay[]> {
  const { node, chain } = await ground.chain()
  const ledger = await busyLedger(ground, signal)
  const rounds: Delay[] = []
  const scan = async (threaded: boolean): Promise<number> => {
    const read = (host: Host) => delayOfScan(host, chain.to - chain.from, signal)
    const delay = await withHostOn(ledger, node, threaded, read)
    if (threaded) rounds.push(delay)
    return delay.p99
  }
  ground.log(
    `  idle: ${(await idleDelay()).toFixed(2)} ms. Peer in each round: the same scan on the main thread`,
  )
  const sides = { ours: () => scan(true), peer: () => scan(false) }
  await measurePair({ ...sides, rounds: LEAST_ROUNDS, log: ground.log }, signal)
  return rounds.slice(1) // without the warm-up
}

async function delayOfScan(host: Host, blocks: number, signal: AbortSignal): Promise<Delay> {
  const done = new AbortController()
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  const window = readOften(host, done.signal)
  const reply = await host.router.call('scan.sync', {}, signal)
  delay.disable()
  done.abort()
  await window
  if (!reply.ok) throw new Error(reply.error.message)
  const { blocks: read } = reply.value as { blocks: number } // as the contract says of it
  if (read !== blocks) throw new Error(`${read} blocks were read`)
  return { p99: delay.percentile(99) / NS_A_MS, max: delay.max / NS_A_MS }
}

async function readOften(host: Host, until: AbortSignal): Promise<void> {
  while (!until.aborted) {
    const reply = await host.router.call('status.get', {}, until)
    if (!reply.ok && !until.aborted) throw new Error(reply.error.message)
    await sleep(READ_EVERY_MS)
  }
}

/** From the call to its answer, the longest of all. */
async function longestWrite(core: ScanCore, blocks: number, signal: AbortSignal): Promise<number> {
  const done = new AbortController()
  let longest = 0
  const person = async (): Promise<void> => {
    for (let n = 0; !done.signal.aborted; n++) {
      const started = performance.now()
      await core.store.sources.setMeta('bench', String(n))
      longest = Math.max(longest, performance.now() - started)
      await sleep(WRITE_EVERY_MS)
    }
  }
  const scan = async (): Promise<number> => {
    try {
      return (await core.scan.sync(signal)).blocks
    } finally {
      done.abort()
    }
  }
  const [read] = await Promise.all([scan(), person()])
  if (read !== blocks) throw new Error(`${read} blocks were read`)
  return longest
}

async function idleDelay(): Promise<number> {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  await sleep(IDLE_MS)
  delay.disable()
  return delay.percentile(99) / NS_A_MS
}

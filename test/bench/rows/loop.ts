/**
 * loop.p99, loop.max and loop.write: what a person notices of a scan at full speed with a wallet that every block
 * concerns. The delay of the main thread's event loop, and how long what the person changes waits to be written.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Host } from '../../../electron/host-types.ts'
import { prepareBusyLedger, withHostOn } from '../busy-wallet.ts'
import { LEAST_ROUNDS, measurePair, median } from '../measure.ts'
import type { BenchGround, RowDefinition } from '../types.ts'

/** A person who does something all the time. */
const WRITE_EVERY_MS = 50
/** An open window reads what it shows again so often. */
const READ_EVERY_MS = 250
const NS_A_MS = 1e6
const IDLE_MS = 1_000

interface Figures {
  readonly p99: number
  readonly max: number
  /** The longest that a write took, from the call to the answer. */
  readonly write: number
}

/** There is nobody to compare with: the peer is one ms, so that the ratio is the figure. */
function loopRow(figure: keyof Figures, what: string, target: number): RowDefinition {
  return {
    id: `loop.${figure}`,
    what: `${what} during a threaded scan at full speed, every block with hits | 1 ms`,
    unit: 'ms',
    better: 'lower',
    target,
    async measure(ground, signal) {
      const rounds = await figuresOf(ground, signal)
      const values = rounds.map((round) => round[figure])
      ground.log(`  ${values.map((value) => value.toFixed(1)).join(', ')} ms`)
      return { ours: median(values), peer: 1 }
    },
  }
}

export const loopRows: readonly RowDefinition[] = [
  loopRow('p99', 'the 99th percentile of the delay of the main thread', 16),
  loopRow('max', 'the longest delay of the main thread', 100),
  loopRow('write', 'the longest wait for a change of an entry', 100),
]

const measured = new WeakMap<BenchGround, Promise<readonly Figures[]>>()

/** All three come from the same rounds. */
function figuresOf(ground: BenchGround, signal: AbortSignal): Promise<readonly Figures[]> {
  const known = measured.get(ground) ?? measureRounds(ground, signal)
  measured.set(ground, known)
  return known
}

async function measureRounds(ground: BenchGround, signal: AbortSignal): Promise<readonly Figures[]> {
  const { node, chain } = await ground.chain()
  ground.log('  making a ledger that watches scripts of every block ...')
  const ledger = await prepareBusyLedger(node, chain, signal)
  const blocks = chain.to - chain.from
  const rounds: Figures[] = []
  try {
    const scan = async (threaded: boolean): Promise<number> => {
      const figures = await withHostOn(ledger, node, threaded, (host) => scanWatched(host, blocks, signal))
      if (threaded) rounds.push(figures)
      return figures.p99
    }
    ground.log(
      `  idle: ${(await idleDelay()).toFixed(2)} ms. Peer in each round: the same scan on the main thread`,
    )
    const sides = { ours: () => scan(true), peer: () => scan(false) }
    await measurePair({ ...sides, rounds: LEAST_ROUNDS, log: ground.log }, signal)
    return rounds.slice(1) // without the warm-up
  } finally {
    await ledger.dispose()
  }
}

async function scanWatched(host: Host, blocks: number, signal: AbortSignal): Promise<Figures> {
  const done = new AbortController()
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  const person = Promise.all([writeOften(host, done.signal), readOften(host, done.signal)])
  const reply = await host.router.call('scan.sync', {}, signal)
  delay.disable()
  done.abort()
  const [write] = await person
  if (!reply.ok) throw new Error(reply.error.message)
  const { blocks: read } = reply.value as { blocks: number } // as the contract says of it
  if (read !== blocks) throw new Error(`${read} blocks were read`)
  return { p99: delay.percentile(99) / NS_A_MS, max: delay.max / NS_A_MS, write }
}

/** Archives an entry and takes it back; the longest that one of it took. */
async function writeOften(host: Host, until: AbortSignal): Promise<number> {
  let longest = 0
  for (let archived = true; !until.aborted; archived = !archived) {
    const started = performance.now()
    const reply = await host.router.call('portfolio.archive', { watchIds: [1], archived }, until)
    if (!reply.ok && !until.aborted) throw new Error(reply.error.message)
    if (!until.aborted) longest = Math.max(longest, performance.now() - started)
    await sleep(WRITE_EVERY_MS)
  }
  return longest
}

async function readOften(host: Host, until: AbortSignal): Promise<void> {
  while (!until.aborted) {
    const reply = await host.router.call('status.get', {}, until)
    if (!reply.ok && !until.aborted) throw new Error(reply.error.message)
    await sleep(READ_EVERY_MS)
  }
}

async function idleDelay(): Promise<number> {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  await sleep(IDLE_MS)
  delay.disable()
  return delay.percentile(99) / NS_A_MS
}

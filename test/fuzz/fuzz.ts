/** Feeds readers of foreign input with bad input, and looks at how they fail. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Chance } from '../ground/provider-ground.ts'
import { mutate } from './mutate.ts'

/** A reader of foreign input. */
export interface Target {
  readonly name: string
  /** Inputs that are right, and some that once were a problem. */
  readonly seeds: readonly Buffer[]
  /** Reads it; may throw what `expects` knows, and nothing else. */
  read(input: Buffer): unknown
  expects(error: unknown): boolean
}

/** Something that must not be. */
export interface Finding {
  readonly target: string
  readonly kind: 'crash' | 'slow'
  readonly input: Buffer
  readonly what: string
}

export interface FuzzResult {
  readonly tried: ReadonlyMap<string, { readonly accepted: number; readonly refused: number }>
  readonly findings: readonly Finding[]
  /** Memory after the run above that before it, bytes, both after a collection. */
  readonly grownBy: number
}

/** More than any reader may compute for so small an input: time of its own thread, whatever else the machine does. */
const SLOW_MS = 2_000
/** Longer than any reader may wait, on a busy machine too. */
const WAITS_MS = 60_000
/** Findings of one target that are kept; the rest says nothing new. */
const KEPT = 5

/** `inputs` mutated inputs in all, shared out evenly; every seed as it is comes first, and must be read. `slowMs` is for tests. */
export async function fuzz(
  targets: readonly Target[],
  inputs: number,
  chance: Chance,
  slowMs = SLOW_MS,
): Promise<FuzzResult> {
  const collect = garbageCollector()
  const tried = new Map<string, { accepted: number; refused: number }>()
  const findings: Finding[] = []
  collect()
  const before = memoryInUse()
  for (const target of targets) {
    const count = { accepted: 0, refused: 0 }
    tried.set(target.name, count)
    const share = Math.ceil(inputs / targets.length)
    for (let n = 0; n < share + target.seeds.length; n++) {
      const seed = target.seeds[n] ?? chance.pick(target.seeds)
      const input = n < target.seeds.length ? seed : mutate(seed, chance.pick(target.seeds), chance)
      const finding = await tryOne(target, input, count, slowMs)
      if (finding !== null && findings.filter(({ target: of }) => of === target.name).length < KEPT)
        findings.push(finding)
    }
  }
  collect()
  return { tried, findings, grownBy: memoryInUse() - before }
}

async function tryOne(
  target: Target,
  input: Buffer,
  count: { accepted: number; refused: number },
  slowMs: number,
): Promise<Finding | null> {
  const found = (kind: Finding['kind'], what: string): Finding => ({ target: target.name, kind, input, what })
  const first = await outcomeOf(target, input)
  if (first.crash !== null) return found('crash', first.crash)
  if (first.accepted) count.accepted += 1
  else count.refused += 1
  if (!isSlow(first, slowMs)) return null
  const again = await outcomeOf(target, input) // what is compiled or collected meanwhile is slow once
  const { computedMs, tookMs } = again
  return isSlow(again, slowMs)
    ? found('slow', `computed ${Math.round(computedMs)} ms, took ${Math.round(tookMs)} ms`)
    : null
}

interface Outcome {
  readonly accepted: boolean
  readonly crash: string | null
  readonly computedMs: number
  readonly tookMs: number
}

const isSlow = ({ computedMs, tookMs }: Outcome, slowMs: number): boolean =>
  computedMs >= slowMs || tookMs >= WAITS_MS

async function outcomeOf(target: Target, input: Buffer): Promise<Outcome> {
  const [started, computed] = [performance.now(), process.threadCpuUsage()]
  const times = (): Pick<Outcome, 'computedMs' | 'tookMs'> => {
    const { user, system } = process.threadCpuUsage(computed)
    return { computedMs: (user + system) / 1_000, tookMs: performance.now() - started }
  }
  try {
    await target.read(input)
    return { accepted: true, crash: null, ...times() }
  } catch (error) {
    if (target.expects(error)) return { accepted: false, crash: null, ...times() }
    const words = error instanceof Error ? (error.stack ?? error.message) : String(error)
    return { accepted: false, crash: words, ...times() }
  }
}

function memoryInUse(): number {
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

function garbageCollector(): () => void {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as () => void // the flag above makes it there
}

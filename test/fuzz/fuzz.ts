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

/** Longer than any reader may take for so small an input, on a busy machine too. */
const SLOW_MS = 2_000
/** Findings of one target that are kept; the rest says nothing new. */
const KEPT = 5

/** `inputs` mutated inputs in all, shared out evenly; every seed as it is comes first, and must be read. */
export async function fuzz(targets: readonly Target[], inputs: number, chance: Chance): Promise<FuzzResult> {
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
      const finding = await tryOne(target, input, count)
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
): Promise<Finding | null> {
  const found = (kind: Finding['kind'], what: string): Finding => ({ target: target.name, kind, input, what })
  const first = await outcomeOf(target, input)
  if (first.crash !== null) return found('crash', first.crash)
  if (first.accepted) count.accepted += 1
  else count.refused += 1
  if (first.tookMs < SLOW_MS) return null
  const { tookMs } = await outcomeOf(target, input) // a busy machine is slow once
  return tookMs < SLOW_MS ? null : found('slow', `took ${Math.round(tookMs)} ms`)
}

interface Outcome {
  readonly accepted: boolean
  readonly crash: string | null
  readonly tookMs: number
}

async function outcomeOf(target: Target, input: Buffer): Promise<Outcome> {
  const started = performance.now()
  const took = (): number => performance.now() - started
  try {
    await target.read(input)
    return { accepted: true, crash: null, tookMs: took() }
  } catch (error) {
    if (target.expects(error)) return { accepted: false, crash: null, tookMs: took() }
    const words = error instanceof Error ? (error.stack ?? error.message) : String(error)
    return { accepted: false, crash: words, tookMs: took() }
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

/** What a benchmark row is given and gives back. */
import type { RegtestNode } from '../../electron/launch/regtest-node.ts'
import type { BenchChain, ChainOptions } from './chain.ts'

/** The ground all rows share: made once a run, on demand. */
export interface BenchGround {
  readonly log: (line: string) => void
  /** A regtest node with nothing on it but `chain`: the one of most rows, or the one asked for. */
  readonly chain: (
    options?: ChainOptions,
  ) => Promise<{ readonly node: RegtestNode; readonly chain: BenchChain }>
  /** Done when all rows are: for what several of them share. */
  atEnd(clean: () => Promise<void>): void
  /** Folder of real raw blocks (`--blocks`), null when none was named. */
  readonly blocksDir: string | null
}

/** Which way a figure is good. */
export type Better = 'higher' | 'lower'

/** A finished row, as `--json` prints it. */
export interface Row {
  readonly id: string
  readonly what: string
  readonly ours: number
  readonly peer: number
  readonly unit: string
  /** How many times as fast where higher is better; ours over theirs in time or memory where lower is. */
  readonly ratio: number
  readonly better: Better
  readonly target: number
  /** What ours is held against, in the unit, where that is no ratio. */
  readonly limit?: number
  readonly pass: boolean
}

/** A row before it runs. A file a row under rows/. */
export interface RowDefinition {
  readonly id: string
  readonly what: string
  readonly unit: string
  readonly better: Better
  readonly target: number
  /** Where the spec gives a limit in the unit, it decides instead of the ratio: ours must not be above it. */
  readonly limit?: number
  measure(ground: BenchGround, signal: AbortSignal): Promise<Pair>
}

/** The two medians, in the row's unit. */
export interface Pair {
  readonly ours: number
  readonly peer: number
}

/** Completes a row from its definition and figures: ratio and verdict follow. */
export function toRow(definition: RowDefinition, { ours, peer }: Pair): Row {
  const { id, what, unit, better, target, limit } = definition
  const ratio = ours / peer
  const row = { id, what, ours, peer, unit, ratio, better, target }
  return limit === undefined
    ? { ...row, pass: passes(better, ratio, target) }
    : { ...row, limit, pass: ours <= limit }
}

function passes(better: Better, ratio: number, target: number): boolean {
  return better === 'higher' ? ratio >= target : ratio <= target
}

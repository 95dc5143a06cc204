/**
 * writer.holds: the longest time that any job had the only writer to itself, over all that is ever written, with so many
 * addresses of a busy wallet. The table by kind goes to the log. A day is played once: it holds thousands of jobs, and the
 * longest of them is the figure.
 */
import type { Hold } from '../../../electron/store/write-queue.ts'
import type { RowDefinition } from '../types.ts'
import { holdsOfADay } from '../writer-day.ts'

/** There is nobody to compare with: the peer is one ms, so that the ratio is the figure. */
export const writerHolds: readonly RowDefinition[] = [
  row('writer.holds.100k', 100_000),
  row('writer.holds.1m', 1_000_000),
]

function row(id: string, scripts: number): RowDefinition {
  return {
    id,
    what: `the longest hold of the writer in a day with ${scripts.toLocaleString('en')} addresses | 1 ms`,
    unit: 'ms',
    better: 'lower',
    target: 100,
    async measure({ log }, signal) {
      const holds = [...(await holdsOfADay(scripts, log, signal))].toSorted(
        ([, a], [, b]) => b.longestMs - a.longestMs,
      )
      for (const [kind, hold] of holds) log(`    ${lineOf(kind, hold)}`)
      return { ours: holds[0]?.[1].longestMs ?? 0, peer: 1 }
    },
  }
}

function lineOf(kind: string, { count, longestMs, totalMs }: Hold): string {
  return `${kind}: longest ${longestMs.toFixed(1)} ms, mean ${(totalMs / count).toFixed(2)} ms, ${count} times`
}

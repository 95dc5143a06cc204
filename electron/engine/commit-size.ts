/**
 * How much goes into one transaction of the store: many blocks while catching up, because a commit costs as much as
 * many rows, but never so many that a person's write behind it waits noticeably. Measured, not guessed: a disk, and a
 * ledger of another size, take another time.
 */
import type { ConnectedBlock } from './ports.ts'

/** What one commit should take, ms: less than half of what a person's write may have to wait. */
export const COMMIT_MS = 40
/** The same while somebody writes: a commit now and then takes twice as long as it should. */
export const CROWDED_MS = 20

const FIRST_ROWS = 1_000
/** Below this the commit itself is what takes the time. */
const LEAST_ROWS = 100
const MOST_ROWS = 50_000
/** Growth after a commit that was shorter than it might be. */
const GROWTH = 1.5
/** A commit smaller than this part of the limit says nothing of one that is as large. */
const TELLING_SHARE = 4

export interface CommitSize {
  /** Rows that the next commit should not have more of. One block is never divided. */
  rows(): number
  /** A commit of so many rows took so long, and somebody else wrote meanwhile or not. */
  took(rows: number, ms: number, crowded?: boolean): void
}

/** Nothing is measured yet: the first commit should have no more than `first`. */
export function createCommitSize(first = FIRST_ROWS): CommitSize {
  let limit = first
  return {
    rows: () => limit,
    took: (rows, ms, crowded = false) => {
      const aim = crowded ? CROWDED_MS : COMMIT_MS
      const fitting = Math.floor((rows * aim) / Math.max(ms, 0.1))
      if (ms > aim) limit = Math.max(LEAST_ROWS, Math.min(limit, fitting))
      else if (rows >= limit / TELLING_SHARE)
        limit = Math.min(MOST_ROWS, Math.max(limit, Math.min(fitting, Math.ceil(limit * GROWTH))))
    },
  }
}

/** Rows that a block takes, about: its own, and one for each transaction, output and spend. */
export function rowsOf({ txs }: ConnectedBlock): number {
  let rows = 1
  for (const { outputs, spends } of txs) rows += 1 + outputs.length + spends.length
  return rows
}

/** How long to rest between two looks at the mempool: listing a large one is work for the node. */

/** After a hint: what a burst of transactions says within this time costs one look. */
export const HINT_REST_MS = 75

const EVERY_MS = 1_000
const AT_LEAST_EVERY_MS = 15_000
/** So many times as long as a look took. */
const REST_PER_WORK = 10
/** The quickest of so many looks counts: one that was held up by something else says nothing of the mempool. */
const LOOKS_COMPARED = 3

export interface RestTimes {
  /** A look took so long. */
  looked(ms: number): void
  /** Without any hint, and at least after one. */
  next(): { readonly longest: number; readonly afterHint: number }
}

/** Builds it; nothing was looked at yet. */
export function createRestTimes(): RestTimes {
  let looks: readonly number[] = []
  return {
    looked: (ms) => {
      looks = [...looks, ms].slice(-LOOKS_COMPARED)
    },
    next: () => {
      const earned = looks.length === 0 ? 0 : REST_PER_WORK * Math.min(...looks)
      const longest = Math.min(AT_LEAST_EVERY_MS, Math.max(EVERY_MS, earned))
      return { longest, afterHint: Math.min(longest, Math.max(HINT_REST_MS, earned)) }
    },
  }
}

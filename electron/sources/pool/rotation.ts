/** In which order sources are tried. Pure: who can be asked at all is decided elsewhere. */
import { createHash } from 'node:crypto'

/**
 * `round-robin`: the configured order, begun one further with every question. `ranked`: the fastest first. `private`:
 * an address always begins at the same source, so that none sees the whole portfolio.
 */
export type Rotation = 'round-robin' | 'ranked' | 'private'

/** The order from place `from` on, around the end. */
export function turned<T>(items: readonly T[], from: number): readonly T[] {
  return from === 0 ? items : [...items.slice(from), ...items.slice(0, from)]
}

/**
 * Rendezvous hashing: each id draws a number from itself and the address, the highest comes first. When a source comes
 * or goes, only the addresses that begin there move.
 */
export function rendezvous(ids: readonly string[], address: string): readonly string[] {
  const drawn = ids.map((id) => ({ id, weight: weightOf(id, address) }))
  return drawn.toSorted((a, b) => b.weight - a.weight || (a.id < b.id ? -1 : 1)).map(({ id }) => id)
}

function weightOf(id: string, address: string): number {
  return createHash('sha256').update(`${id}\n${address}`).digest().readUIntBE(0, 6)
}

/**
 * The next ranking from the last one: a source overtakes only one that is clearly slower (by more than twice and
 * 50 ms), so that two alike do not swap all the time. Unknown latencies keep their place.
 */
export function reranked(
  order: readonly string[],
  latencyOf: (id: string) => number | null,
): readonly string[] {
  const next = [...order]
  for (let i = 1; i < next.length; i++) {
    for (let j = i; j > 0; j--) {
      const [before, it] = [next[j - 1] ?? '', next[j] ?? '']
      if (!isClearlyFaster(latencyOf(it), latencyOf(before))) break
      next[j - 1] = it
      next[j] = before
    }
  }
  return next
}

function isClearlyFaster(a: number | null, b: number | null): boolean {
  return a !== null && b !== null && a * 2 + 50 < b
}

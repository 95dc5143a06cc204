/** Finds the key that somebody meant. */

/** The known key that `typed` is most like; null where none is near enough to be a slip of the fingers. */
export function nearestKey(typed: string, known: readonly string[]): string | null {
  const plain = normal(typed)
  let best: string | null = null
  let fewest = Number.POSITIVE_INFINITY
  for (const key of known) {
    const steps = distance(plain, normal(key))
    if (steps < fewest && steps <= Math.max(1, Math.floor(key.length / 3))) [best, fewest] = [key, steps]
  }
  return best
}

/** rpcUrls, rpc-urls and RPC_URLS are all rpc_urls. */
function normal(key: string): string {
  return key
    .slice(0, 64)
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .replace(/[-\s]/g, '_')
    .toLowerCase()
}

/** Levenshtein: insertions, deletions and replacements between two words. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}

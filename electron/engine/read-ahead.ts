/** Fetches in order with a few requests under way at once, so that the network never waits for the matcher. */

/** What was asked for, with its answer. */
export interface Fetched<K, V> {
  readonly key: K
  readonly value: V
}

/**
 * Yields the answers in the order of `keys`, keeping up to `window` fetches under way. When the consumer stops
 * or one fetch fails, the others are cancelled and awaited: nothing is left running, no rejection is lost.
 */
export async function* readAhead<K, V>(
  keys: readonly K[],
  fetchOne: (key: K, signal: AbortSignal) => Promise<V>,
  window: number,
  signal: AbortSignal,
): AsyncGenerator<Fetched<K, V>> {
  const cancel = new AbortController()
  const both = AbortSignal.any([signal, cancel.signal])
  const underWay: { readonly key: K; readonly answer: Promise<V> }[] = []
  let next = 0
  const fill = (): void => {
    while (next < keys.length && underWay.length < window) {
      const key = keys[next++] as K // next < keys.length
      const answer = fetchOne(key, both)
      answer.catch(() => undefined) // awaited below, in order; this only keeps an early failure from being "unhandled"
      underWay.push({ key, answer })
    }
  }
  try {
    for (fill(); underWay.length > 0; fill()) {
      const first = underWay.shift()
      if (first) yield { key: first.key, value: await first.answer }
    }
  } finally {
    cancel.abort()
    await Promise.allSettled(underWay.map(({ answer }) => answer))
  }
}

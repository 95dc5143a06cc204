/** Fetches in order with a few requests under way at once, so that the network never waits for the matcher. */

/** What was asked for, with its answer. */
export interface Fetched<K, V> {
  readonly key: K
  readonly value: V
}

/** How to fetch, and how far ahead. */
export interface ReadAhead<K, V> {
  fetchOne(key: K, signal: AbortSignal): Promise<V>
  /** Fetches under way while the consumer has an answer in hand. */
  readonly window: number
  /** Called with each answer that came but never reached the consumer: for answers that hold something. */
  drop?(value: V): void
}

/**
 * Yields the answers in the order of `keys`, keeping up to `window` fetches under way. Keys are drawn when their
 * fetch begins, so that what was read before may decide what is asked for next. When the consumer stops or one
 * fetch fails, the others are cancelled and awaited: nothing is left running, no rejection is lost.
 */
export async function* readAhead<K, V>(
  keys: Iterable<K>,
  how: ReadAhead<K, V>,
  signal: AbortSignal,
): AsyncGenerator<Fetched<K, V>> {
  const cancel = new AbortController()
  const both = AbortSignal.any([signal, cancel.signal])
  const underWay: { readonly key: K; readonly answer: Promise<V> }[] = []
  const left = keys[Symbol.iterator]()
  const fill = (): void => {
    while (underWay.length < how.window) {
      const next = left.next()
      if (next.done === true) return
      const answer = how.fetchOne(next.value, both)
      answer.catch(() => undefined) // awaited below, in order; this only keeps an early failure from being "unhandled"
      underWay.push({ key: next.value, answer })
    }
  }
  try {
    for (fill(); ; ) {
      const first = underWay.shift()
      if (!first) return
      const value = await first.answer
      fill() // before the consumer gets its turn: the network is busy meanwhile
      yield { key: first.key, value }
    }
  } finally {
    cancel.abort()
    const others = await Promise.allSettled(underWay.map(({ answer }) => answer))
    for (const one of others) if (one.status === 'fulfilled') how.drop?.(one.value)
  }
}

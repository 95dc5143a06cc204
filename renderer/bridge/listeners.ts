/** A set of listeners with a way out for each. */
export interface Listeners<T> {
  add(listener: (value: T) => void): () => void
  emit(value: T): void
}

/** An empty set. `emit` calls the listeners in the order they were added. */
export function createListeners<T>(): Listeners<T> {
  const all = new Set<(value: T) => void>()
  return {
    add(listener) {
      all.add(listener)
      return () => all.delete(listener)
    },
    emit(value) {
      for (const listener of all) listener(value)
    },
  }
}

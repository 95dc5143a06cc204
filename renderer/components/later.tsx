/** Parts of the window that its first drawing does not need: fetched when the window rests, or when one is wanted. */
import { type ComponentType, lazy, Suspense, useState } from 'react'

const fetching: (() => Promise<unknown>)[] = []

/** A component whose code comes later. Once it is there it is drawn at once, without a moment of nothing. */
export function later<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  let there: ComponentType<P> | null = null
  const fetched = async (): Promise<ComponentType<P>> => (there ??= await load())
  const Lazy = lazy(async () => ({ default: await fetched() }))
  fetching.push(fetched)
  return function Later(props: P) {
    const [Part] = useState<ComponentType<P>>(() => there ?? Lazy)
    return (
      <Suspense fallback={null}>
        <Part {...props} />
      </Suspense>
    )
  }
}

/** Fetches what is still missing of all of them, one after the other; what cannot be fetched is tried when it is wanted. */
export async function fetchLater(): Promise<void> {
  for (const fetched of fetching) await fetched().catch(() => undefined)
}

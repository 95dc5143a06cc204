/** Who gave an answer that is proven false. Such a source is left out until the person takes it in anew. */
import type { ProviderLie } from '../../engine/provider-error.ts'

/** A proven lie: which, and when it was told (ms since 1970). */
export interface ToldLie {
  readonly lie: ProviderLie
  readonly at: number
}

/** Where it is kept who lied, by the source's id, over restarts. Must not throw. */
export interface LieStore {
  load(id: string): ToldLie | null
  save(id: string, told: ToldLie): void
}

/** Keeps them as long as the process lives. */
export function memoryLies(): LieStore {
  const kept = new Map<string, ToldLie>()
  return { load: (id) => kept.get(id) ?? null, save: (id, told) => void kept.set(id, told) }
}

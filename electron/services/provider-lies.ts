/** Who gave an answer that is proven false, kept between starts: until the person takes the provider in anew. */
import { z } from 'zod'
import type { LieStore, ToldLie } from '../sources/pool/lies.ts'
import type { SourceStore } from '../store/source-store.ts'

const KEY = 'provider-lies'

const stored = z.record(
  z.string(),
  z.object({ lie: z.enum(['negative', 'above_supply', 'other_address', 'other_network']), at: z.number() }),
)

export interface ProviderLies extends LieStore {
  /** Forgets all but those of the providers named: who left the list and comes back begins anew. */
  keepOnly(ids: readonly string[]): void
}

/** Keeps them in the store; a write that fails is reported, never thrown at who asked. */
export function createProviderLies(store: SourceStore, onFault: (error: unknown) => void): ProviderLies {
  const lies = new Map(Object.entries(readLies(store)))
  const keep = (): void =>
    void store.setMeta(KEY, lies.size === 0 ? null : JSON.stringify(Object.fromEntries(lies))).catch(onFault)
  return {
    load: (id) => lies.get(id) ?? null,
    save: (id, told) => {
      if (lies.has(id)) return
      lies.set(id, told)
      keep()
    },
    keepOnly: (ids) => {
      const gone = [...lies.keys()].filter((id) => !ids.includes(id))
      for (const id of gone) lies.delete(id)
      if (gone.length > 0) keep()
    },
  }
}

function readLies(store: SourceStore): Readonly<Record<string, ToldLie>> {
  const text = store.getMeta(KEY)
  return text === null ? {} : stored.parse(JSON.parse(text))
}

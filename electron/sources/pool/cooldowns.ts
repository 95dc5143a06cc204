/** Where it is kept until when a source wants to be left alone (ms since 1970), over restarts. Must not throw. */
export interface CooldownStore {
  load(): ReadonlyMap<string, number>
  save(id: string, untilMs: number): void
}

/** Keeps them as long as the process lives. */
export function memoryCooldowns(): CooldownStore {
  const kept = new Map<string, number>()
  return { load: () => kept, save: (id, untilMs) => void kept.set(id, untilMs) }
}

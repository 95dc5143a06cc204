/**
 * Entries that leave. Their rows of `watch` are gone, which is what everybody reads; scripts, coverage and facts go in pieces.
 * Until then a script counts as watched only where one of its links leads to an entry that is there.
 */
import type { Database } from './sqlite.ts'

/** A condition: an entry that is there stands for the script; `script` is a column, named with its table: `watch_script` has one of that name. */
export const isWatched = (script: string): string =>
  `EXISTS (SELECT 1 FROM watch_script lw JOIN watch le ON le.id = lw.watch WHERE lw.script = ${script})`

/** Whether any entry is leaving: else every script is watched, and nobody needs to ask. On any connection. */
export function createIsAnyLeaving(db: Database): () => boolean {
  const any = db.prepare('SELECT 1 FROM leaving LIMIT 1')
  return () => any.get() !== undefined
}

/** The statements of now: those for scripts that are all watched, or such that leave out those that are not. */
export function whereWatched<T>(db: Database, make: (and: (script: string) => string) => T): () => T {
  const isAnyLeaving = createIsAnyLeaving(db)
  let whole: T | null = null
  let part: T | null = null
  return () => {
    if (isAnyLeaving()) {
      part ??= make((script) => `AND ${isWatched(script)}`)
      return part
    }
    whole ??= make(() => '')
    return whole
  }
}

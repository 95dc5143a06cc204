/** Which of some scripts are watched. */
import { isWatched } from './leaving.ts'
import type { Database } from './sqlite.ts'

/** Hex of script pubkeys in, those that a watch stands for out. */
export function createWatchedAmong(db: Database): (scripts: readonly string[]) => ReadonlySet<string> {
  const watched = db
    .prepare<[string], string>(
      `SELECT lower(hex(s.script_pubkey)) FROM script s
       WHERE s.script_pubkey IN (SELECT unhex(value) FROM json_each(?))
         AND ${isWatched('s.id')}`,
    )
    .pluck()
  return (scripts) => new Set(watched.all(JSON.stringify([...new Set(scripts)])))
}

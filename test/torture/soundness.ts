/** What holds of every ledger, whatever was done to it before. */
import { createJournalReads } from '../../electron/store/journal.ts'
import { openDatabase } from '../../electron/store/open-database.ts'
import type { Database } from '../../electron/store/sqlite.ts'

/** SQLite's own check, the foreign keys, and a journal that adds up to what is unspent. Throws where one fails. */
export function expectSound(file: string): void {
  const db = openDatabase(file, { readOnly: true })
  try {
    const integrity = db.pragma('integrity_check', { simple: true })
    const broken = db.pragma('foreign_key_check')
    if (integrity !== 'ok' || (broken as readonly unknown[]).length > 0)
      throw new Error(`the database is not sound: ${String(integrity)}, ${JSON.stringify(broken)}`)
    const wrong = scriptsThatDiffer(db)
    if (wrong.length > 0)
      throw new Error(`the journal does not add up to the balance of ${wrong.length} scripts`)
  } finally {
    db.close()
  }
}

/** Scripts whose journal, added up, is not what the tables hold as unspent. */
function scriptsThatDiffer(db: Database): readonly number[] {
  const held = new Map(
    db
      .prepare<[], [number, number]>(
        'SELECT script, sum(value) FROM output WHERE height IS NOT NULL AND spent IS NULL AND gone IS NULL GROUP BY script',
      )
      .raw()
      .all(),
  )
  const told = createJournalReads(db).replay()
  const scripts = new Set([...held.keys(), ...told.keys()])
  return [...scripts].filter((script) => (held.get(script) ?? 0) !== (told.get(script) ?? 0))
}

/** What holds of every ledger, whatever was done to it before. */
import { createJournalReads } from '../../electron/store/journal.ts'
import { openDatabase } from '../../electron/store/open-database.ts'
import type { Database } from '../../electron/store/sqlite.ts'

/** SQLite's own check, what rows refer to, and a journal that adds up to what is unspent. Throws where one fails. */
export function expectSound(file: string): void {
  const db = openDatabase(file, { readOnly: true })
  try {
    const integrity = db.pragma('integrity_check', { simple: true })
    const broken = brokenReferences(db)
    if (integrity !== 'ok' || broken.length > 0)
      throw new Error(`the database is not sound: ${String(integrity)}, ${JSON.stringify(broken)}`)
    const wrong = scriptsThatDiffer(db)
    if (wrong.length > 0)
      throw new Error(`the journal does not add up to the balance of ${wrong.length} scripts`)
  } finally {
    db.close()
  }
}

/** Facts that no foreign key holds together: what writes and deletes them has to. */
const REFERENCES = {
  'outputs without their transaction': 'SELECT id FROM output WHERE tx NOT IN (SELECT id FROM tx)',
  'outputs without their script': 'SELECT id FROM output WHERE script NOT IN (SELECT id FROM script)',
  'spends without their output': 'SELECT output FROM spend WHERE output NOT IN (SELECT id FROM output)',
  'spends without their transaction': 'SELECT output FROM spend WHERE tx NOT IN (SELECT id FROM tx)',
  'scripts that no entry led to': 'SELECT id FROM script WHERE id NOT IN (SELECT script FROM watch_script)',
  'scripts of entries that are neither there nor leaving': `SELECT script FROM watch_script
    WHERE watch NOT IN (SELECT id FROM watch UNION ALL SELECT watch FROM leaving)`,
  'scripts of chains that are not there': `SELECT script FROM watch_script
    WHERE watch IN (SELECT id FROM watch) AND chain IS NOT NULL AND chain NOT IN (SELECT id FROM account_chain)`,
  'outputs at another height than their transaction': `SELECT o.id FROM output o JOIN tx t ON t.id = o.tx
    WHERE o.height IS NOT NULL AND o.height IS NOT t.height`,
  'outputs marked as spent by what does not spend them in a block': `SELECT o.id FROM output o
    WHERE o.spent IS NOT NULL AND NOT EXISTS (SELECT 1 FROM spend s JOIN tx t ON t.id = s.tx
      WHERE s.output = o.id AND s.tx = o.spent AND t.height IS NOT NULL)`,
  'spends that are to be found by the mark of an output that names another': `SELECT s.output FROM spend s
    JOIN output o ON o.id = s.output WHERE s.marked = 1 AND o.spent IS NOT s.tx`,
}

/** Rows that refer to what is not there, by foreign keys or without one; empty in every sound ledger. */
export function brokenReferences(db: Database): readonly unknown[] {
  const byKeys = db.pragma('foreign_key_check') as readonly unknown[] // one row each
  const others = Object.entries(REFERENCES).flatMap(([what, sql]) => {
    const rows = db.prepare<[], number>(sql).pluck().all()
    return rows.length === 0 ? [] : [`${what}: ${rows.slice(0, 5).join(', ')}`]
  })
  return [...byKeys, ...others]
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

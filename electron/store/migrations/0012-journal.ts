/**
 * What changed and why, written with the facts and never rewritten: a row for each block or event, its transactions packed
 * (journal-codec.ts). `height` and `hash`: the block it is about, also where that has left the chain since.
 */
import { encodeChanges, type StoredChange } from '../journal-codec.ts'
import type { Migration } from '../migrate.ts'

const JOURNAL = `
CREATE TABLE journal (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  cause TEXT NOT NULL,
  height INTEGER,
  hash BLOB CHECK (length(hash) = 32),
  changes BLOB NOT NULL,
  CHECK ((height IS NULL) = (hash IS NULL))
) STRICT;
CREATE TRIGGER journal_stays BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is only added to'); END;
CREATE TRIGGER journal_keeps BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is only added to'); END;
`

/** What was there before this step: from here on, adding up the journal gives what is unspent. */
const BEGINNING = `SELECT t.txid, o.script, sum(o.value) AS change FROM output o JOIN tx t ON t.id = o.tx
  WHERE o.height IS NOT NULL AND o.spent IS NULL AND o.gone IS NULL GROUP BY o.tx, o.script ORDER BY o.tx`

interface Held {
  readonly txid: Buffer
  readonly script: number
  readonly change: number
}

/** Changes of one row. */
const PACKED = 1_000

/** The journal, which begins with what the ledger holds. */
export const journal: Migration = {
  version: 12,
  name: 'journal',
  up: (db) => {
    db.exec(JOURNAL)
    const insert = db.prepare<[Buffer]>(
      "INSERT INTO journal (at, cause, changes) SELECT cursor_observed_at, 'begin', ? FROM scan_state",
    )
    const held = db.prepare<[], Held>(BEGINNING).all()
    for (let from = 0; from < held.length; from += PACKED)
      insert.run(encodeChanges(held.slice(from, from + PACKED).map(toChange)))
  },
}

function toChange({ txid, script, change }: Held): StoredChange {
  return { kind: 'confirmed', txid, by: null, scripts: [[script, change]] }
}

/**
 * A large entry goes in pieces. Its row in `watch` goes first, and with it all that anybody sees of it; what is left of it in
 * `watch_script` names a watch that is no more, until its pieces are gone. `leaving`: which watches those are.
 * `watch_script` no longer hangs on `watch` and `account_chain`: all of its rows would go in one transaction.
 */
import type { Migration } from '../migrate.ts'

const TABLES = `
CREATE TABLE leaving (watch INTEGER PRIMARY KEY) STRICT;
CREATE TABLE new_watch_script (
  watch INTEGER NOT NULL,
  script INTEGER NOT NULL REFERENCES script ON DELETE CASCADE,
  chain INTEGER,
  position INTEGER CHECK ((chain IS NULL) = (position IS NULL)),
  PRIMARY KEY (watch, script)
) STRICT, WITHOUT ROWID;
INSERT INTO new_watch_script (watch, script, chain, position)
  SELECT watch, script, chain, position FROM watch_script ORDER BY watch, script;
DROP TABLE watch_script;
ALTER TABLE new_watch_script RENAME TO watch_script;
CREATE INDEX watch_script_script ON watch_script (script);
CREATE UNIQUE INDEX watch_script_chain ON watch_script (chain, position) WHERE chain IS NOT NULL;
`

/** Entries that leave in pieces. */
export const leaving: Migration = {
  version: 20,
  name: 'leaving',
  up: (db) => {
    db.exec(TABLES)
  },
}

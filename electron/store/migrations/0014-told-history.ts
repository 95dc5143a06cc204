/** Whole histories as providers told them, one a script: observations, apart from the ledger's own facts. */
import type { Migration } from '../migrate.ts'

const TOLD = `
CREATE TABLE told_history (
  script INTEGER PRIMARY KEY REFERENCES script ON DELETE CASCADE,
  source TEXT NOT NULL,
  height INTEGER NOT NULL,
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  observed_at INTEGER NOT NULL
) STRICT;
CREATE TABLE told_movement (
  script INTEGER NOT NULL REFERENCES told_history ON DELETE CASCADE,
  height INTEGER NOT NULL,
  txid BLOB NOT NULL CHECK (length(txid) = 32),
  hash BLOB CHECK (length(hash) = 32),
  delta INTEGER NOT NULL CHECK (delta BETWEEN -2100000000000000 AND 2100000000000000),
  PRIMARY KEY (script, height, txid)
) STRICT, WITHOUT ROWID;
`

/** Adds both tables. */
export const toldHistory: Migration = {
  version: 14,
  name: 'told-history',
  up: (db) => {
    db.exec(TOLD)
  },
}

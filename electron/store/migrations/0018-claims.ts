/**
 * `claim`: the outpoints that a pending transaction of ours stands on, whoever's they are (36 bytes: txid, output index).
 * `via` spends it: the transaction itself, or an unconfirmed one that it builds on. Kept while it is pending, and for a
 * while after. `replacement`: which transaction took the coins of one that is gone; `fallen` where they were those of one
 * that it built on.
 */
import type { Migration } from '../migrate.ts'

const CLAIMS = `
CREATE TABLE claim (
  prev BLOB NOT NULL CHECK (length(prev) = 36),
  tx INTEGER NOT NULL REFERENCES tx ON DELETE CASCADE,
  via BLOB NOT NULL CHECK (length(via) = 32),
  PRIMARY KEY (prev, tx)
) STRICT, WITHOUT ROWID;
CREATE INDEX claim_tx ON claim (tx);
CREATE TABLE replacement (
  tx INTEGER PRIMARY KEY REFERENCES tx ON DELETE CASCADE,
  "by" BLOB NOT NULL CHECK (length(by) = 32),
  fallen INTEGER NOT NULL CHECK (fallen IN (0, 1))
) STRICT;
`

/** Adds both tables. */
export const claims: Migration = {
  version: 18,
  name: 'claims',
  up: (db) => {
    db.exec(CLAIMS)
  },
}

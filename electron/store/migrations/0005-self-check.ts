/**
 * The journal of the self-check: what was compared with the node's unspent outputs, what differed, and what was repaired.
 * `finished_at` is NULL while the check runs, and stays so where it was cut short. Nothing of it is ever deleted.
 *
 * `output_reward`: unspent mining rewards by height, so that nothing else is looked at to tell which are immature.
 */
import type { Migration } from '../migrate.ts'

const SELF_CHECK = `
CREATE TABLE self_check (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  reason TEXT NOT NULL CHECK (reason IN ('asked', 'weekly', 'unclean_exit')),
  finished_at INTEGER,
  height INTEGER NOT NULL CHECK (height >= 0),
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  scripts INTEGER NOT NULL,
  compared INTEGER NOT NULL,
  missing INTEGER NOT NULL,
  extra INTEGER NOT NULL,
  repaired INTEGER NOT NULL
) STRICT;
CREATE TABLE self_check_difference (
  id INTEGER PRIMARY KEY,
  self_check INTEGER NOT NULL REFERENCES self_check ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('missing', 'extra')),
  address TEXT NOT NULL,
  txid BLOB NOT NULL CHECK (length(txid) = 32),
  vout INTEGER NOT NULL,
  value INTEGER NOT NULL,
  coinbase INTEGER NOT NULL,
  height INTEGER NOT NULL
) STRICT;
CREATE INDEX self_check_difference_check ON self_check_difference (self_check);
CREATE INDEX output_reward ON output (height, script, value, coinbase, spent, gone)
  WHERE coinbase = 1 AND spent IS NULL AND gone IS NULL;
`

/** What checks of the ledger against the node have found. */
export const selfCheck: Migration = {
  version: 5,
  name: 'self-check',
  up: (db) => {
    db.exec(SELF_CHECK)
  },
}

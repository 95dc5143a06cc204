/**
 * The same facts in fewer trees: each row of a block used to touch up to eight of them, and each touched page of each is
 * written with the commit.
 *
 * `tx.height` and `tx.position`: its anchor, once a table of its own. `output.held`: its value while it is confirmed and
 * unspent, else NULL; `output_script` answers from itself what a script holds, and leads to all that hangs on it. A block's hash is looked up by its height alone. What returned to NULL by a
 * foreign key that needed an index does so by a trigger now: it runs when a block goes, not with each row written.
 * `output.height` is its transaction's while that has an anchor; `output.spent` names an anchored transaction with a
 * row in `spend`.
 */
import type { Migration } from '../migrate.ts'

const TABLES = `
CREATE TABLE new_block (
  height INTEGER PRIMARY KEY CHECK (height >= 0),
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  prev_hash BLOB NOT NULL CHECK (length(prev_hash) = 32),
  time INTEGER NOT NULL CHECK (time >= 0)
) STRICT;
CREATE TABLE new_tx (
  id INTEGER PRIMARY KEY,
  txid BLOB NOT NULL UNIQUE CHECK (length(txid) = 32),
  coinbase INTEGER NOT NULL CHECK (coinbase IN (0, 1)),
  seen_at INTEGER,
  height INTEGER REFERENCES new_block ON DELETE SET NULL,
  position INTEGER
) STRICT;
CREATE TABLE new_output (
  id INTEGER PRIMARY KEY,
  tx INTEGER NOT NULL REFERENCES new_tx ON DELETE CASCADE,
  vout INTEGER NOT NULL CHECK (vout >= 0),
  script INTEGER NOT NULL REFERENCES script ON DELETE CASCADE,
  value INTEGER NOT NULL CHECK (value BETWEEN 0 AND 2100000000000000),
  coinbase INTEGER NOT NULL CHECK (coinbase IN (0, 1)),
  height INTEGER,
  spent INTEGER,
  gone INTEGER REFERENCES new_block ON DELETE SET NULL,
  shown INTEGER NOT NULL DEFAULT 0 CHECK (shown IN (0, 1)),
  held INTEGER GENERATED ALWAYS AS
    (CASE WHEN height IS NOT NULL AND spent IS NULL AND gone IS NULL THEN value END) VIRTUAL,
  UNIQUE (tx, vout)
) STRICT;
CREATE TABLE new_spend (
  output INTEGER NOT NULL REFERENCES new_output ON DELETE CASCADE,
  tx INTEGER NOT NULL REFERENCES new_tx ON DELETE CASCADE,
  vin INTEGER NOT NULL CHECK (vin >= 0),
  PRIMARY KEY (output, tx)
) STRICT, WITHOUT ROWID;
CREATE TABLE new_scan_state (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  cursor INTEGER REFERENCES new_block,
  cursor_observed_at INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  watch_version INTEGER NOT NULL,
  mempool_height INTEGER,
  mempool_hash BLOB CHECK (length(mempool_hash) = 32),
  mempool_pass INTEGER NOT NULL,
  mempool_observed_at INTEGER
) STRICT;
`

const ROWS = `
INSERT INTO new_block SELECT height, hash, prev_hash, time FROM block;
INSERT INTO new_tx SELECT t.id, t.txid, t.coinbase, t.seen_at, b.height, b.position
  FROM tx t LEFT JOIN tx_block b ON b.tx = t.id ORDER BY t.id;
INSERT INTO new_output (id, tx, vout, script, value, coinbase, height, spent, gone, shown)
  SELECT id, tx, vout, script, value, coinbase, height, spent, gone, shown FROM output ORDER BY id;
INSERT INTO new_spend (output, tx, vin) SELECT output, tx, vin FROM spend ORDER BY output, tx;
INSERT INTO new_scan_state SELECT * FROM scan_state;
`

/** Children before their parents: nothing then refers to what is dropped. Names in references follow the renaming. */
const SWAP = `
DROP TABLE spend;
DROP TABLE output;
DROP TABLE tx_block;
DROP TABLE tx;
DROP TABLE scan_state;
DROP TABLE block;
ALTER TABLE new_block RENAME TO block;
ALTER TABLE new_tx RENAME TO tx;
ALTER TABLE new_output RENAME TO output;
ALTER TABLE new_spend RENAME TO spend;
ALTER TABLE new_scan_state RENAME TO scan_state;
`

const INDEXES = `
CREATE INDEX tx_pending ON tx (seen_at) WHERE seen_at IS NOT NULL;
CREATE INDEX tx_height ON tx (height) WHERE height IS NOT NULL;
CREATE INDEX output_script ON output (script, held);
CREATE INDEX output_gone ON output (gone) WHERE gone IS NOT NULL;
CREATE INDEX output_reward ON output (height, script, value, coinbase, spent, gone)
  WHERE coinbase = 1 AND spent IS NULL AND gone IS NULL;
CREATE INDEX spend_tx ON spend (tx);
`

const TRIGGERS = `
CREATE TRIGGER tx_loses_anchor AFTER UPDATE OF height ON tx
  WHEN new.height IS NULL AND old.height IS NOT NULL
BEGIN
  UPDATE tx SET position = NULL WHERE id = new.id;
  UPDATE output SET height = NULL WHERE tx = new.id AND height IS NOT NULL;
  UPDATE output SET spent = NULL WHERE spent = new.id AND id IN (SELECT output FROM spend WHERE tx = new.id);
END;
CREATE TRIGGER spend_goes AFTER DELETE ON spend
BEGIN
  UPDATE output SET spent = NULL WHERE id = old.output AND spent = old.tx;
END;
`

/** Blocks, transactions, outputs and spends in a layout that a block's commit touches half as many pages of. */
export const fewerTrees: Migration = {
  version: 7,
  name: 'fewer-trees',
  up: (db) => {
    db.exec(TABLES + ROWS + SWAP + INDEXES + TRIGGERS)
  },
}

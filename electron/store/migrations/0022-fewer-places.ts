/**
 * What the commit of a block at the tip writes, in fewer places.
 *
 * `spend` in one tree, by the transaction that spends: a block adds to its end. The other way, from an output to who spends it,
 * leads over `output.spent` where that names the transaction (`marked`), and else over an index of the others alone: what
 * the mempool told, and what is in no block any more (docs/adr/0016).
 *
 * `block.revision`, `block.observed_at`: the ledger's revision when this block came on top as the only one of its commit, and
 * when that was. Where that is more than the row of state says, the block is the cursor (docs/adr/0009).
 */
import type { Migration } from '../migrate.ts'

const TABLES = `
DROP TRIGGER tx_loses_anchor;
DROP TRIGGER spend_goes;
DROP TRIGGER tx_goes;
DROP TRIGGER output_goes;
CREATE TABLE new_spend (
  tx INTEGER NOT NULL,
  output INTEGER NOT NULL,
  vin INTEGER NOT NULL CHECK (vin >= 0),
  marked INTEGER NOT NULL DEFAULT 0 CHECK (marked IN (0, 1)),
  PRIMARY KEY (tx, output)
) STRICT, WITHOUT ROWID;
INSERT INTO new_spend (tx, output, vin, marked)
  SELECT s.tx, s.output, s.vin, o.spent IS s.tx FROM spend s JOIN output o ON o.id = s.output ORDER BY s.tx, s.output;
DROP TABLE spend;
ALTER TABLE new_spend RENAME TO spend;
CREATE INDEX spend_unmarked ON spend (output) WHERE marked = 0;
`

const outputsOf = (row: 'old' | 'new'): string =>
  `id BETWEEN ${row}.id * 1048576 AND ${row}.id * 1048576 + 1048575`

const CURSOR = `
ALTER TABLE block ADD COLUMN revision INTEGER;
ALTER TABLE block ADD COLUMN observed_at INTEGER;
`

/** `output_unmarked`: nobody has to remember that a spend is found by its output's mark no longer. */
const TRIGGERS = `
CREATE TRIGGER tx_loses_anchor AFTER UPDATE OF height ON tx
  WHEN new.height IS NULL AND old.height IS NOT NULL
BEGIN
  UPDATE tx SET position = NULL WHERE id = new.id;
  UPDATE output SET height = NULL WHERE ${outputsOf('new')} AND height IS NOT NULL;
  UPDATE output SET spent = NULL WHERE spent = new.id AND id IN (SELECT output FROM spend WHERE tx = new.id);
END;
CREATE TRIGGER output_unmarked AFTER UPDATE OF spent ON output
  WHEN old.spent IS NOT NULL AND new.spent IS NOT old.spent
BEGIN
  UPDATE spend SET marked = 0 WHERE tx = old.spent AND output = new.id AND marked = 1;
END;
CREATE TRIGGER spend_goes AFTER DELETE ON spend
BEGIN
  UPDATE output SET spent = NULL WHERE id = old.output AND spent = old.tx;
END;
CREATE TRIGGER tx_goes AFTER DELETE ON tx
BEGIN
  DELETE FROM spend WHERE tx = old.id;
  DELETE FROM output WHERE ${outputsOf('old')};
END;
CREATE TRIGGER output_goes AFTER DELETE ON output
BEGIN
  DELETE FROM spend WHERE tx = old.spent AND output = old.id;
  DELETE FROM spend WHERE output = old.id AND marked = 0;
END;
`

/** Spends, and where the ledger stands, where a block's commit writes anyway. */
export const fewerPlaces: Migration = {
  version: 22,
  name: 'fewer-places',
  up: (db) => {
    db.exec(TABLES + TRIGGERS + CURSOR)
  },
}

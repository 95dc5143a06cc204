/**
 * `output.id` is the row of its transaction times 2^20, and its place there (output-id.ts): `tx` and `vout` follow from it,
 * and the index that led from them to the row is gone. What a transaction, a script or an output takes along when it goes
 * does so by triggers: foreign keys looked each of them up with each row that is written (docs/adr/0016).
 */
import type { Migration } from '../migrate.ts'

const TABLES = `
DROP TRIGGER tx_loses_anchor;
DROP TRIGGER spend_goes;
CREATE TABLE new_output (
  id INTEGER PRIMARY KEY CHECK (id >= 1048576),
  script INTEGER NOT NULL,
  value INTEGER NOT NULL CHECK (value BETWEEN 0 AND 2100000000000000),
  coinbase INTEGER NOT NULL CHECK (coinbase IN (0, 1)),
  height INTEGER,
  spent INTEGER,
  gone INTEGER REFERENCES block ON DELETE SET NULL,
  shown INTEGER NOT NULL DEFAULT 0 CHECK (shown IN (0, 1)),
  tx INTEGER GENERATED ALWAYS AS (id >> 20) VIRTUAL,
  vout INTEGER GENERATED ALWAYS AS (id & 1048575) VIRTUAL,
  held INTEGER GENERATED ALWAYS AS
    (CASE WHEN height IS NOT NULL AND spent IS NULL AND gone IS NULL THEN value END) VIRTUAL
) STRICT;
CREATE TABLE new_spend (
  output INTEGER NOT NULL,
  tx INTEGER NOT NULL,
  vin INTEGER NOT NULL CHECK (vin >= 0),
  PRIMARY KEY (output, tx)
) STRICT, WITHOUT ROWID;
`

const ROWS = `
INSERT INTO new_output (id, script, value, coinbase, height, spent, gone, shown)
  SELECT (tx << 20) + vout, script, value, coinbase, height, spent, gone, shown FROM output ORDER BY tx, vout;
INSERT INTO new_spend (output, tx, vin)
  SELECT (o.tx << 20) + o.vout, s.tx, s.vin FROM spend s JOIN output o ON o.id = s.output ORDER BY 1, 2;
DROP TABLE spend;
DROP TABLE output;
ALTER TABLE new_output RENAME TO output;
ALTER TABLE new_spend RENAME TO spend;
`

const INDEXES = `
CREATE INDEX output_script ON output (script, held);
CREATE INDEX output_gone ON output (gone) WHERE gone IS NOT NULL;
CREATE INDEX output_reward ON output (height, script, value, coinbase, spent, gone)
  WHERE coinbase = 1 AND spent IS NULL AND gone IS NULL;
CREATE INDEX spend_tx ON spend (tx);
`

const outputsOf = (row: 'old' | 'new'): string =>
  `id BETWEEN ${row}.id * 1048576 AND ${row}.id * 1048576 + 1048575`

const TRIGGERS = `
CREATE TRIGGER tx_loses_anchor AFTER UPDATE OF height ON tx
  WHEN new.height IS NULL AND old.height IS NOT NULL
BEGIN
  UPDATE tx SET position = NULL WHERE id = new.id;
  UPDATE output SET height = NULL WHERE ${outputsOf('new')} AND height IS NOT NULL;
  UPDATE output SET spent = NULL WHERE spent = new.id AND id IN (SELECT output FROM spend WHERE tx = new.id);
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
  DELETE FROM spend WHERE output = old.id;
END;
CREATE TRIGGER script_goes AFTER DELETE ON script
BEGIN
  DELETE FROM output WHERE script = old.id;
END;
`

/** Outputs whose number says which they are. */
export const outputsByNumber: Migration = {
  version: 19,
  name: 'outputs-by-number',
  up: (db) => {
    db.exec(TABLES + ROWS + INDEXES + TRIGGERS)
  },
}

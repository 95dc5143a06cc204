/**
 * `block_sum`: what all transactions of a block changed together, over every script, so that a balance over years is one
 * walk. `block_sum_stale`: blocks whose row does not hold any more, or is not there yet; triggers note them whatever
 * statement or foreign key changed the facts, and a sum is believed only where its block is not among them.
 */
import type { Migration } from '../migrate.ts'

const TABLES = `
CREATE TABLE block_sum (
  height INTEGER PRIMARY KEY,
  change INTEGER NOT NULL
) STRICT;
CREATE TABLE block_sum_stale (
  height INTEGER PRIMARY KEY
) STRICT;
`

/** As `block_sum` is defined, over all there is. A coin that a hole has swallowed goes where the hole ends. */
const FILL = `
INSERT INTO block_sum (height, change)
SELECT height, sum(value) FROM (
  SELECT o.height, o.value FROM output o WHERE o.height IS NOT NULL
  UNION ALL
  SELECT t.height, -o.value FROM output o JOIN tx t ON t.id = o.spent WHERE o.height IS NOT NULL
  UNION ALL
  SELECT o.gone, -o.value FROM output o WHERE o.gone IS NOT NULL AND o.spent IS NULL AND o.height IS NOT NULL)
WHERE height IS NOT NULL GROUP BY height;
`

const stale = (height: string): string => `
  INSERT INTO block_sum_stale (height) SELECT ${height}
    WHERE ${height} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM block_sum_stale s WHERE s.height = ${height});`

const spentAt = (row: 'old' | 'new'): string => `(SELECT t.height FROM tx t WHERE t.id = ${row}.spent)`

/** Where an output counts: in its block, where it is spent, where it was found gone. */
const TRIGGERS = `
CREATE TRIGGER block_sum_paid AFTER INSERT ON output WHEN new.height IS NOT NULL
BEGIN ${stale('new.height')}
END;
CREATE TRIGGER block_sum_paid_before AFTER INSERT ON output WHEN new.spent IS NOT NULL OR new.gone IS NOT NULL
BEGIN ${stale(spentAt('new'))} ${stale('new.gone')}
END;
CREATE TRIGGER block_sum_spent AFTER UPDATE OF spent ON output WHEN new.spent IS NOT old.spent
BEGIN ${stale(spentAt('old'))} ${stale(spentAt('new'))} ${stale('new.gone')}
END;
CREATE TRIGGER block_sum_moved AFTER UPDATE OF height, gone, value ON output
BEGIN ${stale('old.height')} ${stale('new.height')} ${stale('old.gone')} ${stale('new.gone')} ${stale(spentAt('new'))}
END;
CREATE TRIGGER block_sum_removed AFTER DELETE ON output
BEGIN ${stale('old.height')} ${stale('old.gone')} ${stale(spentAt('old'))}
END;
CREATE TRIGGER block_sum_anchor AFTER UPDATE OF height ON tx WHEN new.height IS NOT old.height
BEGIN ${stale('old.height')} ${stale('new.height')}
END;
CREATE TRIGGER block_sum_unanchored AFTER DELETE ON tx WHEN old.height IS NOT NULL
BEGIN ${stale('old.height')}
END;
`

/** Adds sums by block, filled. */
export const blockSums: Migration = {
  version: 16,
  name: 'block-sums',
  up: (db) => {
    db.exec(TABLES + FILL + TRIGGERS)
  },
}

/**
 * What a writing connection notices of its own writes, whichever statement or foreign key makes them: the journal hears of
 * what counts as unspent and of where transactions stand (journal-recorder.ts), and sums by block that no longer hold are
 * taken back (block-sums.ts). The triggers are temporary: they belong to the connection, not to the file.
 */
import type { Database } from './sqlite.ts'

/** While quiet, writes of outputs say themselves what they change: asking for it is nearly all that a trigger costs then. */
const LOUD = '(SELECT quiet FROM temp.write_mode) = 0'

/** Turns the triggers of outputs off and on; bound to 1 or 0. */
export const SET_QUIET = 'UPDATE temp.write_mode SET quiet = ?'

/** What counts is in a block, not spent, and not gone. */
const COUNTS = (row: string): string =>
  `(${row}.height IS NOT NULL AND ${row}.spent IS NULL AND ${row}.gone IS NULL)`

const takeBack = (height: string): string =>
  `UPDATE block SET change = NULL WHERE height = ${height} AND change IS NOT NULL;`

const spentAt = (row: 'old' | 'new'): string => `(SELECT t.height FROM tx t WHERE t.id = ${row}.spent)`

/** Where an output counts for sums by block: in its block, where it is spent, where it was found gone. */
const placesOf = (row: 'old' | 'new'): string =>
  `${takeBack(`${row}.height`)} ${takeBack(`${row}.gone`)} ${takeBack(spentAt(row))}`

/** A change of `gone` alone names no transaction that did it. */
const OUTPUTS = `
CREATE TEMP TRIGGER output_comes AFTER INSERT ON main.output WHEN ${LOUD}
BEGIN
  SELECT journal_output(new.tx, new.script, new.value, 0) WHERE ${COUNTS('new')};
  ${placesOf('new')}
END;
CREATE TEMP TRIGGER output_changes AFTER UPDATE OF height, spent, gone, value ON main.output WHEN ${LOUD}
BEGIN
  SELECT journal_output(
    CASE WHEN new.spent IS NOT old.spent THEN coalesce(new.spent, old.spent) ELSE new.tx END,
    new.script, CASE WHEN ${COUNTS('new')} THEN new.value ELSE -new.value END,
    new.spent IS old.spent AND new.height IS old.height) WHERE ${COUNTS('old')} <> ${COUNTS('new')};
  ${placesOf('old')} ${placesOf('new')}
END;
CREATE TEMP TRIGGER output_leaves AFTER DELETE ON main.output WHEN ${LOUD}
BEGIN
  SELECT journal_output(old.tx, old.script, -old.value, 0) WHERE ${COUNTS('old')};
  ${placesOf('old')}
END;
`

const TRANSACTIONS = `
CREATE TEMP TRIGGER tx_comes AFTER INSERT ON main.tx WHEN new.seen_at IS NOT NULL
BEGIN SELECT journal_tx(new.id, NULL, NULL, new.seen_at, new.height, 1); END;
CREATE TEMP TRIGGER tx_changes AFTER UPDATE OF seen_at, height ON main.tx
  WHEN new.seen_at IS NOT old.seen_at OR new.height IS NOT old.height
BEGIN SELECT journal_tx(new.id, old.seen_at, old.height, new.seen_at, new.height, 0); END;
CREATE TEMP TRIGGER tx_moves AFTER UPDATE OF height ON main.tx WHEN new.height IS NOT old.height
BEGIN ${takeBack('old.height')} ${takeBack('new.height')} END;
CREATE TEMP TRIGGER tx_leaves BEFORE DELETE ON main.tx
BEGIN SELECT journal_tx_gone(old.id, old.txid, old.height); END;
CREATE TEMP TRIGGER tx_left AFTER DELETE ON main.tx WHEN old.height IS NOT NULL
BEGIN ${takeBack('old.height')} END;
CREATE TEMP TRIGGER block_leaves BEFORE DELETE ON main.block
BEGIN SELECT journal_block_gone(old.height, old.hash); END;
`

/** What the triggers call; the journal puts its own in their places. */
const FUNCTIONS = ['journal_output', 'journal_tx', 'journal_tx_gone', 'journal_block_gone']

/** Makes the triggers of a connection that is about to write. */
export function makeWriteTriggers(db: Database): void {
  for (const name of FUNCTIONS) db.function(name, { varargs: true }, () => null)
  db.exec(
    `CREATE TEMP TABLE write_mode (quiet INTEGER NOT NULL); INSERT INTO temp.write_mode VALUES (0);
     ${OUTPUTS} ${TRANSACTIONS}`,
  )
}

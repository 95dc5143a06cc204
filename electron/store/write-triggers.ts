/**
 * What a writing connection notices of its own writes, whichever statement or foreign key makes them: the journal hears of
 * what counts as unspent and of where transactions stand (journal-recorder.ts), and sums by block that no longer hold are
 * taken back (block-sums.ts). The triggers are temporary: they belong to the connection, not to the file.
 */
import type { Database } from './sqlite.ts'

/** Asks whether the triggers of outputs are to tell: 0 while what writes outputs says itself what it changes. */
const IS_TOLD = 'outputs_are_told'

const LOUD = `${IS_TOLD}() = 1`

/** What counts is in a block, not spent, and not gone. */
const COUNTS = (row: string): string =>
  `(${row}.height IS NOT NULL AND ${row}.spent IS NULL AND ${row}.gone IS NULL)`

const takeBack = (height: string): string =>
  `UPDATE block SET change = NULL WHERE height = ${height} AND change IS NOT NULL;`

const spentAt = (row: 'old' | 'new'): string => `(SELECT t.height FROM tx t WHERE t.id = ${row}.spent)`

/** Where an output counts for sums by block: in its block, where it is spent, where it was found gone. */
const placesOf = (row: 'old' | 'new'): string =>
  `${takeBack(`${row}.height`)} ${takeBack(`${row}.gone`)} ${takeBack(spentAt(row))}`

/**
 * Of rows that blocks write: those are many. A change of `gone` alone names no transaction that did it. Blocks insert no
 * transaction that is pending.
 */
const WRITTEN = `
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
CREATE TEMP TRIGGER tx_comes AFTER INSERT ON main.tx WHEN new.seen_at IS NOT NULL
BEGIN SELECT journal_tx(new.id, NULL, NULL, new.seen_at, new.height, 1); END;
`

const TAKE_AWAY = `DROP TRIGGER IF EXISTS temp.output_comes; DROP TRIGGER IF EXISTS temp.output_changes;
DROP TRIGGER IF EXISTS temp.tx_comes;`

const LEAVING = `
CREATE TEMP TRIGGER output_leaves AFTER DELETE ON main.output WHEN ${LOUD}
BEGIN
  SELECT journal_output(old.tx, old.script, -old.value, 0) WHERE ${COUNTS('old')};
  ${placesOf('old')}
END;
`

const TRANSACTIONS = `
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

/** Of a connection, its triggers of rows that blocks write. */
interface Presence {
  isQuiet: boolean
  /** Null where they may be there in part: a transaction that moved them was given up, or to move them failed. */
  areThere: boolean | null
  readonly transaction: Database['transaction']
}

const presences = new WeakMap<Database, Presence>()

/** One that only reads has none, and never asks for them. */
function presenceOf(db: Database): Presence {
  return presences.get(db) ?? { isQuiet: false, areThere: true, transaction: db.transaction.bind(db) }
}

/** Makes the triggers of a connection that is about to write. Each of its transactions finds all of them. */
export function makeWriteTriggers(db: Database): void {
  for (const name of FUNCTIONS) db.function(name, { varargs: true }, () => null)
  const transaction = db.transaction.bind(db)
  const presence: Presence = { isQuiet: false, areThere: true, transaction }
  presences.set(db, presence)
  db.function(IS_TOLD, { varargs: true }, () => (presence.isQuiet ? 0 : 1))
  db.exec(WRITTEN + LEAVING + TRANSACTIONS)
  db.transaction = withTriggers(db, presence)
}

type Work = (...args: never[]) => unknown

function withTriggers(db: Database, presence: Presence): Database['transaction'] {
  const make = (fn: Work) => {
    const made = presence.transaction(fn)
    const as =
      (kind: 'default' | 'deferred' | 'immediate' | 'exclusive'): Work =>
      (...args) => {
        if (!db.inTransaction) setThere(db, presence, true)
        return made[kind](...args)
      }
    const kinds = { deferred: as('deferred'), immediate: as('immediate'), exclusive: as('exclusive') }
    return Object.assign(as('default'), { default: as('default'), database: db, ...kinds })
  }
  return make as unknown as Database['transaction'] // the library's type of it is generic over every function
}

function setThere(db: Database, presence: Presence, areThere: boolean): void {
  const { areThere: was } = presence
  if (was === areThere) return
  presence.areThere = null // as long as it is done in part alone
  if (was !== false) db.exec(TAKE_AWAY)
  if (areThere) db.exec(WRITTEN)
  presence.areThere = areThere
}

/**
 * The triggers of what blocks write, for writes that say themselves what they change. Where they are, SQLite asks them with
 * each row, and keeps a copy of each page that a statement writes, lest one of them fails: for a block that is as much work
 * again as its rows. To take them away and to bring them back has every statement compiled anew, so they stay away until a
 * transaction of another sort begins.
 */
export interface OutputTriggers {
  /** A transaction that may begin with or without them; without them it has to `hush`. */
  transaction: Database['transaction']
  /** Before a transaction: takes them away, or brings them back. */
  setThere(areThere: boolean): void
  /** Those that are there keep quiet. */
  hush(): void
  /** Inside a transaction: all are there and tell. */
  tell(): void
  /** Of what writes itself what it changes, the last. */
  end(): void
  /** The transaction is given up, and with it what became of them there. */
  undone(): void
  isQuiet(): boolean
}

/** Of a connection with the triggers of `makeWriteTriggers`, or of one that only reads. */
export function createOutputTriggers(db: Database): OutputTriggers {
  const presence = presenceOf(db)
  return {
    transaction: presence.transaction,
    setThere: (areThere) => setThere(db, presence, areThere),
    hush: () => {
      presence.isQuiet = true
    },
    tell: () => {
      presence.isQuiet = false
      setThere(db, presence, true)
    },
    end: () => {
      presence.isQuiet = false
    },
    undone: () => {
      presence.areThere = null
    },
    isQuiet: () => presence.isQuiet,
  }
}

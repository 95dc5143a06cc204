/**
 * What the search reads: index look-ups at once, and stretches of tables by id, so that a caller may pause between them.
 * Nothing of a search is ever part of the SQL.
 */

import type { Outpoint, Txid } from '../../shared/chain.ts'
import type { Label, LabelKey } from '../../shared/labels.ts'
import type { SearchTerms } from '../engine/search/search-terms.ts'
import { toTxid } from './bytes.ts'
import { LABEL_COLUMNS, type LabelRow, toLabel } from './label-rows.ts'
import { isOutputOf, outputId } from './output-id.ts'
import { byScope, type ScopeSql, touches } from './scope.ts'
import type { Database } from './sqlite.ts'
import { guardReads } from './storage-error.ts'

/** A watched entry in a result. */
export interface FoundEntry {
  readonly watchId: number
  readonly text: string
  readonly label: string
  readonly group: string
  readonly archived: boolean
}

/** An output of one's own in a result. */
export interface FoundOutput extends Outpoint {
  readonly value: number
  readonly address: string
  readonly watchId: number | null
}

export interface FoundNote {
  readonly kind: 'entry' | 'group'
  readonly ref: string
  readonly text: string
}

/** Ids above `from`, up to `to`. */
export interface Stretch {
  readonly from: number
  readonly to: number
}

/** The tables that are read in stretches. */
export type Stretched = 'label' | 'note' | 'script' | 'tx'

export interface SearchReads {
  /** The highest id of a table; 0 when it is empty. */
  lastId(table: Stretched): number
  /** Newest first. */
  labelsWith(terms: SearchTerms, stretch: Stretch, limit: number): readonly Label[]
  notesWith(terms: SearchTerms, stretch: Stretch, limit: number): readonly FoundNote[]
  /** Labels of what begins like this. */
  labelsOf(refPrefix: string, limit: number): readonly Label[]
  entriesFrom(textPrefix: string, limit: number): readonly FoundEntry[]
  /** The entries that a label of this key is shown at. */
  entriesLabelled(key: Pick<LabelKey, 'type' | 'ref'>): readonly FoundEntry[]
  entryOf(text: string): FoundEntry | null
  entriesOfScript(scriptPubKey: Uint8Array): readonly FoundEntry[]
  scriptsFrom(addressPrefix: string, stretch: Stretch, limit: number): readonly (FoundEntry & FoundAddress)[]
  hasTransaction(txid: string): boolean
  transactionsFrom(hexPrefix: string, stretch: Stretch, limit: number): readonly Txid[]
  output(txid: string, vout: number): FoundOutput | null
  /** Outputs of a stretch of transactions. */
  outputsWorth(amounts: readonly number[], stretch: Stretch, limit: number): readonly FoundOutput[]
}

/** Which of an entry's addresses was found. */
export interface FoundAddress {
  readonly address: string
}

/** The reads on any connection. */
export function createSearchReads(db: Database): SearchReads {
  const sql = prepareSearch(db)
  const factsOf = byScope(db, (scope) => prepareFacts(db, scope))
  const facts = () => factsOf({ kind: 'all', archived: true })

  function labelsWith(terms: SearchTerms, { from, to }: Stretch, limit: number): readonly Label[] {
    const { text, values } = wordQuery('label', 'label', LABEL_COLUMNS, terms)
    return db
      .prepare<unknown[], LabelRow>(text)
      .all(...values, from, to, limit)
      .map(toLabel)
  }

  function notesWith(terms: SearchTerms, { from, to }: Stretch, limit: number): readonly FoundNote[] {
    const { text, values } = wordQuery('note', 'text', 'kind, ref, text', terms)
    return db.prepare<unknown[], FoundNote>(text).all(...values, from, to, limit)
  }

  return guardReads(db, {
    lastId: (table: Stretched) => sql.lastId[table].get() ?? 0,
    labelsWith,
    notesWith,
    labelsOf: (prefix: string, limit: number) => sql.labelsOf.all(prefix, above(prefix), limit).map(toLabel),
    entriesFrom: (prefix: string, limit: number) =>
      sql.entriesFrom.all(prefix, above(prefix), limit).map(toEntry),
    entriesLabelled: ({ type, ref }: Pick<LabelKey, 'type' | 'ref'>) =>
      sql.entriesLabelled.all(ref, type).map(toEntry),
    entryOf: (text: string) => {
      const row = sql.entryOf.get(text)
      return row === undefined ? null : toEntry(row)
    },
    entriesOfScript: (script: Uint8Array) => sql.entriesOfScript.all(Buffer.from(script)).map(toEntry),
    scriptsFrom: (prefix: string, { from, to }: Stretch, limit: number) =>
      sql.scriptsFrom.all(from, to, prefix, prefix.length, limit).map(toEntry),
    hasTransaction: (txid: string) => facts().transaction.get(bytesOf(txid)) !== undefined,
    transactionsFrom: (prefix: string, { from, to }: Stretch, limit: number) => {
      const tail = bytesOf(prefix.slice(0, prefix.length - (prefix.length % 2)))
      const found = facts().transactionsFrom.all(from, to, -tail.length, tail)
      return found
        .map(toTxid)
        .filter((txid) => txid.startsWith(prefix))
        .slice(0, limit)
    },
    output: (txid: string, vout: number) => {
      const row = facts().output.get(bytesOf(txid), vout)
      return row === undefined ? null : toOutput(row)
    },
    outputsWorth: (amounts: readonly number[], { from, to }: Stretch, limit: number) =>
      facts()
        .outputsWorth.all(outputId(from + 1, 0), outputId(to + 1, 0), JSON.stringify(amounts), limit)
        .map(toOutput),
  })
}

/** Rows whose words fit, newest first. Only the number of short words changes the SQL. */
function wordQuery(table: string, column: string, columns: string, { match, likes }: SearchTerms) {
  const conditions = likes.map(
    (spellings) => `(${spellings.map(() => `r.${column} LIKE ? ESCAPE '\\'`).join(' OR ')})`,
  )
  const source =
    match === null
      ? `${table} r WHERE ${conditions.join(' AND ')} AND r.id > ? AND r.id <= ? ORDER BY r.id DESC`
      : `${table}_text JOIN ${table} r ON r.id = ${table}_text.rowid
         WHERE ${[`${table}_text MATCH ?`, ...conditions].join(' AND ')}
           AND ${table}_text.rowid > ? AND ${table}_text.rowid <= ? ORDER BY ${table}_text.rowid DESC`
  const named = columns.split(', ').map((name) => `r.${name}`)
  return {
    text: `SELECT ${named.join(', ')} FROM ${source} LIMIT ?`,
    values: [...(match === null ? [] : [match]), ...likes.flat()],
  }
}

/** The first text behind all that begin with `prefix`. */
function above(prefix: string): string {
  return `${prefix}\u{10ffff}`
}

function bytesOf(hex: string): Buffer {
  return Buffer.from(hex, 'hex').reverse()
}

type EntryRow = Omit<FoundEntry, 'archived'> & { readonly archived: number }

function toEntry<T extends EntryRow>({ archived, ...rest }: T): Omit<T, 'archived'> & { archived: boolean } {
  return { ...rest, archived: archived === 1 }
}

type OutputRow = Omit<FoundOutput, 'txid'> & { readonly txid: Buffer }

function toOutput({ txid, ...rest }: OutputRow): FoundOutput {
  return { ...rest, txid: toTxid(txid) }
}

const ENTRY = `w.id AS watchId, w.text, w.portfolio AS "group", w.archived,
  coalesce((SELECT l.label FROM label l
    WHERE l.ref = w.label_ref AND l.type = w.label_type AND l.origin = ''), '') AS label`

const OUTPUT = `t.txid, o.vout, o.value, s.address,
  (SELECT min(w.watch) FROM watch_script w JOIN watch e ON e.id = w.watch WHERE w.script = o.script) AS watchId
  FROM output o JOIN tx t ON t.id = o.tx JOIN script s ON s.id = o.script`

function prepareSearch(db: Database) {
  const lastId = (table: Stretched) => db.prepare<[], number>(`SELECT max(id) FROM ${table}`).pluck()
  return {
    lastId: {
      label: lastId('label'),
      note: lastId('note'),
      script: lastId('script'),
      tx: lastId('tx'),
    },
    labelsOf: db.prepare<[string, string, number], LabelRow>(
      `SELECT ${LABEL_COLUMNS} FROM label WHERE ref >= ? AND ref < ? AND label IS NOT NULL ORDER BY ref LIMIT ?`,
    ),
    entriesFrom: db.prepare<[string, string, number], EntryRow>(
      `SELECT ${ENTRY} FROM watch w WHERE w.text >= ? AND w.text < ? ORDER BY w.text LIMIT ?`,
    ),
    entriesLabelled: db.prepare<[string, string], EntryRow>(
      `SELECT ${ENTRY} FROM watch w WHERE w.label_ref = ? AND w.label_type = ? ORDER BY w.id`,
    ),
    entryOf: db.prepare<[string], EntryRow>(`SELECT ${ENTRY} FROM watch w WHERE w.text = ?`),
    entriesOfScript: db.prepare<[Buffer], EntryRow>(
      `SELECT ${ENTRY} FROM script s JOIN watch_script ws ON ws.script = s.id JOIN watch w ON w.id = ws.watch
       WHERE s.script_pubkey = ? ORDER BY w.id`,
    ),
    scriptsFrom: db.prepare<[number, number, string, number, number], EntryRow & FoundAddress>(
      `SELECT s.address, ${ENTRY} FROM script s JOIN watch_script ws ON ws.script = s.id
         JOIN watch w ON w.id = ws.watch
       WHERE s.id > ? AND s.id <= ? AND ? = substr(s.address, 1, ?) LIMIT ?`,
    ),
  }
}

function prepareFacts(db: Database, { member }: ScopeSql) {
  const touched = touches('t.id', member)
  return {
    transaction: db.prepare<[Buffer]>(`SELECT 1 FROM tx t WHERE t.txid = ? AND ${touched}`),
    transactionsFrom: db
      .prepare<[number, number, number, Buffer], Buffer>(
        `SELECT t.txid FROM tx t WHERE t.id > ? AND t.id <= ? AND substr(t.txid, ?) = ? AND ${touched}`,
      )
      .pluck(),
    output: db.prepare<[Buffer, number], OutputRow>(
      `SELECT ${OUTPUT} WHERE t.txid = ? AND ${isOutputOf('t.id')} AND o.vout = ? AND ${member('o.script')}`,
    ),
    outputsWorth: db.prepare<[number, number, string, number], OutputRow>(
      `SELECT ${OUTPUT} WHERE o.id >= ? AND o.id < ? AND o.value IN (SELECT value FROM json_each(?))
         AND ${member('o.script')}
       ORDER BY o.id DESC LIMIT ?`,
    ),
  }
}

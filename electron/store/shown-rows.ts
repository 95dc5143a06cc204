/**
 * What a list of the portfolio is sorted, filtered and summed by: one row an entry with its reading, in a database in
 * memory. It is filled whole, beside the one that is in use, and takes its place when it is complete.
 */
import { type BlockHash, type BlockRef, blockHash } from '../../shared/chain.ts'
import type { PortfolioRow } from '../../shared/ipc/contract.ts'
import type { Place, PlacePart, PlaceSummary, RowQuery } from '../../shared/ipc/rows.ts'
import type { AnySource, FreshnessState, ReadingKind, Total } from '../../shared/reading.ts'
import { figuresAfter, inSightAmong, type ShownFigure, type Unheard, unheardIn } from './shown-figures.ts'
import { createShownSums, isPartial, type ShownSums } from './shown-sums.ts'
import { connect, type Database } from './sqlite.ts'

export interface ShownRows {
  /** A new table, empty, which nobody sees before `done`. */
  fill(): { add(rows: readonly PortfolioRow[]): void; done(): void }
  /** Ids of a list, in its order. The array is shared: not to be changed. */
  ids(query: RowQuery): readonly number[]
  /** The index, behind `after` or from the beginning, of the first name in the list that begins with a text; -1: none. */
  startingWith(query: RowQuery, text: string, after: number): number
  summary(place: Place): PlaceSummary
  /** Over distinct scripts, except those that several accounts hold. */
  sumOf(watchIds: readonly number[]): {
    readonly entries: number
    readonly archived: number
    readonly total: Total
  }
  places(): ReturnType<ShownSums['places']>
  /** Whole figures of entries in sight behind an id, in the order of adding. */
  figuresAfter(id: number, limit: number): readonly ShownFigure[]
  /** Those of them that are in sight. */
  inSight(watchIds: readonly number[]): ReadonlySet<number>
  /** Entries in sight that nobody confirmed since; where all is cut off at a time, nothing was confirmed after it. */
  unheard(until: number, cutOffAt: number | null): Unheard
  close(): void
}

const STATES: readonly FreshnessState[] = ['current', 'behind', 'offline', 'stale', 'unknown']
/** As numbers of the table's `kind`. */
const KINDS: readonly ReadingKind[] = ['known', 'stale', 'unknown']
/** Lists whose order is kept. */
const KEPT = 6

const TABLES = (suffix: string): string => `
  CREATE TABLE shown${suffix} (
    id INTEGER PRIMARY KEY, grp TEXT, archived INTEGER, name TEXT, key TEXT, text TEXT, hay TEXT,
    confirmed INTEGER, pending INTEGER, immature INTEGER, kind INTEGER, state INTEGER, partial INTEGER,
    whole INTEGER, added INTEGER, source TEXT, height INTEGER, hash TEXT, observed INTEGER) STRICT;
  CREATE TABLE part${suffix} (id INTEGER, account INTEGER, PRIMARY KEY (id, account)) STRICT, WITHOUT ROWID;`

const INSERT = `INSERT INTO shown_next VALUES (@id, @grp, @archived, @name, @key, @text, @hay, @confirmed, @pending,
  @immature, @kind, @state, @partial, @whole, @added, @source, @height, @hash, @observed)`

const IN_PLACE = (row: string): string =>
  `(${row}.archived = @archived AND (@grp IS NULL OR ${row}.grp = @grp))`
const IN_IDS = (row: string): string => `${row}.id IN (SELECT value FROM json_each(@ids))`

/** Without the addresses that are counted with an account beside them. */
const counted = (within: (row: string) => string): string => `shown s WHERE ${within('s')} AND NOT EXISTS (
  SELECT 1 FROM part p JOIN shown a ON a.id = p.account WHERE p.id = s.id AND ${within('a')})`

const SUM = (within: (row: string) => string): string => `SELECT sum(s.confirmed) AS confirmed,
  sum(s.pending) AS pending, sum(s.immature) AS immature, total(s.kind = 0) AS known, total(s.kind = 1) AS stale,
  total(s.kind = 2) AS unknown, total(s.partial) AS partial, total(s.immature <> 0) AS rewards
  FROM ${counted(within)}`

const END = (within: (row: string) => string, order: string): string =>
  `SELECT s.height, s.hash FROM ${counted(within)} AND s.height IS NOT NULL ORDER BY s.height ${order} LIMIT 1`

const PARTS = `SELECT count(*) AS count, s.source, s.kind, s.state,
    CASE WHEN s.state < 2 THEN s.height END AS height, CASE WHEN s.state < 2 THEN s.hash END AS hash,
    min(s.observed) AS observed
  FROM ${counted(IN_PLACE)} GROUP BY s.source, s.kind, s.state, 5, 6`

/** Unnamed and unknown ones last, whichever way. */
const ORDERS: Readonly<Record<string, string>> = {
  'name ascending': "name = '', key, id",
  'name descending': "name = '', key DESC, id",
  'address ascending': 'text, id',
  'address descending': 'text DESC, id',
  'confirmed ascending': 'confirmed IS NULL, confirmed, id',
  'confirmed descending': 'confirmed IS NULL, confirmed DESC, id',
  'pending ascending': 'pending IS NULL, pending, id',
  'pending descending': 'pending IS NULL, pending DESC, id',
  'freshness ascending': 'state, observed DESC, id',
  'freshness descending': 'state DESC, observed, id',
}

/** A JSON array of ids. */
interface IdList {
  readonly ids: string
}

interface SumRow extends Required<Omit<Total, 'oldestAsOf'>> {
  /** Scripts with an immature reward. */
  readonly rewards: number
}

interface RefRow {
  readonly height: number | null
  readonly hash: string | null
}

interface PartRow extends RefRow {
  readonly count: number
  readonly source: AnySource | null
  readonly kind: number
  readonly state: number
  readonly observed: number | null
}

/** An empty table. */
export function createShownRows(): ShownRows {
  const db = connect(':memory:', { readOnly: false, waitMs: 0 })
  db.exec(TABLES(''))
  let sums = createShownSums()
  /** Accounts hold addresses that stand beside them: a sum leaves these out where both are in its place. */
  let overlaps = false
  const lists = new Map<string, readonly number[]>()
  const summaries = new Map<string, PlaceSummary>()

  function ids(query: RowQuery): readonly number[] {
    const name = JSON.stringify(query)
    const known = lists.get(name)
    if (known !== undefined) return known
    const found = select(db, query)
    lists.set(name, found)
    for (const oldest of lists.keys()) {
      if (lists.size <= KEPT) break
      lists.delete(oldest)
    }
    return found
  }

  function summary(place: Place): PlaceSummary {
    const name = JSON.stringify(place)
    const known = summaries.get(name) ?? (overlaps ? summaryOf(db, place) : sums.summary(place))
    summaries.set(name, known)
    return known
  }

  function fill(): ReturnType<ShownRows['fill']> {
    db.exec(`DROP TABLE IF EXISTS shown_next; DROP TABLE IF EXISTS part_next; ${TABLES('_next')}`)
    const row = db.prepare<[Record<string, string | number | null>]>(INSERT)
    const part = db.prepare<[number, number]>('INSERT OR IGNORE INTO part_next VALUES (?, ?)')
    const nextSums = createShownSums()
    let overlap = false
    return {
      add: db.transaction((rows: readonly PortfolioRow[]) => {
        for (const each of rows) {
          row.run(valuesOf(each))
          nextSums.add(each)
          for (const account of each.partOf ?? []) {
            part.run(each.watch.id, account)
            overlap = true
          }
        }
      }),
      done() {
        sums = nextSums
        overlaps = overlap
        db.exec(`BEGIN; DROP TABLE shown; DROP TABLE part;
          ALTER TABLE shown_next RENAME TO shown; ALTER TABLE part_next RENAME TO part; COMMIT`)
        lists.clear()
        summaries.clear()
      },
    }
  }

  return {
    fill,
    ids,
    summary,
    startingWith: (query, text, after) => firstNamed(db, ids(query), text, after),
    sumOf: (watchIds) => {
      const all = { ids: JSON.stringify(watchIds) }
      const [entries, archived] = db
        .prepare<[typeof all], [number, number]>(
          `SELECT count(*), total(s.archived) FROM shown s WHERE ${IN_IDS('s')}`,
        )
        .raw()
        .get(all) ?? [0, 0]
      return { entries, archived, total: totalFrom(db, IN_IDS, all) }
    },
    places: () => sums.places(),
    figuresAfter: (id, limit) => figuresAfter(db, id, limit),
    inSight: (watchIds) => inSightAmong(db, watchIds),
    unheard: (until, cutOff) => unheardIn(db, until, cutOff),
    close: () => db.close(),
  }
}

function select(db: Database, { group, archived, text, sort }: RowQuery): readonly number[] {
  const order = sort === null ? 'id' : (ORDERS[`${sort.column} ${sort.direction}`] ?? 'id')
  const needle = text.trim().toLowerCase()
  const filter = needle === '' ? '' : 'AND instr(s.hay, @needle) > 0'
  return db
    .prepare<[Record<string, string | number | null>], number>(
      `SELECT s.id FROM shown s WHERE ${IN_PLACE('s')} ${filter} ORDER BY ${order}`,
    )
    .pluck()
    .all({ grp: group, archived: Number(archived), ...(needle === '' ? {} : { needle }) })
}

function firstNamed(db: Database, list: readonly number[], text: string, after: number): number {
  const wanted = text.trim().toLowerCase()
  if (wanted === '') return -1
  const named = new Set(
    db.prepare<[string], number>('SELECT id FROM shown WHERE instr(hay, ?) = 1').pluck().all(wanted),
  )
  if (named.size === 0) return -1
  const behind = list.findIndex((id, index) => index > after && named.has(id))
  return behind === -1 ? list.findIndex((id) => named.has(id)) : behind
}

function summaryOf(db: Database, place: Place): PlaceSummary {
  const { group, archived } = place
  const params = { grp: group, archived: Number(archived) }
  const sums = db.prepare<[typeof params], SumRow>(SUM(IN_PLACE)).get(params)
  const end = (order: string): BlockRef | null =>
    refOf(db.prepare<[typeof params], RefRow>(END(IN_PLACE, order)).get(params))
  const [oldest, newest] = [end('ASC'), end('DESC')]
  const parts = db.prepare<[typeof params], PartRow>(PARTS).all(params).map(toPart)
  const entries = db
    .prepare<[typeof params], number>(`SELECT count(*) FROM shown s WHERE ${IN_PLACE('s')}`)
    .pluck()
    .get(params)
  return {
    place,
    entries: entries ?? 0,
    total: toTotal(sums, oldest),
    range: oldest && newest && { oldest, newest },
    parts,
    immature: (sums?.rewards ?? 0) > 0,
  }
}

function totalFrom(db: Database, within: (row: string) => string, params: IdList): Total {
  const sums = db.prepare<[IdList], SumRow>(SUM(within)).get(params)
  return toTotal(sums, refOf(db.prepare<[IdList], RefRow>(END(within, 'ASC')).get(params)))
}

function toTotal(sums: SumRow | undefined, oldestAsOf: BlockRef | null): Total {
  const { confirmed = null, pending = null, immature = null } = sums ?? {}
  const { known = 0, stale = 0, unknown = 0, partial = 0 } = sums ?? {}
  const whole = { confirmed, pending, immature, known, stale, unknown, oldestAsOf }
  return partial > 0 ? { ...whole, partial } : whole
}

function toPart({ count, source, kind, state, observed, ...ref }: PartRow): PlacePart {
  return {
    count,
    source,
    kind: KINDS[kind] ?? 'unknown',
    state: STATES[state] ?? 'unknown',
    asOf: refOf(ref),
    observedAt: observed,
  }
}

function refOf(row: RefRow | undefined): BlockRef | null {
  if (row === undefined || row.height === null || row.hash === null) return null
  const hash: BlockHash = blockHash(row.hash)
  return { height: row.height, hash }
}

function valuesOf({ watch, reading }: PortfolioRow): Record<string, string | number | null> {
  return {
    id: watch.id,
    grp: watch.group,
    archived: Number(watch.archived),
    name: watch.label,
    key: sortKey(watch.label),
    text: watch.text,
    hay: `${watch.label}\n${watch.text}\n${watch.group}`.toLowerCase(),
    confirmed: reading.confirmed,
    pending: reading.pending,
    immature: reading.immature,
    kind: KINDS.indexOf(reading.kind),
    state: STATES.indexOf(reading.freshness.state),
    partial: Number(isPartial(reading)),
    whole: Number((reading.parts?.unknown ?? 0) === 0),
    added: watch.addedAt,
    source: reading.source,
    height: reading.asOf?.height ?? null,
    hash: reading.asOf?.hash ?? null,
    observed: reading.freshness.observedAt,
  }
}

/** Names in the order that people expect: case and accents do not count, "Wallet 2" comes before "Wallet 10". */
function sortKey(name: string): string {
  if (name === '') return ''
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/\d+/g, (digits) => digits.padStart(16, '0'))
}

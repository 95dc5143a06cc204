/** Rows of the portfolio as objects, and the statements over them. */
import { z } from 'zod'
import type { AccountChain, AccountInfo, Birthday } from '../../shared/ipc/accounts.ts'
import type { Watch } from '../../shared/ipc/contract.ts'
import type { ScriptId } from '../engine/ports.ts'
import type { WatchScript } from './portfolio-store.ts'
import type { Database } from './sqlite.ts'

/** A watch without its account. */
export interface WatchRow extends Omit<Watch, 'kind' | 'archived' | 'account' | 'birthday'> {
  readonly kind: string
  readonly archived: number
  readonly birthday: string | null
}

/** A script of a watch. */
export interface ScriptRow extends Omit<WatchScript, 'archived'> {
  readonly archived: number
}

interface AccountRow {
  readonly watch: number
  readonly ranged: number
  readonly gap_limit: number
  readonly lookahead: number
  readonly fingerprint: string | null
  readonly path: string | null
  readonly threshold: number | null
  readonly keys: number | null
}

const birthdayOf = z.union([z.strictObject({ height: z.int() }), z.strictObject({ date: z.string() })])

/** A birthday as it is stored. */
export function parseBirthday(text: string | null): Birthday | null {
  return text === null ? null : birthdayOf.parse(JSON.parse(text))
}

/** The watch of a row; `account` where it is one. */
export function toWatch(row: WatchRow, account: AccountInfo | undefined): Watch {
  const { kind, archived, birthday: said, ...rest } = row
  if (kind !== 'address' && kind !== 'account')
    throw new Error(`a watch of an unknown kind is stored: ${kind}`)
  const birthday = parseBirthday(said)
  return {
    ...rest,
    kind,
    archived: archived === 1,
    ...(birthday === null ? {} : { birthday }),
    ...(account === undefined ? {} : { account }),
  }
}

/** The script of a row. */
export function toScript(row: ScriptRow): WatchScript {
  return { ...row, archived: row.archived === 1 }
}

/** Accounts by their watch, of some or all. Prepared once for any connection. */
export function createAccountInfos(
  db: Database,
): (watchIds: readonly number[] | 'all') => ReadonlyMap<number, AccountInfo> {
  const accounts = 'SELECT * FROM account'
  const chains = 'SELECT watch, descriptor, used_to AS usedTo, derived_to AS derivedTo FROM account_chain'
  const some = 'WHERE watch IN (SELECT value FROM json_each(?))'
  const order = 'ORDER BY watch, chain'
  const all = db.prepare<[], AccountRow>(accounts)
  const allChains = db.prepare<[], AccountChain & { watch: number }>(`${chains} ${order}`)
  const of = db.prepare<[string], AccountRow>(`${accounts} ${some}`)
  const chainsOf = db.prepare<[string], AccountChain & { watch: number }>(`${chains} ${some} ${order}`)
  return (watchIds) => {
    const ids = JSON.stringify(watchIds)
    const rows = watchIds === 'all' ? all.all() : of.all(ids)
    if (rows.length === 0) return new Map()
    const byWatch = Map.groupBy(watchIds === 'all' ? allChains.all() : chainsOf.all(ids), (row) => row.watch)
    return new Map(rows.map((row) => [row.watch, toAccount(row, byWatch.get(row.watch) ?? [])]))
  }
}

function toAccount(row: AccountRow, chains: readonly (AccountChain & { watch: number })[]): AccountInfo {
  const { fingerprint, path, threshold, keys } = row
  return {
    ranged: row.ranged === 1,
    origin: fingerprint === null || path === null ? null : { fingerprint, path },
    cosigners: threshold === null || keys === null ? null : { threshold, keys },
    gapLimit: row.gap_limit,
    lookahead: row.lookahead,
    chains: chains.map(({ descriptor, usedTo, derivedTo }) => ({ descriptor, usedTo, derivedTo })),
  }
}

/** Of `WatchRow`. The label is the one of the thing itself (labels.ts), kept in one place only. */
const COLUMNS = `id, kind, text, script_type AS scriptType,
  coalesce((SELECT l.label FROM label l WHERE l.ref = label_ref AND l.type = label_type AND l.origin = ''), '') AS label,
  portfolio AS "group", added_at AS addedAt, archived, birthday`

const SCRIPTS = `SELECT w.watch AS watchId, w.script AS scriptId, s.address, e.portfolio AS "group", e.archived
  FROM watch_script w JOIN script s ON s.id = w.script JOIN watch e ON e.id = w.watch`

/** An account's are those up to the end of its gap: what lies behind them is watched, and counts for nobody else. */
const IN_GAP = `${SCRIPTS} LEFT JOIN account_chain c ON c.id = w.chain LEFT JOIN account a ON a.watch = w.watch
  WHERE (w.chain IS NULL OR w.position < c.used_to + a.gap_limit)`

/** The same by what was used up to a block, as far as the ledger knows the account at all. */
const IN_GAP_AT = `WITH used AS (
    SELECT v.chain, max(v.position) + 1 AS end FROM watch_script v JOIN output o ON o.script = v.script
    WHERE v.watch = @watch AND v.chain IS NOT NULL AND o.height <= @height GROUP BY v.chain),
  ends AS (
    SELECT c.id, CASE WHEN EXISTS (
        SELECT 1 FROM watch_script f JOIN coverage k ON k.script = f.script WHERE f.chain = c.id AND f.position = 0)
      THEN coalesce((SELECT end FROM used u WHERE u.chain = c.id), 0) ELSE c.used_to END + a.gap_limit AS end
    FROM account_chain c JOIN account a ON a.watch = c.watch WHERE c.watch = @watch)
  ${SCRIPTS} JOIN ends ON ends.id = w.chain WHERE w.watch = @watch AND w.position < ends.end`

const OF_SOME = 'w.watch IN (SELECT value FROM json_each(?))'
const ORDER = 'ORDER BY w.watch, w.chain, w.position, w.script'

const IN_PLACE = 'archived = @archived AND (@group IS NULL OR portfolio = @group)'

interface PlaceParams {
  readonly group: string | null
  readonly archived: number
}

interface PlaceCountRow {
  readonly name: string
  readonly count: number
  readonly archived: number
}

/** The statements, prepared once. */
export function preparePortfolio(db: Database) {
  return {
    byText: db.prepare<[string], WatchRow>(`SELECT ${COLUMNS} FROM watch WHERE text = ?`),
    insert: db.prepare<[NewRow]>(
      `INSERT INTO watch (id, kind, text, script_type, portfolio, added_at, archived, birthday, birthday_due, label_type,
         label_ref)
       VALUES (@id, @kind, @text, @type, coalesce(@group, ''), @at, @archived, @birthday, @birthday IS NOT NULL, @labelType,
         @labelRef)`,
    ),
    // Given out before, and neither in use nor leaving.
    isIdFree: db
      .prepare<[{ readonly id: number }], number>(
        `SELECT @id <= coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'watch'), 0)
           AND NOT EXISTS (SELECT 1 FROM watch WHERE id = @id)
           AND NOT EXISTS (SELECT 1 FROM leaving WHERE watch = @id)
           AND NOT EXISTS (SELECT 1 FROM watch_script WHERE watch = @id)`,
      )
      .pluck(),
    update: db.prepare<[Details]>(
      `UPDATE watch SET portfolio = coalesce(@group, portfolio), birthday = coalesce(@birthday, birthday),
         birthday_due = birthday_due OR @birthday IS NOT NULL
       WHERE text = @text`,
    ),
    archive: db.prepare<[{ readonly ids: string; readonly archived: number }]>(
      `UPDATE watch SET archived = @archived
       WHERE archived <> @archived AND id IN (SELECT value FROM json_each(@ids))`,
    ),
    insertAccount: db.prepare<[Record<string, string | number | null>]>(
      `INSERT INTO account (watch, ranged, gap_limit, lookahead, fingerprint, path, threshold, keys)
       VALUES (@watch, @ranged, @gapLimit, @lookahead, @fingerprint, @path, @threshold, @keys)`,
    ),
    insertChain: db.prepare<[number, number, string]>(
      'INSERT INTO account_chain (watch, chain, descriptor) VALUES (?, ?, ?)',
    ),
    setGap: db.prepare<[{ watch: number; gapLimit: number }]>(
      'UPDATE account SET gap_limit = @gapLimit WHERE watch = @watch AND ranged = 1',
    ),
    insertScript: db.prepare<[Buffer, string]>(
      'INSERT INTO script (script_pubkey, address) VALUES (?, ?) ON CONFLICT DO NOTHING',
    ),
    scriptId: db.prepare<[Buffer], number>('SELECT id FROM script WHERE script_pubkey = ?').pluck(),
    link: db.prepare<[number, number]>('INSERT INTO watch_script (watch, script) VALUES (?, ?)'),
    count: db.prepare<[], number>('SELECT count(*) FROM watch').pluck(),
    placeCounts: db.prepare<[], PlaceCountRow>(
      `SELECT portfolio AS name, CAST(total(archived = 0) AS INTEGER) AS count,
         CAST(total(archived) AS INTEGER) AS archived FROM watch GROUP BY portfolio`,
    ),
    countIn: db.prepare<[PlaceParams], number>(`SELECT count(*) FROM watch WHERE ${IN_PLACE}`).pluck(),
    idsIn: db
      .prepare<[PlaceParams & { readonly from: number; readonly limit: number }], number>(
        `SELECT id FROM watch WHERE ${IN_PLACE} ORDER BY id LIMIT @limit OFFSET @from`,
      )
      .pluck(),
    list: db.prepare<[], WatchRow>(`SELECT ${COLUMNS} FROM watch ORDER BY id`),
    byId: db.prepare<[number], WatchRow>(`SELECT ${COLUMNS} FROM watch WHERE id = ?`),
    byIds: db.prepare<[string], WatchRow>(
      `SELECT ${COLUMNS} FROM watch WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id`,
    ),
    byTexts: db.prepare<[string], WatchRow>(
      `SELECT ${COLUMNS} FROM watch WHERE text IN (SELECT value FROM json_each(?)) ORDER BY id`,
    ),
    after: db.prepare<[number, number], WatchRow>(
      `SELECT ${COLUMNS} FROM watch WHERE id > ? ORDER BY id LIMIT ?`,
    ),
    due: db.prepare<[], { id: number; birthday: string }>(
      'SELECT id, birthday FROM watch WHERE birthday_due = 1 ORDER BY id',
    ),
    begun: db.prepare<[string]>(
      'UPDATE watch SET birthday_due = 0 WHERE id IN (SELECT value FROM json_each(?))',
    ),
    scriptsOfAll: db.prepare<[], ScriptRow>(`${SCRIPTS} ${ORDER}`),
    scriptsOfSome: db.prepare<[string], ScriptRow>(`${SCRIPTS} WHERE ${OF_SOME} ${ORDER}`),
    inGapOfAll: db.prepare<[], ScriptRow>(`${IN_GAP} ${ORDER}`),
    inGapOfSome: db.prepare<[string], ScriptRow>(`${IN_GAP} AND ${OF_SOME} ${ORDER}`),
    inGapAmong: db.prepare<[string], ScriptRow>(
      `${IN_GAP} AND w.script IN (SELECT value FROM json_each(?)) ${ORDER}`,
    ),
    usedAmong: db
      .prepare<[string], ScriptId>(
        `SELECT j.value FROM json_each(?) j WHERE EXISTS (SELECT 1 FROM output o WHERE o.script = j.value)
           OR EXISTS (SELECT 1 FROM observation b WHERE b.script = j.value AND (b.used = 1 OR b.confirmed > 0))`,
      )
      .pluck(),
    scriptIdsOf: db
      .prepare<[string], ScriptId>(
        `SELECT DISTINCT w.script FROM watch_script w JOIN watch e ON e.id = w.watch WHERE ${OF_SOME}`,
      )
      .pluck(),
    gaps: db.prepare<[], string>("SELECT count(*) || ' ' || total(used_to) FROM account_chain").pluck(),
    inGapAt: db.prepare<[{ watch: number; height: number }], ScriptRow>(`${IN_GAP_AT} ${ORDER}`),
    scriptsById: db.prepare<[number], ScriptRow>(`${SCRIPTS} WHERE w.script = ? ${ORDER}`),
    scriptsByKey: db.prepare<[Buffer], ScriptRow>(`${SCRIPTS} WHERE s.script_pubkey = ? ${ORDER}`),
  }
}

/** What may be said anew of a watch that is there; null leaves what is stored. */
export interface Details {
  readonly text: string
  readonly group: string | null
  readonly birthday: string | null
}

/** A watch to store. */
export interface NewRow extends Details {
  /** Null gives it the next one. */
  readonly id: number | null
  readonly kind: Watch['kind']
  readonly type: string
  readonly at: number
  readonly archived: number
  readonly labelType: string
  readonly labelRef: string
}

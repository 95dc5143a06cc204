/** What the person watches, and which scripts it stands for. */
import type { ScriptType, Watch } from '../../shared/ipc/contract.ts'
import { labelKeyOf } from '../engine/labels/label-key.ts'
import type { Clock, ScriptId } from '../engine/ports.ts'
import { createLabelRows } from './label-rows.ts'
import { createStateReader, createStateWriter } from './ledger-state.ts'
import { createPortfolioRemoval } from './portfolio-removal.ts'
import type { Database } from './sqlite.ts'
import { guardAll } from './storage-error.ts'
import type { WriteQueue } from './write-queue.ts'

/** An address to watch, checked before. A label or group that is absent leaves what is stored. */
export interface NewWatch {
  readonly text: string
  readonly scriptPubKey: Uint8Array
  readonly scriptType: ScriptType
  readonly label?: string
  readonly group?: string
}

/** A script, which watch it came from, the address it is shown as, and what decides who may be asked about it. */
export interface WatchScript {
  readonly watchId: number
  readonly scriptId: ScriptId
  readonly address: string
  /** The watch's portfolio; '' is none. */
  readonly group: string
  readonly archived: boolean
}

export interface PortfolioStore {
  /** One transaction. A text that is watched already gets the new label and group; repeated entries count once. */
  add(entries: readonly NewWatch[]): Promise<{ readonly added: Watch[]; readonly already: Watch[] }>
  /** Returns how many were there. A script that no watch is left for goes, with all that is known of it. */
  remove(watchIds: readonly number[]): Promise<number>
  /** Puts watches out of sight or brings them back; the ledger follows them all the same. Returns how many changed. */
  archive(watchIds: readonly number[], archived: boolean): Promise<number>
  /** In the order they were added. */
  list(): readonly Watch[]
  /** How many `list` would give. */
  count(): number
  /** Of the watches given, or of all. */
  scriptsOf(watchIds?: readonly number[]): readonly WatchScript[]
}

interface WatchRow extends Omit<Watch, 'kind' | 'archived'> {
  readonly kind: string
  readonly archived: number
}

interface ScriptRow extends Omit<WatchScript, 'archived'> {
  readonly archived: number
}

/** The label is the one of the thing itself (labels.ts), kept in one place only. */
const COLUMNS = `id, kind, text, script_type AS scriptType,
  coalesce((SELECT l.label FROM label l WHERE l.ref = label_ref AND l.type = label_type AND l.origin = ''), '') AS label,
  portfolio AS "group", added_at AS addedAt, archived`

/** The portfolio on a connection; on a read-only one the writes reject. */
export function createPortfolioStore(db: Database, queue: WriteQueue, clock: Clock): PortfolioStore {
  const sql = preparePortfolio(db)
  const state = createStateWriter(db)
  const revisionOf = createStateReader(db)
  const removeRows = createPortfolioRemoval(db)
  const labels = createLabelRows(db)

  function addOne(entry: NewWatch): { readonly watch: Watch; readonly isNew: boolean } {
    const { text, label, group = null } = entry
    const name = labelKeyOf('address', text)
    const isNew = sql.byText.get(text) === undefined
    const at = clock.now()
    if (isNew)
      sql.insert.run({ text, type: entry.scriptType, group, at, labelType: name.type, labelRef: name.ref })
    else sql.update.run({ text, group })
    if (label !== undefined) labels.put({ ...name, label }, at)
    const row = sql.byText.get(text)
    if (!row) throw new Error('a watch that was just written is missing')
    if (isNew) sql.link.run(row.id, scriptOf(entry))
    return { watch: toWatch(row), isNew }
  }

  function scriptOf({ scriptPubKey, text }: NewWatch): ScriptId {
    const bytes = Buffer.from(scriptPubKey)
    sql.insertScript.run(bytes, text)
    const id = sql.scriptId.get(bytes)
    if (id === undefined) throw new Error('a script that was just written is missing')
    return id
  }

  const addAll = db.transaction((entries: readonly NewWatch[]) => {
    const unique = [...new Map(entries.map((entry) => [entry.text, entry])).values()]
    const results = unique.map(addOne)
    if (results.length > 0) state.nextRevision()
    const watches = (isNew: boolean): Watch[] =>
      results.filter((result) => result.isNew === isNew).map(({ watch }) => watch)
    return { added: watches(true), already: watches(false) }
  })

  const removeAll = db.transaction((watchIds: readonly number[]) => {
    const removed = removeRows(watchIds, revisionOf().cursor?.height ?? 0)
    if (removed === 0) return 0
    state.nextRevision()
    state.nextWatchVersion()
    return removed
  })

  const archiveAll = db.transaction((watchIds: readonly number[], archived: boolean) => {
    const { changes } = sql.archive.run({ ids: JSON.stringify(watchIds), archived: Number(archived) })
    if (changes > 0) state.nextRevision()
    return changes
  })

  const reads = guardAll({
    list: (): readonly Watch[] => sql.list.all().map(toWatch),
    count: (): number => sql.count.get() ?? 0,
    scriptsOf: (watchIds?: readonly number[]): readonly WatchScript[] =>
      (watchIds ? sql.scriptsOfSome.all(JSON.stringify(watchIds)) : sql.scriptsOfAll.all()).map(toScript),
  })
  return {
    ...reads,
    add: (entries) => queue.run(() => addAll.immediate(entries)),
    remove: (watchIds) => queue.run(() => removeAll.immediate(watchIds)),
    archive: (watchIds, archived) => queue.run(() => archiveAll.immediate(watchIds, archived)),
  }
}

function toWatch(row: WatchRow): Watch {
  if (row.kind !== 'address') throw new Error(`a watch of an unknown kind is stored: ${row.kind}`)
  return { ...row, kind: row.kind, archived: row.archived === 1 }
}

function toScript(row: ScriptRow): WatchScript {
  return { ...row, archived: row.archived === 1 }
}

interface Insertion {
  readonly text: string
  readonly type: string
  readonly group: string | null
  readonly at: number
  readonly labelType: string
  readonly labelRef: string
}

function preparePortfolio(db: Database) {
  const scripts = `SELECT w.watch AS watchId, w.script AS scriptId, s.address, e.portfolio AS "group", e.archived
    FROM watch_script w JOIN script s ON s.id = w.script JOIN watch e ON e.id = w.watch`
  return {
    byText: db.prepare<[string], WatchRow>(`SELECT ${COLUMNS} FROM watch WHERE text = ?`),
    insert: db.prepare<[Insertion]>(
      `INSERT INTO watch (kind, text, script_type, portfolio, added_at, label_type, label_ref)
       VALUES ('address', @text, @type, coalesce(@group, ''), @at, @labelType, @labelRef)`,
    ),
    update: db.prepare<[{ readonly text: string; readonly group: string | null }]>(
      'UPDATE watch SET portfolio = coalesce(@group, portfolio) WHERE text = @text',
    ),
    archive: db.prepare<[{ readonly ids: string; readonly archived: number }]>(
      `UPDATE watch SET archived = @archived
       WHERE archived <> @archived AND id IN (SELECT value FROM json_each(@ids))`,
    ),
    insertScript: db.prepare<[Buffer, string]>(
      'INSERT INTO script (script_pubkey, address) VALUES (?, ?) ON CONFLICT DO NOTHING',
    ),
    scriptId: db.prepare<[Buffer], number>('SELECT id FROM script WHERE script_pubkey = ?').pluck(),
    link: db.prepare<[number, number]>('INSERT INTO watch_script (watch, script) VALUES (?, ?)'),
    count: db.prepare<[], number>('SELECT count(*) FROM watch').pluck(),
    list: db.prepare<[], WatchRow>(`SELECT ${COLUMNS} FROM watch ORDER BY id`),
    scriptsOfAll: db.prepare<[], ScriptRow>(`${scripts} ORDER BY w.watch, w.script`),
    scriptsOfSome: db.prepare<[string], ScriptRow>(
      `${scripts} WHERE w.watch IN (SELECT value FROM json_each(?)) ORDER BY w.watch, w.script`,
    ),
  }
}

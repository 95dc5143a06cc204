/** Labels of everything that BIP-329 names. The label of a watched entry is one of them. */
import type { Label, LabelKey, LabelType } from '../../shared/labels.ts'
import type { LabelPut } from '../engine/labels/merge-label.ts'
import type { Clock } from '../engine/ports.ts'
import { createLabelRows, LABEL_COLUMNS, type LabelRow, toLabel } from './label-rows.ts'
import { createStateWriter } from './ledger-state.ts'
import type { Database } from './sqlite.ts'
import { guardAll } from './storage-error.ts'
import type { WriteQueue } from './write-queue.ts'

/** A label with its place in the list. */
export type PlacedLabel = Label & { readonly id: number }

/** A record of an unknown type, as it came. */
export interface AsideLine {
  readonly id: number
  readonly line: string
}

export interface LabelStore {
  get(key: LabelKey): Label | null
  /** In the order they were first made, those above `after`. */
  page(after: number, limit: number, type?: LabelType): readonly PlacedLabel[]
  ofRefs(refs: readonly string[]): readonly PlacedLabel[]
  asidePage(after: number, limit: number): readonly AsideLine[]
  count(): number
  /** Whether the ledger holds this transaction (64 hex digits). */
  knowsTx(txid: string): boolean
  /** One transaction and one revision: what is said joins what is there. Returns how many changed. */
  put(changes: readonly LabelPut[]): Promise<number>
  /** Keeps records of unknown types. Returns how many were not there yet. */
  keepAside(lines: readonly string[]): Promise<number>
}

/** The labels on a connection; on a read-only one the writes reject. */
export function createLabelStore(db: Database, queue: WriteQueue, clock: Clock): LabelStore {
  const rows = createLabelRows(db)
  const state = createStateWriter(db)
  const sql = prepareLabels(db)

  const putAll = db.transaction((changes: readonly LabelPut[]): number => {
    const at = clock.now()
    const changed = changes.filter((change) => rows.put(change, at)).length
    if (changed > 0) state.nextRevision()
    return changed
  })

  const keepAll = db.transaction((lines: readonly string[]): number =>
    lines.reduce((sum, line) => sum + sql.keep.run(line).changes, 0),
  )

  const reads = guardAll({
    get: (key: LabelKey): Label | null => rows.get(key),
    page: (after: number, limit: number, type?: LabelType): readonly PlacedLabel[] =>
      sql.page.all({ after, limit, type: type ?? null }).map(toPlaced),
    ofRefs: (refs: readonly string[]): readonly PlacedLabel[] =>
      sql.ofRefs.all(JSON.stringify(refs)).map(toPlaced),
    asidePage: (after: number, limit: number): readonly AsideLine[] => sql.aside.all(after, limit),
    count: (): number => sql.count.get() ?? 0,
    knowsTx: (txid: string): boolean => sql.tx.get(Buffer.from(txid, 'hex').reverse()) !== undefined,
  })
  return {
    ...reads,
    put: (changes) => queue.run(() => putAll.immediate(changes)),
    keepAside: (lines) => queue.run(() => keepAll.immediate(lines)),
  }
}

function toPlaced(row: LabelRow): PlacedLabel {
  return { ...toLabel(row), id: row.id }
}

function prepareLabels(db: Database) {
  return {
    page: db.prepare<[{ after: number; limit: number; type: string | null }], LabelRow>(
      `SELECT ${LABEL_COLUMNS} FROM label
       WHERE id > @after AND (@type IS NULL OR type = @type) ORDER BY id LIMIT @limit`,
    ),
    ofRefs: db.prepare<[string], LabelRow>(
      `SELECT ${LABEL_COLUMNS} FROM label WHERE ref IN (SELECT value FROM json_each(?)) ORDER BY id`,
    ),
    aside: db.prepare<[number, number], AsideLine>(
      'SELECT id, line FROM label_aside WHERE id > ? ORDER BY id LIMIT ?',
    ),
    keep: db.prepare<[string]>('INSERT INTO label_aside (line) VALUES (?) ON CONFLICT DO NOTHING'),
    count: db.prepare<[], number>('SELECT count(*) FROM label').pluck(),
    tx: db.prepare<[Buffer]>('SELECT 1 FROM tx WHERE txid = ?'),
  }
}

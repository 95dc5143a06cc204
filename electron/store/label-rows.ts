/** The rows of labels, for whoever writes them inside a transaction of its own. */
import type { Label, LabelKey } from '../../shared/labels.ts'
import { type LabelPut, mergeLabel } from '../engine/labels/merge-label.ts'
import type { Database } from './sqlite.ts'

/** A label as it is stored. */
export interface LabelRow {
  readonly id: number
  readonly type: string
  readonly ref: string
  readonly origin: string
  readonly label: string | null
  readonly spendable: number | null
  readonly extra: string
}

export interface LabelRows {
  get(key: LabelKey): Label | null
  /** Joins what is said with what is there. Returns whether anything changed. */
  put(said: LabelPut, at: number): boolean
}

/** Columns of a `LabelRow`. */
export const LABEL_COLUMNS = 'id, type, ref, origin, label, spendable, extra'

/** Prepared once a connection; writing runs inside the caller's transaction. */
export function createLabelRows(db: Database): LabelRows {
  const select = db.prepare<[LabelKey], LabelRow>(
    `SELECT ${LABEL_COLUMNS} FROM label WHERE ref = @ref AND type = @type AND origin = @origin`,
  )
  const upsert = db.prepare<[Record<string, unknown>]>(
    `INSERT INTO label (type, ref, origin, label, spendable, extra, changed_at)
     VALUES (@type, @ref, @origin, @label, @spendable, @extra, @at)
     ON CONFLICT (ref, type, origin) DO UPDATE SET label = excluded.label, spendable = excluded.spendable,
       extra = excluded.extra, changed_at = excluded.changed_at`,
  )
  const remove = db.prepare<[LabelKey]>(
    'DELETE FROM label WHERE ref = @ref AND type = @type AND origin = @origin',
  )

  function get({ type, ref, origin }: LabelKey): Label | null {
    const row = select.get({ type, ref, origin })
    return row === undefined ? null : toLabel(row)
  }

  function put(said: LabelPut, at: number): boolean {
    const { type, ref, origin } = said
    const known = get(said)
    const next = mergeLabel(known, said)
    if (sameLabel(known, next)) return false
    if (next === null) remove.run({ type, ref, origin })
    else upsert.run({ ...next, spendable: next.spendable === null ? null : Number(next.spendable), at })
    return true
  }

  return { get, put }
}

/** The label of a stored row. */
export function toLabel({ type, ref, origin, label, spendable, extra }: LabelRow): Label {
  // Only keys that were checked are ever stored.
  const known = type as Label['type']
  return { type: known, ref, origin, label, spendable: spendable === null ? null : spendable === 1, extra }
}

function sameLabel(one: Label | null, other: Label | null): boolean {
  if (one === null || other === null) return one === other
  return one.label === other.label && one.spendable === other.spendable && one.extra === other.extra
}

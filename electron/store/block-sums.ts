/** Sums by block over all scripts: the writer keeps them, and whoever reads works out what is not kept yet. */
import type { ScopeParams } from './scope.ts'
import type { Database, Statement } from './sqlite.ts'

/** `moved`: how many movements there are at all; a block without any has no sum. */
interface SumRow {
  readonly height: number
  readonly change: number
  readonly moved: number
}

/** What a block changed, from the facts; a coin that a hole has swallowed goes where the hole ends. */
const SUM_AT = (height: string): string => `
  SELECT coalesce(sum(value), 0) AS change, count(*) AS moved FROM (
    SELECT o.value FROM tx t JOIN output o ON o.tx = t.id WHERE t.height = ${height} AND o.height IS NOT NULL
    UNION ALL
    SELECT -o.value FROM tx t JOIN spend s ON s.tx = t.id JOIN output o ON o.id = s.output
      WHERE t.height = ${height} AND o.spent = t.id AND o.height IS NOT NULL
    UNION ALL
    SELECT -o.value FROM output o WHERE o.gone = ${height} AND o.spent IS NULL AND o.height IS NOT NULL)`

/** With more sums than these owed, one pass over all outputs takes less time than looking at each (measured). */
const MANY = 2_000

export interface BlockSumWriter {
  /** Works out at most so many of the sums that do not hold. Inside the caller's transaction. */
  keep(limit: number): void
  /** Whether at least so many do not hold. */
  owes(count: number): boolean
}

/** On the writing connection. */
export function createBlockSumWriter(db: Database): BlockSumWriter {
  const stale = db.prepare<[number], number>('SELECT height FROM block_sum_stale LIMIT ?').pluck()
  const owed = prepareOwed(db)
  const sum = db.prepare<[{ readonly height: number }], Omit<SumRow, 'height'>>(SUM_AT('@height'))
  const put = db.prepare<[number, number]>(
    'INSERT INTO block_sum (height, change) VALUES (?, ?) ON CONFLICT (height) DO UPDATE SET change = excluded.change',
  )
  const drop = db.prepare<[number]>('DELETE FROM block_sum WHERE height = ?')
  const done = db.prepare<[number]>('DELETE FROM block_sum_stale WHERE height = ?')
  return {
    keep: (limit) => {
      for (const height of stale.all(limit)) {
        const { change, moved } = sum.get({ height }) ?? { change: 0, moved: 0 }
        if (moved > 0) put.run(height, change)
        else drop.run(height)
        done.run(height)
      }
    },
    owes: (count) => owed.get(count - 1) !== undefined,
  }
}

/** Bound to a number: a row where more than that are owed. */
function prepareOwed(db: Database): Statement<[number]> {
  return db.prepare<[number]>('SELECT 1 FROM block_sum_stale LIMIT 1 OFFSET ?')
}

/** `[height, time in seconds, whether that is its median time past, change]`, in no order. */
export type ChangeRow = [height: number, time: number, isMedian: number, change: number]

/** All blocks in which something moved; on any connection. */
export function createBlockSumReads(db: Database): () => readonly ChangeRow[] {
  const kept = db
    .prepare<[], ChangeRow>(
      `SELECT b.height, coalesce(b.median, b.time), b.median IS NOT NULL, s.change
       FROM block_sum s JOIN block b ON b.height = s.height
       WHERE NOT EXISTS (SELECT 1 FROM block_sum_stale d WHERE d.height = s.height) ORDER BY s.height`,
    )
    .raw()
  const stale = db.prepare<[], SumRow & { readonly time: number; readonly isMedian: number }>(
    `SELECT d.height, coalesce(b.median, b.time) AS time, b.median IS NOT NULL AS isMedian
     FROM block_sum_stale d JOIN block b ON b.height = d.height`,
  )
  const sum = db.prepare<[{ readonly height: number }], Omit<SumRow, 'height'>>(SUM_AT('@height'))
  const owed = prepareOwed(db)
  const inOnePass = prepareSums(db, null)
  return () => {
    if (owed.get(MANY) !== undefined) return inOnePass.all({ group: '', watches: '[]' })
    const rest = stale.all().flatMap(({ height, time, isMedian }): ChangeRow[] => {
      const { change, moved } = sum.get({ height }) ?? { change: 0, moved: 0 }
      return moved > 0 ? [[height, time, isMedian, change]] : []
    })
    const rows = kept.all()
    return rest.length === 0 ? rows : [...rows, ...rest].toSorted((a, b) => a[0] - b[0])
  }
}

/** The same worked out in one pass for the scripts of a query (null: all); a coin that a hole has swallowed goes where it ends. */
export function prepareSums(db: Database, scripts: string | null) {
  const ours = `o.height IS NOT NULL${scripts === null ? '' : ` AND o.script IN (${scripts})`}`
  return db
    .prepare<[ScopeParams], ChangeRow>(
      `SELECT b.height, coalesce(b.median, b.time), b.median IS NOT NULL, c.change FROM (
         SELECT height, sum(value) AS change FROM (
           SELECT o.height, o.value FROM output o WHERE ${ours}
           UNION ALL
           SELECT t.height, -o.value FROM output o JOIN tx t ON t.id = o.spent WHERE ${ours}
           UNION ALL
           SELECT o.gone, -o.value FROM output o WHERE o.gone IS NOT NULL AND o.spent IS NULL AND ${ours})
         GROUP BY height) c
       JOIN block b ON b.height = c.height ORDER BY b.height`,
    )
    .raw()
}

/**
 * Sums by block over all scripts, in the blocks' own rows. Blocks that are connected say themselves what they change;
 * whatever else touches the facts takes back the sums that it concerns (write-triggers.ts), and they are worked out anew
 * later. Whoever reads before that works out what is missing.
 */
import { isOutputOf } from './output-id.ts'
import type { ScopeParams } from './scope.ts'
import type { Database } from './sqlite.ts'

/** What a block changed, from the facts; a coin that a hole has swallowed goes where the hole ends. */
const SUM_AT = (height: string): string => `
  SELECT coalesce(sum(value), 0) FROM (
    SELECT o.value FROM tx t CROSS JOIN output o ON ${isOutputOf('t.id')} WHERE t.height = ${height} AND o.height IS NOT NULL
    UNION ALL
    SELECT -o.value FROM tx t JOIN spend s ON s.tx = t.id JOIN output o ON o.id = s.output
      WHERE t.height = ${height} AND o.spent = t.id AND o.height IS NOT NULL
    UNION ALL
    SELECT -o.value FROM output o WHERE o.gone = ${height} AND o.spent IS NULL AND o.height IS NOT NULL)`

export interface BlockSumWriter {
  /** Works out sums that are missing, for about so long, at least one. Inside the caller's transaction. */
  workOff(ms: number): void
  /** Whether any is missing. */
  owes(): boolean
}

const LOOKED_UP = 500

/** On the writing connection. */
export function createBlockSumWriter(db: Database): BlockSumWriter {
  const owing = db.prepare<[number], number>('SELECT height FROM block WHERE change IS NULL LIMIT ?').pluck()
  // A bound limit is compiled anew each time it is bound, and this is asked with each commit.
  const any = db.prepare<[], number>('SELECT 1 FROM block WHERE change IS NULL LIMIT 1').pluck()
  const put = db.prepare<[{ readonly height: number }]>(
    `UPDATE block SET change = (${SUM_AT('@height')}) WHERE height = @height`,
  )
  return {
    workOff: (ms) => {
      const end = performance.now() + ms
      for (const height of owing.all(LOOKED_UP)) {
        put.run({ height })
        if (performance.now() >= end) return
      }
    },
    owes: () => any.get() !== undefined,
  }
}

/** `[height, time in seconds, whether that is its median time past, change]`. */
export type ChangeRow = [height: number, time: number, isMedian: number, change: number]

/** With more sums than these missing, one pass over all outputs takes less time than looking at each (measured). */
const MANY = 2_000

/** All blocks that changed the whole, ascending; on any connection. */
export function createBlockSumReads(db: Database): () => readonly ChangeRow[] {
  const isMany = db.prepare('SELECT 1 FROM block WHERE change IS NULL LIMIT 1 OFFSET ?')
  const inOnePass = prepareSums(db, null)
  const told = db
    .prepare<[], ChangeRow>(
      `SELECT height, coalesce(median, time), median IS NOT NULL, sum FROM (
         SELECT height, median, time, CASE WHEN change IS NULL THEN (${SUM_AT('block.height')}) ELSE change END AS sum
         FROM block WHERE change IS NOT 0)
       WHERE sum <> 0 ORDER BY height`,
    )
    .raw()
  return () => (isMany.get(MANY) === undefined ? told.all() : inOnePass.all({ group: '', watches: '[]' }))
}

/** The same in one pass for the scripts of a query (null: all); a coin that a hole has swallowed goes where it ends. */
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
         GROUP BY height HAVING sum(value) <> 0) c
       JOIN block b ON b.height = c.height ORDER BY b.height`,
    )
    .raw()
}

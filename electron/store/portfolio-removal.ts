import { createHistoryGroups } from './history-groups.ts'
import { createBlockRows } from './ledger-blocks.ts'
import { isOutputOf } from './output-id.ts'
import type { Database } from './sqlite.ts'

/**
 * Removes watches, then what nothing refers to any more: scripts without a watch (with facts, coverage and
 * observations), transactions that touch no script, and blocks that were kept for them. Returns how many
 * watches were there. Runs inside the caller's transaction, and takes as long as what is removed is large.
 */
export function createPortfolioRemoval(
  db: Database,
): (watchIds: readonly number[], cursorHeight: number) => number {
  const blocks = createBlockRows(db)
  const groups = createHistoryGroups(db)
  const sql = prepareRemoval(db)

  /** Blocks that may have been kept for a script alone. */
  function keptFor(script: number, heights: Set<number>): void {
    for (const height of sql.heights.all({ script })) heights.add(height)
  }

  return (watchIds, cursorHeight) => {
    const held = new Set(watchIds.flatMap((id) => sql.scriptsOf.all(id)))
    const removed = watchIds.reduce((sum, id) => sum + sql.watch.run(id).changes, 0)
    const gone = [...held].filter((id) => sql.watched.get(id) === undefined)
    const txs = new Set(gone.flatMap((id) => sql.touched.all({ script: id })))
    const heights = new Set<number>()
    for (const id of gone) keptFor(id, heights)
    for (const id of gone) sql.script.run(id)
    for (const tx of txs) sql.emptyTx.run(tx)
    groups.dropEmpty()
    for (const height of heights) blocks.trim(height - 1, height, cursorHeight)
    return removed
  }
}

function prepareRemoval(db: Database) {
  return {
    scriptsOf: db.prepare<[number], number>('SELECT script FROM watch_script WHERE watch = ?').pluck(),
    watch: db.prepare<[number]>('DELETE FROM watch WHERE id = ?'),
    watched: db.prepare<[number]>('SELECT 1 FROM watch_script WHERE script = ? LIMIT 1'),
    touched: db
      .prepare<{ script: number }, number>(
        `SELECT tx FROM output WHERE script = @script
         UNION SELECT s.tx FROM output o JOIN spend s ON s.output = o.id WHERE o.script = @script`,
      )
      .pluck(),
    heights: db
      .prepare<{ script: number }, number>(
        `SELECT t.height FROM output o JOIN tx t ON t.id = o.tx WHERE o.script = @script AND t.height IS NOT NULL
         UNION SELECT t.height FROM output o JOIN spend s ON s.output = o.id JOIN tx t ON t.id = s.tx
           WHERE o.script = @script AND t.height IS NOT NULL
         UNION SELECT gone FROM output WHERE script = @script AND gone IS NOT NULL
         UNION SELECT from_height FROM coverage WHERE script = @script`,
      )
      .pluck(),
    script: db.prepare<[number]>('DELETE FROM script WHERE id = ?'),
    emptyTx: db.prepare<[number]>(
      `DELETE FROM tx WHERE id = ? AND NOT EXISTS (SELECT 1 FROM output o WHERE ${isOutputOf('tx.id')})
         AND NOT EXISTS (SELECT 1 FROM spend s WHERE s.tx = tx.id)`,
    ),
  }
}

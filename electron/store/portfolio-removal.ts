import { createHistoryGroups } from './history-groups.ts'
import { createBlockRows } from './ledger-blocks.ts'
import type { Database } from './sqlite.ts'

/**
 * Removes watches, then what nothing refers to any more: scripts without a watch (with facts, coverage and
 * observations), transactions that touch no script, and blocks that were kept for them. Returns how many
 * watches were there. Runs inside the caller's transaction.
 */
export function createPortfolioRemoval(
  db: Database,
): (watchIds: readonly number[], cursorHeight: number) => number {
  const blocks = createBlockRows(db)
  const groups = createHistoryGroups(db)
  const watch = db.prepare<[number]>('DELETE FROM watch WHERE id = ?')
  const orphans = db
    .prepare<[], number>(
      'SELECT id FROM script WHERE NOT EXISTS (SELECT 1 FROM watch_script w WHERE w.script = script.id)',
    )
    .pluck()
  const touched = db
    .prepare<{ script: number }, number>(
      `SELECT tx FROM output WHERE script = @script
       UNION SELECT s.tx FROM output o JOIN spend s ON s.output = o.id WHERE o.script = @script`,
    )
    .pluck()
  const script = db.prepare<[number]>('DELETE FROM script WHERE id = ?')
  const emptyTx = db.prepare<[number]>(
    `DELETE FROM tx WHERE id = ? AND NOT EXISTS (SELECT 1 FROM output o WHERE o.tx = tx.id)
       AND NOT EXISTS (SELECT 1 FROM spend s WHERE s.tx = tx.id)`,
  )
  return (watchIds, cursorHeight) => {
    const removed = watchIds.reduce((sum, id) => sum + watch.run(id).changes, 0)
    const gone = removed === 0 ? [] : orphans.all()
    const txs = new Set(gone.flatMap((id) => touched.all({ script: id })))
    for (const id of gone) script.run(id)
    for (const tx of txs) emptyTx.run(tx)
    groups.dropEmpty()
    if (txs.size > 0) blocks.trim(0, cursorHeight, cursorHeight)
    return removed
  }
}

/**
 * Removes watches, then what nothing refers to any more: scripts without a watch (with facts, coverage and
 * observations), transactions that touch no script, and blocks that were kept for them. What is large goes in pieces
 * (leaving.ts). Everything here runs inside the caller's transaction.
 */
import { createHistoryGroups } from './history-groups.ts'
import { createIsAnyLeaving, isWatched } from './leaving.ts'
import { createBlockRows } from './ledger-blocks.ts'
import { createStateReader } from './ledger-state.ts'
import { isOutputOf } from './output-id.ts'
import { spendersOf } from './spenders.ts'
import type { Database } from './sqlite.ts'

/** Asked before each script, and each part of a large one: whether the piece is large enough. */
type IsFull = () => boolean

export interface PortfolioRemoval {
  /** From now on nobody sees these watches. Returns how many were there. */
  take(watchIds: readonly number[]): number
  /** Removes a piece of what is left of such watches, something at least. True while there is more. */
  piece(isFull: IsFull): boolean
  /** The same of those of these scripts that leave, so that they can be watched anew. */
  clear(scriptPubKeys: readonly Uint8Array[], isFull: IsFull): boolean
}

/** Outputs that go at a time. */
const OUTPUTS_AT_ONCE = 100

/** The statements, prepared once for a writing connection. */
export function createPortfolioRemoval(db: Database): PortfolioRemoval {
  const sql = prepareRemoval(db)
  const isAnyLeaving = createIsAnyLeaving(db)
  const tidy = createTidying(db)

  function take(watchIds: readonly number[]): number {
    let removed = 0
    for (const id of watchIds) {
      const { changes } = sql.watch.run(id)
      if (changes > 0 && sql.nextLink.get(id) !== undefined) sql.leave.run(id)
      removed += changes
    }
    return removed
  }

  /** True once the link is gone; the script goes with its last one. */
  function unlink(watch: number, script: number, heights: Set<number>): boolean {
    if (sql.otherLink.get(script, watch) === undefined) return dropScript(script, heights)
    sql.unlink.run(watch, script)
    return true
  }

  /** Some outputs, or all that is left of the script. */
  function dropScript(script: number, heights: Set<number>): boolean {
    const outputs = sql.outputs.all(script, OUTPUTS_AT_ONCE)
    const txs = new Set<number>()
    for (const { id, tx, gone } of outputs) {
      txs.add(tx)
      for (const spender of sql.spenders.all({ output: id })) txs.add(spender)
      if (gone !== null) heights.add(gone)
      sql.output.run(id)
    }
    for (const tx of txs) {
      const height = sql.heightOf.get(tx)
      if (height !== undefined && height !== null) heights.add(height)
      sql.emptyTx.run(tx)
    }
    if (outputs.length === OUTPUTS_AT_ONCE) return false
    for (const from of sql.snapshotsOf.all(script)) heights.add(from)
    sql.script.run(script)
    return true
  }

  function piece(isFull: IsFull): boolean {
    const heights = new Set<number>()
    const isDone = goThrough(isFull, heights)
    tidy(heights)
    return !isDone
  }

  function goThrough(isFull: IsFull, heights: Set<number>): boolean {
    for (let watch = sql.next.get(); watch !== undefined; watch = sql.next.get()) {
      for (let script = sql.nextLink.get(watch); script !== undefined; script = sql.nextLink.get(watch)) {
        unlink(watch, script, heights)
        if (isFull()) return false
      }
      sql.left.run(watch)
    }
    return true
  }

  function clear(scriptPubKeys: readonly Uint8Array[], isFull: IsFull): boolean {
    if (!isAnyLeaving()) return false
    const heights = new Set<number>()
    const isLeft = scriptPubKeys.some((key) => clearOne(Buffer.from(key), isFull, heights))
    tidy(heights)
    return isLeft
  }

  /** True where the piece is full before the script is gone. */
  function clearOne(key: Buffer, isFull: IsFull, heights: Set<number>): boolean {
    const script = sql.unwatched.get(key)
    if (script === undefined) return false
    while (!dropScript(script, heights)) if (isFull()) return true
    return isFull()
  }

  return { take, piece, clear }
}

/** Blocks that may have been kept for what went, and groups of histories that nobody is in any more. */
function createTidying(db: Database): (heights: ReadonlySet<number>) => void {
  const blocks = createBlockRows(db)
  const groups = createHistoryGroups(db)
  const state = createStateReader(db)
  return (heights) => {
    const cursorHeight = state().cursor?.height ?? 0
    groups.dropEmpty()
    for (const height of heights) blocks.trim(height - 1, height, cursorHeight)
  }
}

interface OutputRow {
  readonly id: number
  readonly tx: number
  readonly gone: number | null
}

function prepareRemoval(db: Database) {
  return {
    watch: db.prepare<[number]>('DELETE FROM watch WHERE id = ?'),
    leave: db.prepare<[number]>('INSERT INTO leaving (watch) VALUES (?)'),
    next: db.prepare<[], number>('SELECT watch FROM leaving ORDER BY watch LIMIT 1').pluck(),
    left: db.prepare<[number]>('DELETE FROM leaving WHERE watch = ?'),
    nextLink: db
      .prepare<[number], number>('SELECT script FROM watch_script WHERE watch = ? ORDER BY script LIMIT 1')
      .pluck(),
    otherLink: db.prepare<[number, number]>(
      'SELECT 1 FROM watch_script WHERE script = ? AND watch <> ? LIMIT 1',
    ),
    unlink: db.prepare<[number, number]>('DELETE FROM watch_script WHERE watch = ? AND script = ?'),
    unwatched: db
      .prepare<[Buffer], number>(
        `SELECT s.id FROM script s WHERE s.script_pubkey = ? AND NOT ${isWatched('s.id')}`,
      )
      .pluck(),
    outputs: db.prepare<[number, number], OutputRow>(
      'SELECT id, tx, gone FROM output WHERE script = ? LIMIT ?',
    ),
    spenders: db.prepare<[{ output: number }], number>(spendersOf('@output')).pluck(),
    output: db.prepare<[number]>('DELETE FROM output WHERE id = ?'),
    heightOf: db.prepare<[number], number | null>('SELECT height FROM tx WHERE id = ?').pluck(),
    snapshotsOf: db
      .prepare<[number], number>('SELECT DISTINCT from_height FROM coverage WHERE script = ?')
      .pluck(),
    script: db.prepare<[number]>('DELETE FROM script WHERE id = ?'),
    emptyTx: db.prepare<[number]>(
      `DELETE FROM tx WHERE id = ? AND NOT EXISTS (SELECT 1 FROM output o WHERE ${isOutputOf('tx.id')})
         AND NOT EXISTS (SELECT 1 FROM spend s WHERE s.tx = tx.id)`,
    ),
  }
}

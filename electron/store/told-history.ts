/** Whole histories as providers told them: one a script, the newest, replaced as a whole. */
import type { Scope } from '../../shared/ipc/time.ts'
import type { ScriptId } from '../engine/ports.ts'
import type { ScriptTold } from '../engine/told-history.ts'
import { toBlockHash, toBytes, toRef, toTxid } from './bytes.ts'
import { createStateWriter } from './ledger-state.ts'
import { byScope, type ScopeParams, type ScopeSql, scopeParams } from './scope.ts'
import type { Database } from './sqlite.ts'
import type { WriteQueue } from './write-queue.ts'

export interface ToldHistoryStore {
  /** One transaction and one revision; an older word than the stored one, and one of a script that is gone, is skipped. */
  saveHistory(told: ScriptTold): Promise<void>
}

interface HeadRow {
  readonly script: ScriptId
  readonly source: string
  readonly height: number
  readonly hash: Buffer
  readonly observedAt: number
}

interface MovementRow {
  readonly script: ScriptId
  readonly height: number
  readonly txid: Buffer
  readonly hash: Buffer | null
  readonly delta: number
}

/** The writes; on a read-only connection they reject. */
export function createToldHistoryStore(db: Database, queue: WriteQueue): ToldHistoryStore {
  const state = createStateWriter(db)
  const head = db.prepare<[HeadRow]>(
    `INSERT INTO told_history (script, source, height, hash, observed_at)
     SELECT id, @source, @height, @hash, @observedAt FROM script WHERE id = @script
     ON CONFLICT (script) DO UPDATE SET source = excluded.source, height = excluded.height, hash = excluded.hash,
       observed_at = excluded.observed_at WHERE excluded.observed_at >= told_history.observed_at`,
  )
  const clear = db.prepare<[ScriptId]>('DELETE FROM told_movement WHERE script = ?')
  const movement = db.prepare<[MovementRow]>(
    `INSERT INTO told_movement (script, height, txid, hash, delta) VALUES (@script, @height, @txid, @hash, @delta)`,
  )
  const save = db.transaction(({ script, source, at, observedAt, rows }: ScriptTold) => {
    const { changes } = head.run({ script, source, height: at.height, hash: toBytes(at.hash), observedAt })
    if (changes === 0) return
    clear.run(script)
    for (const { txid, height, blockHash, delta } of rows)
      movement.run({ script, height, txid: toBytes(txid), hash: blockHash && toBytes(blockHash), delta })
    state.nextRevision()
  })
  return { saveHistory: (told) => queue.run(() => save.immediate(told)) }
}

/** Reads what was told of a scope's scripts. Own data is not looked at here. */
export function createToldReads(db: Database): (scope: Scope) => readonly ScriptTold[] {
  const any = db.prepare('SELECT 1 FROM told_history LIMIT 1')
  const sqlOf = byScope(db, (sql) => prepareTold(db, sql))
  return (scope) => {
    if (any.get() === undefined) return []
    const sql = sqlOf(scope)
    const params = scopeParams(scope)
    const rows = Map.groupBy(sql.movements.all(params), ({ script }) => script)
    return sql.heads.all(params).map(({ script, source, height, hash, observedAt }) => ({
      script,
      source,
      at: toRef(height, hash),
      observedAt,
      rows: (rows.get(script) ?? []).map(toRow),
    }))
  }
}

function toRow({ txid, height, hash, delta }: MovementRow): ScriptTold['rows'][number] {
  return { txid: toTxid(txid), height, blockHash: hash && toBlockHash(hash), delta }
}

function prepareTold(db: Database, { member }: ScopeSql) {
  return {
    heads: db.prepare<[ScopeParams], HeadRow>(
      `SELECT h.script, h.source, h.height, h.hash, h.observed_at AS observedAt FROM told_history h
       WHERE ${member('h.script')} ORDER BY h.script`,
    ),
    movements: db.prepare<[ScopeParams], MovementRow>(
      `SELECT m.script, m.height, m.txid, m.hash, m.delta FROM told_movement m
       WHERE ${member('m.script')} ORDER BY m.script, m.height`,
    ),
  }
}

/**
 * Whether own data says otherwise: another block stands where the telling ends, or the script held something else where
 * own data begins. Null `from`: there is no own data.
 */
export function createContradictions(db: Database): (told: ScriptTold, from: number | null) => boolean {
  const blockAt = db.prepare<[number], Buffer>('SELECT hash FROM block WHERE height = ?').pluck()
  const held = db
    .prepare<[{ script: ScriptId; height: number }], number>(
      `SELECT coalesce(sum(o.value), 0) FROM output o LEFT JOIN tx b ON b.id = o.spent
       WHERE o.script = @script AND o.height <= @height AND (o.spent IS NULL OR b.height > @height)
         AND (o.gone IS NULL OR o.gone > @height)`,
    )
    .pluck()
  return ({ script, at, rows }, from) => {
    const own = blockAt.get(at.height)
    if (own !== undefined && toBlockHash(own) !== at.hash) return true
    if (from === null || from > at.height) return false
    const told = rows.reduce((sum, row) => (row.height <= from ? sum + row.delta : sum), 0)
    return told !== (held.get({ script, height: from }) ?? 0)
  }
}

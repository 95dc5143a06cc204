/** Unspent outputs of a scope right after a block, one page at a time; scripts that were not read there are left out. */
import { type BlockRef, COINBASE_CONFIRMATIONS, type Txid } from '../../shared/chain.ts'
import { isDust } from '../../shared/dust.ts'
import type { Scope, ScopeOutput } from '../../shared/ipc/time.ts'
import type { ScriptId } from '../engine/ports.ts'
import { toBytes, toRef, toTxid } from './bytes.ts'
import { COVERAGE_COLUMNS, type CoverageRow } from './coverage-history.ts'
import { createHistoryRanges } from './history-reads.ts'
import { behindSnapshot, findStretch, type Stretch, toStretch } from './ledger-at.ts'
import { createStateReader } from './ledger-state.ts'
import { paidAgain } from './reuse.ts'
import { byScope, type ScopeParams, type ScopeSql, scopeParams } from './scope.ts'
import type { Database } from './sqlite.ts'

/** Right after this output, in the order of the list. */
export interface OutputPlace {
  readonly height: number
  readonly txid: Txid
  readonly vout: number
}

/** What of a scope was read up to a height. */
export interface ReadAt {
  /** Ends of the stretches that hold the height: whether they are on one chain with a block is for a node to say. */
  readonly throughs: readonly BlockRef[]
  /** Scripts that were not read there. */
  readonly unread: readonly ScriptId[]
  readonly scripts: number
}

export interface ScopeOutputs {
  readAt(scope: Scope, height: number): ReadAt
  /** Newest first; `leftOut` are not asked about. */
  page(
    scope: Scope,
    at: BlockRef,
    leftOut: readonly ScriptId[],
    after: OutputPlace | null,
    limit: number,
  ): readonly ScopeOutput[]
  /** The sum of all that `page` would list. */
  sum(scope: Scope, at: BlockRef, leftOut: readonly ScriptId[]): OutputSum
}

/** `immature` is not part of `confirmed`. */
export interface OutputSum {
  readonly outputs: number
  readonly confirmed: number
  readonly immature: number
}

interface OutputRow {
  readonly txid: Buffer
  readonly vout: number
  readonly address: string
  readonly value: number
  readonly coinbase: number
  readonly height: number
  readonly hash: Buffer
  readonly reused: number
}

/** Reads on any connection. */
export function createScopeOutputs(db: Database): ScopeOutputs {
  const state = createStateReader(db)
  const rangesOf = createHistoryRanges(db)
  const sqlOf = byScope(db, (sql) => prepareOutputs(db, sql))

  return {
    readAt: (scope, height) => {
      const sql = sqlOf(scope)
      const params = scopeParams(scope)
      const { cursor } = state()
      const scripts = sql.scripts.all(params)
      if (cursor === null) return { throughs: [], unread: scripts, scripts: scripts.length }
      const stretches = byScript(sql.coverage.all(params), cursor)
      const read = rangesOf('all')
      const throughs = new Map<string, BlockRef>()
      const unread = scripts.filter((script) => {
        const known = stretches.get(script) ?? []
        const found = behindSnapshot(read.get(script), known, height) ?? findStretch(known, height)
        if (typeof found === 'string') return true
        throughs.set(found.to.hash, found.to)
        return false
      })
      return { throughs: [...throughs.values()], unread, scripts: scripts.length }
    },
    page: (scope, at, leftOut, after, limit) =>
      sqlOf(scope)
        .page.all({
          ...atParams(scope, at, leftOut),
          height: after?.height ?? Number.MAX_SAFE_INTEGER,
          txid: after ? toBytes(after.txid) : Buffer.alloc(0),
          vout: after?.vout ?? 0,
          limit,
        })
        .map((row) => toOutput(row, at)),
    sum: (scope, at, leftOut) =>
      sqlOf(scope).sum.get(atParams(scope, at, leftOut)) ?? { outputs: 0, confirmed: 0, immature: 0 },
  }
}

function byScript(rows: readonly CoverageRow[], cursor: BlockRef): ReadonlyMap<ScriptId, Stretch[]> {
  return Map.groupBy(
    rows.map((row) => toStretch(row, cursor)),
    ({ script }) => script,
  )
}

function atParams(scope: Scope, at: BlockRef, leftOut: readonly ScriptId[]): AtParams {
  return {
    ...scopeParams(scope),
    at: at.height,
    mature: at.height - COINBASE_CONFIRMATIONS + 1,
    leftOut: JSON.stringify(leftOut),
  }
}

function toOutput({ txid, height, hash, coinbase, reused, ...rest }: OutputRow, at: BlockRef): ScopeOutput {
  const confirmations = at.height - height + 1
  return {
    ...rest,
    txid: toTxid(txid),
    coinbase: coinbase === 1,
    block: toRef(height, hash),
    confirmations,
    immature: coinbase === 1 && confirmations < COINBASE_CONFIRMATIONS,
    reused: reused === 1,
    dust: isDust(rest.value),
  }
}

type AtParams = ScopeParams & {
  readonly at: number
  readonly mature: number
  readonly leftOut: string
}

type PageParams = AtParams & {
  readonly height: number
  readonly txid: Buffer
  readonly vout: number
  readonly limit: number
}

function prepareOutputs(db: Database, { member, scripts }: ScopeSql) {
  const held = `o.script IN (${scripts}) AND o.height <= @at AND (o.spent IS NULL OR b.height > @at)
    AND (o.gone IS NULL OR o.gone > @at) AND o.script NOT IN (SELECT value FROM json_each(@leftOut))`
  return {
    scripts: db.prepare<[ScopeParams], ScriptId>(scripts).pluck(),
    coverage: db.prepare<[ScopeParams], CoverageRow>(
      `SELECT ${COVERAGE_COLUMNS} FROM coverage c WHERE ${member('c.script')} ORDER BY c.script, c.id`,
    ),
    page: db.prepare<[PageParams], OutputRow>(
      `SELECT t.txid, o.vout, c.address, o.value, o.coinbase, o.height, k.hash,
         ${paidAgain('@at')} AS reused
       FROM output o LEFT JOIN tx b ON b.id = o.spent JOIN tx t ON t.id = o.tx
         JOIN script c ON c.id = o.script JOIN block k ON k.height = o.height
       WHERE ${held} AND o.height <= @height
         AND (o.height < @height OR (t.txid, o.vout) > (@txid, @vout))
       ORDER BY o.height DESC, t.txid, o.vout LIMIT @limit`,
    ),
    sum: db.prepare<[AtParams], OutputSum>(
      `SELECT count(*) AS outputs,
         coalesce(sum(CASE WHEN o.coinbase = 0 OR o.height <= @mature THEN o.value END), 0) AS confirmed,
         coalesce(sum(CASE WHEN o.coinbase = 1 AND o.height > @mature THEN o.value END), 0) AS immature
       FROM output o LEFT JOIN tx b ON b.id = o.spent WHERE ${held}`,
    ),
  }
}

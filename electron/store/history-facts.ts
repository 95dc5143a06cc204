/**
 * What blocks behind a snapshot say. Nothing of it changes what is unspent now: an output that the next snapshot
 * lacks was spent before it, and a spend counts only for an output of which that is known.
 */

import type { BlockHeader } from '../../shared/chain.ts'
import { type MatchedTx, type ScriptId, StoreConflict } from '../engine/ports.ts'
import { createAnchorRows } from './anchor-rows.ts'
import { toBytes, toRef } from './bytes.ts'
import type { BlockRows } from './ledger-blocks.ts'
import { isOutputOf, outputId } from './output-id.ts'
import { spendersOf } from './spenders.ts'
import type { Database } from './sqlite.ts'

/** Writes what a transaction in the block says of the scripts of one group. False when nothing of it is theirs. */
export type HistoryFacts = (found: MatchedTx, place: HistoryPlace) => boolean

export interface HistoryPlace {
  readonly header: BlockHeader
  readonly group: number
  /** By height; the block at which an output was found to be gone has to be stored. */
  readonly snapshots: ReadonlyMap<number, BlockHeader>
}

interface OutputRow {
  readonly id: number
  readonly script: ScriptId
  readonly height: number | null
}

/** The statements, prepared once. */
export function createHistoryFacts(db: Database, blocks: BlockRows): HistoryFacts {
  const sql = prepareHistoryFacts(db)
  const anchors = createAnchorRows(db)

  /** The first snapshot that would hold an output of this height. */
  function firstWithout(script: ScriptId, height: number, { snapshots }: HistoryPlace): number {
    const row = sql.nextSnapshot.get(script, height)
    const header = row && snapshots.get(row.height)
    if (!row || header?.hash !== toRef(row.height, row.hash).hash)
      throw new StoreConflict('the snapshot above these blocks is not the one they were read for')
    blocks.put(header)
    return row.height
  }

  function putOutput(
    tx: number,
    height: number,
    output: MatchedTx['outputs'][number],
    place: HistoryPlace,
    coinbase: boolean,
  ): void {
    const { vout, script, value } = output
    const known = sql.outputAt.get(outputId(tx, vout))
    if (known && known.height !== null && known.height >= height) return void sql.show.run(known.id)
    const gone = firstWithout(script, height, place)
    const id = known?.id ?? sql.insert.get(outputId(tx, vout), script, value, Number(coinbase))
    if (id === undefined) throw new Error('an output that was just written is missing')
    sql.settle.run({ id, height, gone, spent: sql.spenderOf.get({ id, height, gone }) ?? null })
  }

  return (found, place) => {
    const isOurs = (script: ScriptId): boolean => sql.member.get(script, place.group) !== undefined
    const outputs = found.outputs.filter(({ script }) => isOurs(script))
    const spends = found.spends.flatMap((spend) => {
      const row = sql.outputOf.get(toBytes(spend.txid), spend.vout)
      return row && isOurs(row.script) ? [{ output: row.id, vin: spend.vin }] : []
    })
    if (outputs.length === 0 && spends.length === 0) return false
    blocks.put(place.header)
    const { inputs = null, outputs: paid = null, value = null } = found.totals ?? {}
    const tx = sql.tx.get(toBytes(found.txid), Number(found.coinbase), inputs, paid, value)
    if (tx === undefined) throw new Error('a transaction that was just written is missing')
    const height = anchors.put(tx, place.header.height, found.position, found.coinbase)
    for (const output of outputs) putOutput(tx, height, output, place, found.coinbase)
    for (const { output, vin } of spends) {
      sql.spend.run(tx, output, vin)
      sql.setSpent.run({ output, tx, height: place.header.height })
    }
    return true
  }
}

function prepareHistoryFacts(db: Database) {
  return {
    member: db.prepare<[number, number]>('SELECT 1 FROM history WHERE script = ? AND grp = ?'),
    tx: db
      .prepare<[Buffer, number, number | null, number | null, number | null], number>(
        `INSERT INTO tx (txid, coinbase, seen_at, inputs, outputs, total) VALUES (?, ?, NULL, ?, ?, ?)
         ON CONFLICT (txid) DO UPDATE SET seen_at = NULL, inputs = coalesce(excluded.inputs, inputs),
           outputs = coalesce(excluded.outputs, outputs), total = coalesce(excluded.total, total) RETURNING id`,
      )
      .pluck(),
    outputAt: db.prepare<[number], OutputRow>('SELECT id, script, height FROM output WHERE id = ?'),
    outputOf: db.prepare<[Buffer, number], OutputRow>(
      `SELECT o.id, o.script, o.height FROM tx t CROSS JOIN output o ON ${isOutputOf('t.id')}
       WHERE t.txid = ? AND o.vout = ?`,
    ),
    insert: db
      .prepare<[number, number, number, number], number>(
        'INSERT INTO output (id, script, value, coinbase) VALUES (?, ?, ?, ?) RETURNING id',
      )
      .pluck(),
    settle: db.prepare<[{ id: number; height: number; gone: number; spent: number | null }]>(
      'UPDATE output SET height = @height, gone = @gone, spent = @spent, shown = 1 WHERE id = @id',
    ),
    show: db.prepare<[number]>('UPDATE output SET shown = 1 WHERE id = ?'),
    spenderOf: db
      .prepare<[{ id: number; height: number; gone: number }], number>(
        `SELECT b.id FROM tx b WHERE b.id IN (${spendersOf('@id')})
           AND b.height BETWEEN @height AND @gone ORDER BY b.height LIMIT 1`,
      )
      .pluck(),
    nextSnapshot: db.prepare<[number, number], { height: number; hash: Buffer }>(
      `SELECT from_height AS height, from_hash AS hash FROM coverage
       WHERE script = ? AND from_height >= ? ORDER BY from_height LIMIT 1`,
    ),
    spend: db.prepare<[number, number, number]>(
      'INSERT INTO spend (tx, output, vin) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
    ),
    // Not by a spend below the output's block: it took an earlier coinbase of the same txid (BIP-30).
    setSpent: db.prepare<[{ output: number; tx: number; height: number }]>(
      `UPDATE output SET spent = @tx
       WHERE id = @output AND spent IS NULL AND gone IS NOT NULL AND gone >= @height
         AND (height IS NULL OR height <= @height)`,
    ),
  }
}

/** Transactions, outputs and spends: what a block or the mempool says of our scripts, written once each. */

import type { Outpoint, Txid } from '../../shared/chain.ts'
import type { MatchedTx, ScriptId } from '../engine/ports.ts'
import { createAnchorRows } from './anchor-rows.ts'
import { toBytes } from './bytes.ts'
import { type ClaimRows, createClaimRows } from './claims.ts'
import type { BlockNotes } from './journal-recorder.ts'
import { createNewOutputs, type NewOutput } from './new-outputs.ts'
import { isOutputOf, outputId } from './output-id.ts'
import type { CoinRow, RecentCoins } from './recent-coins.ts'
import { createRepeatedCoinbases } from './repeated-coinbases.ts'
import { isUnmarkedOf } from './spenders.ts'
import type { Database } from './sqlite.ts'

export interface FactWriter {
  /**
   * Facts of a transaction in the stored block at `height`. False when nothing of it is ours. Its scripts are watched: what
   * was matched against another watch set than that of now is refused before.
   */
  anchor(tx: MatchedTx, height: number, known: KnownBefore): boolean
  /** What the transactions anchored since the last call changed, without what the triggers have told of. */
  takeChange(): number
  /** Before the first block of an update: what holds for all of them. */
  beginBlocks(): KnownBefore
  /** After the last one; until then outputs that they make may be missing in the tables. */
  endBlocks(): void
  /** The same for mempool transactions, in any order. */
  see(txs: readonly MatchedTx[], seenAt: number): boolean
  /** Marks pending transactions as gone from the mempool. */
  evict(txids: readonly Txid[]): boolean
  /** Anchors of blocks above `height` are about to go: coinbases go with them, the rest turns pending. */
  releaseAbove(height: number, at: number): void
  /** The height of the transaction that has so many above it or in its block; null where there are fewer. */
  heightOfNth(place: number): number | null
  /** An unspent output of a snapshot at `at`; returns its row. */
  putUnspent(output: SnapshotOutputRow, at: number): number
  isLive(script: ScriptId): boolean
  readonly claims: ClaimRows
}

/** What holds for a whole update, so that it need not be looked up for every row. */
export interface KnownBefore {
  /** Nothing that a spend could rival with. */
  readonly nonePending: boolean
  /** Nor takes anybody's coins, whoever's they are. */
  readonly noneClaimed: boolean
}

export interface SnapshotOutputRow extends Outpoint {
  readonly script: ScriptId
  readonly value: number
  readonly coinbase: boolean
  readonly height: number
}

/** The tables of facts behind one set of prepared statements. */
export function createFactWriter(db: Database, notes: BlockNotes, coins: RecentCoins<NewOutput>): FactWriter {
  const sql = prepareFacts(db)
  const anchors = createAnchorRows(db)
  const repeated = createRepeatedCoinbases(db)
  const made = createNewOutputs(db)
  let change = 0
  const claims = createClaimRows(db, notes)

  /** Two plain look-ups: as one statement the join alone takes several times as long (measured). */
  function coinAt({ txid, vout }: Outpoint): SpentCoin | undefined {
    const tx = sql.txId.get(toBytes(txid))
    if (tx === undefined) return undefined
    if (made.holds(tx)) made.write()
    const row = sql.outputAt.get(outputId(tx, vout))
    return row && { id: row[0], script: row[1], value: row[2], counts: row[3] === 1 }
  }
  const isLive = (script: ScriptId): boolean => sql.script.get(script) !== undefined

  function putTx(tx: MatchedTx | SnapshotOutputRow, seenAt: number | null): number {
    const { inputs, outputs, value } = ('totals' in tx && tx.totals) || NO_TOTALS
    const id = required(sql.tx.get(toBytes(tx.txid), Number(tx.coinbase), seenAt, inputs, outputs, value))
    claims.isBack(id)
    return id
  }

  /** A repeated coinbase (BIP30) is one coin: it hangs on the later block, and the earlier one is remembered. */
  function putAnchor(tx: number, height: number, position: number | null, coinbase: boolean): number {
    const before = coinbase ? anchors.heightOf(tx) : null
    if (before !== null && before !== height) repeated.note(tx, Math.min(before, height))
    return anchors.put(tx, height, position, coinbase)
  }

  function putOutputs(tx: number, found: MatchedTx, height: number | null): void {
    for (const { vout, script, value } of found.outputs)
      if (isLive(script)) sql.output.run(outputId(tx, vout), script, value, Number(found.coinbase), height)
  }

  /** What a transaction spends of ours. A recent coin is handed over: it is marked as spent in the same update. */
  function spendsOf({ spends }: MatchedTx): readonly Spend[] {
    const ours: Spend[] = []
    for (const spend of spends) {
      const recent = coins.take(spend)
      if (recent !== undefined) ours.push({ coin: recent, counts: true, made: recent, vin: spend.vin })
      else {
        const coin = coinAt(spend)
        if (coin !== undefined) ours.push({ coin, counts: coin.counts, made: null, vin: spend.vin })
      }
    }
    return ours
  }

  /** Most transactions of blocks were never heard of: their rows are inserted as they are. Null for the others. */
  function anchorNew(found: MatchedTx, height: number): number | null {
    const { txid, coinbase, position, totals = NO_TOTALS } = found
    const { inputs, outputs, value } = totals
    const id = toBytes(txid)
    const row = sql.newTx.run(id, Number(coinbase), height, position, inputs, outputs, value)
    if (row.changes === 0) return null
    const tx = Number(row.lastInsertRowid)
    notes.anchored(tx, id, height)
    for (const { vout, script, value } of found.outputs) {
      coins.add(txid, vout, made.add(outputId(tx, vout), script, value, coinbase, height))
      notes.changed(tx, script, value)
      change += value
    }
    return tx
  }

  function anchorKnown(found: MatchedTx, height: number): number {
    made.write()
    return notes.watched(() => {
      const tx = putTx(found, null)
      putOutputs(tx, found, putAnchor(tx, height, found.position, found.coinbase))
      return tx
    })
  }

  function anchor(found: MatchedTx, height: number, known: KnownBefore): boolean {
    const isOurs = anchorOurs(found, height, known)
    return (!known.noneClaimed && claims.take(found, true)) || isOurs
  }

  function anchorOurs(found: MatchedTx, height: number, known: KnownBefore): boolean {
    const spends = spendsOf(found)
    if (spends.length === 0 && found.outputs.length === 0) return false
    const tx = anchorNew(found, height) ?? anchorKnown(found, height)
    for (const spend of spends) {
      sql.markedSpend.run(tx, spend.coin.id, spend.vin)
      markSpent(spend, tx)
      if (!known.nonePending) dropRivals(spend.coin, tx)
    }
    return true
  }

  /** A coin that counted until now, as nearly all of them; else the triggers find out what changes. */
  function markSpent({ coin: { id, script, value }, counts, made }: Spend, tx: number): void {
    if (!counts) return void notes.watched(() => sql.setSpent.run(tx, id))
    if (made?.isWritten === false) made.spent = tx
    else sql.setSpent.run(tx, id)
    notes.changed(tx, script, -value)
    change -= value
  }

  /** Their coin is spent: they cannot confirm. */
  function dropRivals({ id }: CoinRow, tx: number): void {
    for (const rival of sql.rivals.all(id, tx))
      if (sql.isPending.get(rival) !== undefined) sql.fell.run(rival)
  }

  function see(txs: readonly MatchedTx[], seenAt: number): boolean {
    const paying = txs.filter(({ outputs }) => outputs.some(({ script }) => isLive(script)))
    for (const found of paying) putOutputs(putTx(found, seenAt), found, null)
    let any = paying.length > 0
    for (const found of txs) {
      // After all outputs: a child may come before its parent.
      const spends = found.spends.map((spend) => ({ coin: coinAt(spend), vin: spend.vin }))
      if (spends.every(({ coin }) => coin === undefined)) continue
      const tx = putTx(found, seenAt)
      for (const { coin, vin } of spends) if (coin) sql.spend.run(tx, coin.id, vin)
      any = true
    }
    for (const found of txs) keepClaims(found)
    for (const found of txs) any = claims.take(found, false) || any
    return any
  }

  /** Nothing is kept of what is not ours. */
  function keepClaims(found: MatchedTx): void {
    const tx = found.claims && sql.txId.get(toBytes(found.txid))
    if (tx !== undefined && found.claims) claims.keep(tx, found.claims)
  }

  function putUnspent(output: SnapshotOutputRow, at: number): number {
    const tx = putTx(output, null)
    const height = putAnchor(tx, output.height, output.coinbase ? 0 : null, output.coinbase)
    const { vout, script, value } = output
    return required(
      sql.unspent.get({
        id: outputId(tx, vout),
        script,
        value,
        coinbase: Number(output.coinbase),
        height,
        at,
      }),
    )
  }

  function takeChange(): number {
    const taken = change
    change = 0
    return taken
  }

  function beginBlocks(): KnownBefore {
    made.begin()
    change = 0
    const [isPending = 1, isClaimed = 1] = sql.anyWaiting.get() ?? []
    return { nonePending: isPending === 0, noneClaimed: isClaimed === 0 }
  }

  return {
    beginBlocks,
    endBlocks: () => made.write(),
    anchor,
    takeChange,
    see,
    putUnspent,
    isLive,
    claims,
    evict: (txids) => txids.map((id) => sql.evict.run(toBytes(id)).changes).some((changes) => changes > 0),
    heightOfNth: (place) => sql.nth.get(place) ?? null,
    releaseAbove: (height, at) => {
      sql.dropCoinbases.run(height)
      sql.release.run(at, height)
    },
  }
}

interface SpentCoin extends CoinRow {
  /** It is in a block, not spent and not gone. */
  readonly counts: boolean
}

interface Spend {
  readonly coin: CoinRow
  readonly counts: boolean
  /** Of one that may still have to be written. */
  readonly made: NewOutput | null
  readonly vin: number
}

/** Of a transaction that a snapshot told one output of. */
const NO_TOTALS = { inputs: null, outputs: null, value: null }

function required(id: number | undefined): number {
  if (id === undefined) throw new Error('a row that was just written is missing')
  return id
}

/** A repeated coinbase is a coin again: what took the earlier one, below it, did not take it. */
const PUT_OUTPUT = `
  WITH found (id, script, value, coinbase, height) AS (VALUES (?, ?, ?, ?, ?))
  INSERT INTO output (id, script, value, coinbase, height, shown)
    SELECT *, height IS NOT NULL FROM found WHERE true
  ON CONFLICT (id) DO UPDATE SET height = excluded.height, shown = 1,
    spent = (SELECT b.id FROM tx b WHERE b.id = output.spent AND b.height >= excluded.height),
    gone = CASE WHEN output.gone >= excluded.height THEN output.gone END
  WHERE excluded.height IS NOT NULL AND (excluded.height IS NOT output.height OR output.shown = 0)`

/** A spent mark of a block at or below the snapshot contradicts it; one above it is a later block's fact. */
const PUT_UNSPENT = `
  INSERT INTO output (id, script, value, coinbase, height) VALUES (@id, @script, @value, @coinbase, @height)
  ON CONFLICT (id) DO UPDATE SET height = excluded.height, gone = NULL,
    shown = output.shown AND output.height IS excluded.height,
    spent = (SELECT b.id FROM tx b WHERE b.id = output.spent AND b.height > @at)
  RETURNING id`

const FELL = `
  WITH RECURSIVE fallen (tx) AS (
    VALUES (?)
    UNION
    SELECT s.tx FROM fallen f CROSS JOIN spend s ON ${isOutputOf('f.tx', 's.output')} AND s.marked = 0
      CROSS JOIN tx t ON t.id = s.tx WHERE t.seen_at IS NOT NULL)
  UPDATE tx SET seen_at = NULL WHERE id IN (SELECT tx FROM fallen)`

type Totals = [inputs: number | null, outputs: number | null, total: number | null]

function prepareFacts(db: Database) {
  return {
    script: db.prepare<[number]>('SELECT 1 FROM script WHERE id = ?'),
    tx: db
      .prepare<[Buffer, number, number | null, ...Totals], number>(
        `INSERT INTO tx (txid, coinbase, seen_at, inputs, outputs, total) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (txid) DO UPDATE SET seen_at = CASE
           WHEN tx.height IS NOT NULL OR excluded.seen_at IS NULL THEN NULL
           ELSE coalesce(tx.seen_at, excluded.seen_at) END,
           inputs = coalesce(excluded.inputs, inputs), outputs = coalesce(excluded.outputs, outputs),
           total = coalesce(excluded.total, total)
         RETURNING id`,
      )
      .pluck(),
    newTx: db.prepare<[Buffer, number, number, number, ...Totals]>(
      `INSERT INTO tx (txid, coinbase, height, position, inputs, outputs, total) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT DO NOTHING`,
    ),
    output: db.prepare<[number, number, number, number, number | null]>(PUT_OUTPUT),
    unspent: db.prepare<[Record<string, number>], number>(PUT_UNSPENT).pluck(),
    txId: db.prepare<[Buffer], number>('SELECT id FROM tx WHERE txid = ?').pluck(),
    outputAt: db
      .prepare<[number], [id: number, script: number, value: number, counts: number]>(
        `SELECT id, script, value, height IS NOT NULL AND spent IS NULL AND gone IS NULL
         FROM output WHERE id = ?`,
      )
      .raw(),
    spend: db.prepare<[number, number, number]>(
      'INSERT INTO spend (tx, output, vin) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
    ),
    // Of one that the mempool told before, the row stays as it is: to take it out of the index is as dear as to leave it.
    markedSpend: db.prepare<[number, number, number]>(
      'INSERT INTO spend (tx, output, vin, marked) VALUES (?, ?, ?, 1) ON CONFLICT DO NOTHING',
    ),
    setSpent: db.prepare<[number, number]>('UPDATE output SET spent = ? WHERE id = ?'),
    rivals: db
      .prepare<[number, number], number>(
        `SELECT s.tx FROM spend s WHERE ${isUnmarkedOf('?', 's')} AND s.tx <> ?`,
      )
      .pluck(),
    anyWaiting: db
      .prepare<[], [isPending: number, isClaimed: number]>(
        'SELECT EXISTS (SELECT 1 FROM tx WHERE seen_at IS NOT NULL), EXISTS (SELECT 1 FROM claim)',
      )
      .raw(),
    isPending: db.prepare<[number]>('SELECT 1 FROM tx WHERE id = ? AND seen_at IS NOT NULL'),
    fell: db.prepare<[number]>(FELL),
    evict: db.prepare<[Buffer]>('UPDATE tx SET seen_at = NULL WHERE txid = ? AND seen_at IS NOT NULL'),
    dropCoinbases: db.prepare<[number]>('DELETE FROM tx WHERE coinbase = 1 AND height > ?'),
    release: db.prepare<[number, number]>('UPDATE tx SET seen_at = ? WHERE height > ?'),
    nth: db
      .prepare<[number], number>(
        'SELECT height FROM tx WHERE height IS NOT NULL ORDER BY height DESC LIMIT 1 OFFSET ?',
      )
      .pluck(),
  }
}

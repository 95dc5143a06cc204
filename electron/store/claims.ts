/**
 * What pending transactions stand on, and who took it from them: a row only where a transaction is or was pending, so that
 * a block that concerns none of them writes nothing here.
 */
import type { Outpoint } from '../../shared/chain.ts'
import type { Claim, MatchedTx } from '../engine/ports.ts'
import { toBytes, toTxid } from './bytes.ts'
import type { BlockNotes } from './journal-recorder.ts'
import type { Database } from './sqlite.ts'

/** Blocks above a transaction after which nobody is expected to take its coins. */
const SETTLED_AFTER = 100
/** Transactions that are gone and whose claims are kept, the newest ones: they may still be found to be replaced. */
const GONE_KEPT = 500
/** Claims that one look forgets at most, but for those of one transaction: the next look goes on. */
const FORGOTTEN_AT_ONCE = 2_000

export interface ClaimRows {
  /** What a transaction in the mempool stands on. */
  keep(tx: number, claims: readonly Claim[]): void
  /** A transaction is in the mempool or in a block: it is not replaced, whatever was said of it. */
  isBack(tx: number): void
  /**
   * Notes who `found` took the coins of. Of pending ones too, which then are pending no longer, where `isFinal`: it is in a
   * block. True when anything was noted.
   */
  take(found: MatchedTx, isFinal: boolean): boolean
  all(): readonly Outpoint[]
  /** Forgets some of what is settled below `height`, or gone for long. */
  trim(height: number): void
}

interface Loser {
  readonly tx: number
  readonly fallen: number
  readonly waits: number
}

/** The rows on a connection. */
export function createClaimRows(db: Database, notes: BlockNotes): ClaimRows {
  const sql = prepareClaims(db)

  /** A transaction may both spend what was taken and build on another that did: then it was replaced itself. */
  function losersTo(found: MatchedTx): readonly Loser[] {
    const by = toBytes(found.txid)
    const losers = new Map<number, Loser>()
    for (const spend of found.spends)
      for (const loser of sql.losers.all({ prev: toPrev(spend), by }))
        if (losers.get(loser.tx)?.fallen !== 0) losers.set(loser.tx, loser)
    return [...losers.values()]
  }

  /** Claims of these transactions until enough are gone. Returns how many more may go. */
  function forget(txs: readonly number[], atMost: number): number {
    let left = atMost
    for (const tx of txs) if (left > 0) left -= sql.forget.run(tx).changes
    return left
  }

  return {
    keep: (tx, claims) => {
      for (const claim of claims) sql.put.run(toPrev(claim), tx, toBytes(claim.via))
    },
    isBack: (tx) => void sql.isBack.run(tx),
    take: (found, isFinal) => {
      const by = toBytes(found.txid)
      let any = false
      for (const { tx, fallen, waits } of losersTo(found)) {
        if (waits === 1 && !isFinal) continue // the look that says so also says that it is gone
        if (waits === 1) sql.falls.run(tx)
        if (sql.note.run({ tx, by, fallen }).changes === 0) continue
        notes.replaced(tx, by, fallen === 1)
        any = true
      }
      return any
    },
    all: () => sql.all.all().map(toOutpoint),
    trim: (height) => {
      if (sql.any.get() === undefined) return
      const left = forget(sql.settled.all(height - SETTLED_AFTER, FORGOTTEN_AT_ONCE), FORGOTTEN_AT_ONCE)
      forget(sql.gone.all(FORGOTTEN_AT_ONCE, GONE_KEPT), left)
    },
  }
}

function toPrev({ txid, vout }: Outpoint): Buffer {
  const prev = Buffer.allocUnsafe(36)
  toBytes(txid).copy(prev)
  prev.writeUInt32LE(vout, 32)
  return prev
}

function toOutpoint(prev: Buffer): Outpoint {
  return { txid: toTxid(prev.subarray(0, 32)), vout: prev.readUInt32LE(32) }
}

/**
 * Whose claims there are, each found behind the one before: they are few, and a plan that begins with transactions goes
 * through all that the ledger has.
 */
const CLAIMING = `WITH RECURSIVE claiming (tx) AS (
    SELECT min(tx) FROM claim
    UNION ALL
    SELECT (SELECT min(n.tx) FROM claim n WHERE n.tx > c.tx) FROM claiming c WHERE c.tx IS NOT NULL)
  SELECT t.id FROM claiming c CROSS JOIN tx t ON t.id = c.tx`

/** Transactions whose claims are settled, and those that are gone, but for the newest of them. */
export const SETTLED = `${CLAIMING} WHERE t.height <= ? LIMIT ?`
export const GONE = `${CLAIMING} WHERE t.height IS NULL AND t.seen_at IS NULL ORDER BY t.id DESC LIMIT ? OFFSET ?`

function prepareClaims(db: Database) {
  return {
    any: db.prepare('SELECT 1 FROM claim LIMIT 1'),
    all: db.prepare<[], Buffer>('SELECT DISTINCT prev FROM claim').pluck(),
    put: db.prepare<[Buffer, number, Buffer]>(
      'INSERT INTO claim (prev, tx, via) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
    ),
    isBack: db.prepare<[number]>('DELETE FROM replacement WHERE tx = ?'),
    losers: db.prepare<[{ prev: Buffer; by: Buffer }], Loser>(
      `SELECT t.id AS tx, c.via <> t.txid AS fallen, t.seen_at IS NOT NULL AS waits
       FROM claim c JOIN tx t ON t.id = c.tx
       WHERE c.prev = @prev AND c.via <> @by AND t.txid <> @by AND t.height IS NULL`,
    ),
    falls: db.prepare<[number]>('UPDATE tx SET seen_at = NULL WHERE id = ?'),
    note: db.prepare<[{ tx: number; by: Buffer; fallen: number }]>(
      `INSERT INTO replacement (tx, "by", fallen) VALUES (@tx, @by, @fallen)
       ON CONFLICT (tx) DO UPDATE SET "by" = excluded."by", fallen = excluded.fallen
         WHERE replacement."by" <> excluded."by"`,
    ),
    settled: db.prepare<[number, number], number>(SETTLED).pluck(),
    gone: db.prepare<[number, number], number>(GONE).pluck(),
    forget: db.prepare<[number]>('DELETE FROM claim WHERE tx = ?'),
  }
}

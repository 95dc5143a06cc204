/**
 * Coinbases that came a second time under the same txid. Before BIP-34 two did (blocks 91,722 and 91,880, 91,812 and
 * 91,842). The coin is one, and hangs on the later block; what the earlier one said is overwritten then. So when the later
 * one goes, the ledger goes back below the earlier one and reads both again.
 */
import type { Database } from './sqlite.ts'

export interface RepeatedCoinbases {
  /** The coinbase in row `tx` was also in the block at `earlier`, below the one that it hangs on. */
  note(tx: number, earlier: number): void
  /** Where all above `height` goes: the lowest earlier block whose coinbase hangs on one of those; null without any. */
  lostBy(height: number): number | null
}

const NOTE = `INSERT INTO meta (key, value) SELECT 'repeated_coinbase:' || hex(txid), ? FROM tx WHERE id = ?
  ON CONFLICT (key) DO UPDATE SET value = min(CAST(value AS INTEGER), CAST(excluded.value AS INTEGER))`

const LOST = `SELECT min(CAST(m.value AS INTEGER)) FROM meta m
    JOIN tx t ON t.txid = unhex(substr(m.key, 19))
  WHERE m.key GLOB 'repeated_coinbase:*' AND t.height > @height AND CAST(m.value AS INTEGER) <= @height`

/** The statements, prepared once. */
export function createRepeatedCoinbases(db: Database): RepeatedCoinbases {
  const note = db.prepare<[string, number]>(NOTE)
  const lost = db.prepare<[{ height: number }], number | null>(LOST).pluck()
  return {
    note: (tx, earlier) => void note.run(String(earlier), tx),
    lostBy: (height) => lost.get({ height }) ?? null,
  }
}

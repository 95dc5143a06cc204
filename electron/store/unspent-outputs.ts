/** Outputs one by one: what a script holds at the block of its reading, and what the whole ledger holds. */

import type { BlockRef, Txid } from '../../shared/chain.ts'
import { isDust } from '../../shared/dust.ts'
import type { UnspentOutput } from '../../shared/ipc/contract.ts'
import type { ScriptId } from '../engine/ports.ts'
import { toRef, toTxid } from './bytes.ts'
import { isWatched } from './leaving.ts'
import type { LedgerReadings } from './ledger-readings.ts'
import { CURSOR_HEIGHT } from './ledger-state.ts'
import { isOutputOf } from './output-id.ts'
import { paidAgain } from './reuse.ts'
import type { Database } from './sqlite.ts'

/** A confirmed unspent output of the ledger. `scriptPubKey` in lower-case hex. */
export interface LedgerOutput {
  readonly txid: Txid
  readonly vout: number
  readonly value: number
  readonly height: number
  readonly scriptPubKey: string
}

interface ConfirmedRow {
  readonly id: number
  readonly txid: Buffer
  readonly vout: number
  readonly value: number
  readonly coinbase: number
  readonly height: number
  readonly hash: Buffer
  readonly reused: number
}

type PendingRow = Pick<ConfirmedRow, 'id' | 'txid' | 'vout' | 'value' | 'coinbase' | 'reused'>

const CONFIRMED = `SELECT o.id, t.txid, o.vout, o.value, o.coinbase, o.height, k.hash, ${paidAgain(null)} AS reused
  FROM output o JOIN tx t ON t.id = o.tx JOIN block k ON k.height = o.height
    LEFT JOIN tx b ON b.id = o.spent
  WHERE o.script = @script AND o.height <= @at AND (o.spent IS NULL OR b.height > @at)
    AND (o.gone IS NULL OR o.gone > @at)
  ORDER BY o.height DESC, t.txid, o.vout`

const PENDING = `SELECT o.id, t.txid, o.vout, o.value, o.coinbase, ${paidAgain(null)} AS reused
  FROM tx t CROSS JOIN output o ON ${isOutputOf('t.id')}
  WHERE t.seen_at IS NOT NULL AND o.script = ? AND o.height IS NULL AND o.gone IS NULL
  ORDER BY t.seen_at DESC, t.txid, o.vout`

const SPENT_PENDING = `SELECT s.output FROM tx t JOIN spend s ON s.tx = t.id JOIN output o ON o.id = s.output
  WHERE t.seen_at IS NOT NULL AND o.script = ?`

/** Unspent outputs of a script as of its reading; unconfirmed ones first, where the mempool is known. */
export function createUnspentOf(
  db: Database,
  readings: LedgerReadings,
): (script: ScriptId) => readonly UnspentOutput[] {
  const confirmed = db.prepare<[{ script: number; at: number }], ConfirmedRow>(CONFIRMED)
  const pending = db.prepare<[number], PendingRow>(PENDING)
  const spent = db.prepare<[number], number>(SPENT_PENDING).pluck()
  return db.transaction((script: ScriptId) => {
    const reading = readings([script]).get(script)
    if (!reading) return []
    const seesMempool = reading.pending !== null
    const spending = new Set(seesMempool ? spent.all(script) : [])
    const held = confirmed.all({ script, at: reading.at.height })
    return [
      ...(seesMempool ? pending.all(script) : []).map((row) => toOutput(row, null, 0, spending)),
      ...held.map((row) =>
        toOutput(row, toRef(row.height, row.hash), reading.at.height - row.height + 1, spending),
      ),
    ]
  })
}

function toOutput(
  row: PendingRow,
  at: BlockRef | null,
  confirmations: number,
  spending: ReadonlySet<number>,
): UnspentOutput {
  return {
    txid: toTxid(row.txid),
    vout: row.vout,
    value: row.value,
    coinbase: row.coinbase === 1,
    at,
    confirmations,
    spendPending: spending.has(row.id),
    reused: row.reused === 1,
    dust: isDust(row.value),
  }
}

interface LedgerRow {
  readonly txid: Buffer
  readonly vout: number
  readonly value: number
  readonly height: number
  readonly script_pubkey: Buffer
}

/** Every confirmed unspent output, at the cursor, of the scripts that follow it: what `scantxoutset` would list. */
export function createAllUnspent(db: Database): () => readonly LedgerOutput[] {
  const all = db.prepare<[], LedgerRow>(
    `SELECT t.txid, o.vout, o.value, o.height, s.script_pubkey
     FROM (SELECT ${CURSOR_HEIGHT} AS cursor FROM scan_state s) n JOIN coverage c ON c.state = 'following' AND c.from_height <= n.cursor
       JOIN output o ON o.script = c.script AND o.height <= n.cursor
       JOIN tx t ON t.id = o.tx JOIN script s ON s.id = o.script
     WHERE o.spent IS NULL AND o.gone IS NULL AND ${isWatched('o.script')}
     ORDER BY t.txid, o.vout`,
  )
  return () =>
    all.all().map(({ txid, vout, value, height, script_pubkey }) => ({
      txid: toTxid(txid),
      vout,
      value,
      height,
      scriptPubKey: script_pubkey.toString('hex'),
    }))
}

/** What is told of one account: its addresses page by page, what it holds, and who was asked about any part of it. */
import { isDust } from '../../shared/dust.ts'
import type { UnspentOutput } from '../../shared/ipc/contract.ts'
import type { ScriptId } from '../engine/ports.ts'
import { toRef, toTxid } from './bytes.ts'
import type { Disclosure } from './disclosures.ts'
import { createStateReader } from './ledger-state.ts'
import { paidAgain } from './reuse.ts'
import { isUnmarkedOf } from './spenders.ts'
import type { Database } from './sqlite.ts'
import { guardReads } from './storage-error.ts'

/** A script of a chain, and what is known of its use. */
export interface ChainAddress {
  readonly index: number
  readonly scriptId: ScriptId
  /** As it is shown. */
  readonly address: string
  readonly used: boolean
  /** Transactions that paid it and are in a block or in the mempool. */
  readonly received: number
}

/** A page of an account's chain. */
export interface ChainPlace {
  readonly watch: number
  readonly chain: number
  readonly from: number
  readonly limit: number
}

export interface AccountReads {
  /** Indices `from` on of the account's chain, at most `limit`. */
  chainAddresses(watchId: number, chain: number, from: number, limit: number): readonly ChainAddress[]
  /** The same right after the block at `height`: what was pending then is not known any more. */
  chainAddressesAt(place: ChainPlace, height: number): readonly ChainAddress[]
  /** At the cursor, the newest first and unconfirmed ones before all, at most `limit`. */
  accountUnspent(watchId: number, limit: number): readonly UnspentOutput[]
  /** Every source that was asked about one of its scripts. */
  accountDisclosures(watchId: number): readonly Disclosure[]
}

interface AddressRow extends Omit<ChainAddress, 'used'> {
  readonly used: number
}

interface OutputRow {
  readonly address: string
  readonly txid: Buffer
  readonly vout: number
  readonly value: number
  readonly coinbase: number
  readonly height: number | null
  readonly hash: Buffer | null
  readonly spend_pending: number
  readonly reused: number
}

const ADDRESSES = `SELECT w.position AS "index", w.script AS scriptId, s.address,
    EXISTS (SELECT 1 FROM output o WHERE o.script = w.script)
      OR EXISTS (SELECT 1 FROM observation b WHERE b.script = w.script AND b.used = 1) AS used,
    (SELECT count(DISTINCT o.tx) FROM output o JOIN tx t ON t.id = o.tx
     WHERE o.script = w.script AND (o.height IS NOT NULL OR t.seen_at IS NOT NULL)) AS received
  FROM account_chain c JOIN watch_script w ON w.chain = c.id JOIN script s ON s.id = w.script
  WHERE c.watch = ? AND c.chain = ? AND w.position >= ? ORDER BY w.position LIMIT ?`

/** What had been paid in blocks up to one. */
const ADDRESSES_AT = `SELECT w.position AS "index", w.script AS scriptId, s.address,
    (SELECT count(DISTINCT o.tx) FROM output o WHERE o.script = w.script AND o.height <= @at) AS received
  FROM account_chain c JOIN watch_script w ON w.chain = c.id JOIN script s ON s.id = w.script
  WHERE c.watch = @watch AND c.chain = @chain AND w.position >= @from ORDER BY w.position LIMIT @limit`

const HELD = `SELECT s.address, t.txid, o.vout, o.value, o.coinbase, o.height, k.hash,
    EXISTS (SELECT 1 FROM spend p JOIN tx q ON q.id = p.tx WHERE ${isUnmarkedOf('o.id', 'p')} AND q.seen_at IS NOT NULL)
      AS spend_pending, ${paidAgain(null)} AS reused
  FROM watch_script w CROSS JOIN output o ON o.script = w.script AND o.spent IS NULL AND o.gone IS NULL
    JOIN tx t ON t.id = o.tx JOIN script s ON s.id = w.script LEFT JOIN block k ON k.height = o.height
  WHERE w.watch = @watch AND (o.height <= @at OR (o.height IS NULL AND t.seen_at IS NOT NULL))
  ORDER BY o.height IS NOT NULL, o.height DESC, t.txid, o.vout LIMIT @limit`

/** Prepared once for any connection. */
export function createAccountReads(db: Database): AccountReads {
  const state = createStateReader(db)
  const addresses = db.prepare<[number, number, number, number], AddressRow>(ADDRESSES)
  const addressesAt = db.prepare<[ChainPlace & { readonly at: number }], Omit<ChainAddress, 'used'>>(
    ADDRESSES_AT,
  )
  const held = db.prepare<[{ watch: number; at: number; limit: number }], OutputRow>(HELD)
  const asked = db.prepare<[number], Disclosure>(
    `SELECT d.source, min(d.first_at) AS firstAt, max(d.last_at) AS lastAt
     FROM watch_script w JOIN script s ON s.id = w.script CROSS JOIN disclosure d ON d.address = s.address
     WHERE w.watch = ? GROUP BY d.source ORDER BY 2, 1`,
  )
  return guardReads(db, {
    chainAddresses: (watchId: number, chain: number, from: number, limit: number): readonly ChainAddress[] =>
      addresses.all(watchId, chain, from, limit).map((row) => ({ ...row, used: row.used === 1 })),
    chainAddressesAt: (place: ChainPlace, height: number): readonly ChainAddress[] =>
      addressesAt.all({ ...place, at: height }).map((row) => ({ ...row, used: row.received > 0 })),
    accountUnspent: (watchId: number, limit: number): readonly UnspentOutput[] => {
      const at = state().cursor?.height
      return at === undefined ? [] : held.all({ watch: watchId, at, limit }).map((row) => toOutput(row, at))
    },
    accountDisclosures: (watchId: number): readonly Disclosure[] => asked.all(watchId),
  })
}

function toOutput(row: OutputRow, at: number): UnspentOutput {
  const { address, vout, value, height, hash } = row
  const block = height === null || hash === null ? null : toRef(height, hash)
  return {
    address,
    txid: toTxid(row.txid),
    vout,
    value,
    coinbase: row.coinbase === 1,
    at: block,
    confirmations: block === null ? 0 : at - block.height + 1,
    spendPending: row.spend_pending === 1,
    reused: row.reused === 1,
    dust: isDust(value),
  }
}

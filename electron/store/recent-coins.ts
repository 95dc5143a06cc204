/**
 * The coins that the last blocks have made and none has spent, by outpoint: most coins that a block spends are young, and
 * finding one in the tables costs as much as marking it spent. It holds only as long as nobody else writes to the ledger.
 */
import type { Outpoint, Txid } from '../../shared/chain.ts'
import type { ScriptId } from '../engine/ports.ts'
import type { Database } from './sqlite.ts'

/** An output that counts as unspent, by its row. */
export interface CoinRow {
  readonly id: number
  readonly script: ScriptId
  readonly value: number
}

export interface RecentCoins {
  /** At the beginning of an update of blocks: forgets all unless nothing was written since `settle`. */
  begin(): void
  /** The last of the update's transaction. */
  seal(): void
  /** Right after the update was committed. One that failed is never settled. */
  settle(): void
  add(txid: Txid, vout: number, coin: CoinRow): void
  /** Hands the coin over, once; undefined where the tables have to be asked. */
  take(outpoint: Outpoint): CoinRow | undefined
}

/** So much was written until then, by this connection and by all others. */
interface Writes {
  readonly own: number | undefined
  readonly others: number | undefined
}

/** About 10 MB. */
const KEPT = 50_000

/** Nothing is known yet. `kept` is for tests. */
export function createRecentCoins(db: Database, kept = KEPT): RecentCoins {
  const ownWrites = db.prepare<[], number>('SELECT total_changes()').pluck()
  const othersWrites = db.prepare<[], number>('PRAGMA data_version').pluck()
  const coins = new Map<Txid, Map<number, CoinRow>>()
  let count = 0
  let sealedAt: Writes | undefined
  let settledAt: Writes | undefined

  const writes = (): Writes => ({ own: ownWrites.get(), others: othersWrites.get() })

  function forget(): void {
    coins.clear()
    count = 0
  }

  function dropOldest(): void {
    for (const [txid, made] of coins) {
      if (count <= kept) return
      coins.delete(txid)
      count -= made.size
    }
  }

  return {
    begin: () => {
      const now = writes()
      if (settledAt === undefined || now.own !== settledAt.own || now.others !== settledAt.others) forget()
      settledAt = undefined
    },
    seal: () => {
      sealedAt = writes()
    },
    settle: () => {
      settledAt = sealedAt
      dropOldest()
    },
    add: (txid, vout, coin) => {
      const made = coins.get(txid)
      if (made) made.set(vout, coin)
      else coins.set(txid, new Map([[vout, coin]]))
      count += 1
    },
    take: ({ txid, vout }) => {
      const made = coins.get(txid)
      const coin = made?.get(vout)
      if (made === undefined || coin === undefined) return undefined
      made.delete(vout)
      if (made.size === 0) coins.delete(txid)
      count -= 1
      return coin
    },
  }
}

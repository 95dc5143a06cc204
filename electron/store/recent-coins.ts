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

export interface RecentCoins<Coin extends CoinRow = CoinRow> {
  /** At the beginning of an update of blocks: forgets all unless nothing was written since `settle`. */
  begin(): void
  /** The last of the update's transaction. */
  seal(): void
  /** Right after the update was committed. One that failed is never settled. */
  settle(): void
  add(txid: Txid, vout: number, coin: Coin): void
  /** Hands the coin over, once; undefined where the tables have to be asked. */
  take(outpoint: Outpoint): Coin | undefined
}

/** So much was written until then, by this connection and by all others. */
interface Writes {
  readonly own: number | undefined
  readonly others: number | undefined
}

/** About 10 MB. */
const KEPT = 50_000

/** Of one transaction: nearly all make one or two, and a map for each of them is a seventh of the time of catching up. */
type Made<Coin> = { readonly vout: number; readonly coin: Coin }[] | Map<number, Coin>

const MANY_COINS = 16

/** Nothing is known yet. `kept` is for tests. */
export function createRecentCoins<Coin extends CoinRow = CoinRow>(
  db: Database,
  kept = KEPT,
): RecentCoins<Coin> {
  const ownWrites = db.prepare<[], number>('SELECT total_changes()').pluck()
  const othersWrites = db.prepare<[], number>('PRAGMA data_version').pluck()
  const coins = new Map<Txid, Made<Coin>>()
  let count = 0
  let others: number | undefined
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
      count -= sizeOf(made)
    }
  }

  return {
    begin: () => {
      const now = writes()
      others = now.others
      if (settledAt === undefined || now.own !== settledAt.own || now.others !== settledAt.others) forget()
      settledAt = undefined
    },
    seal: () => {
      sealedAt = { own: ownWrites.get(), others } // nobody else writes while the transaction is open
    },
    settle: () => {
      settledAt = sealedAt
      dropOldest()
    },
    add: (txid, vout, coin) => {
      const made = coins.get(txid)
      if (made === undefined) coins.set(txid, [{ vout, coin }])
      else if (made instanceof Map) made.set(vout, coin)
      else {
        made.push({ vout, coin })
        if (made.length > MANY_COINS) coins.set(txid, new Map(made.map((one) => [one.vout, one.coin])))
      }
      count += 1
    },
    take: ({ txid, vout }) => {
      const made = coins.get(txid)
      const coin = made && takeFrom(made, vout)
      if (made === undefined || coin === undefined) return undefined
      if (sizeOf(made) === 0) coins.delete(txid)
      count -= 1
      return coin
    },
  }
}

function takeFrom<Coin>(made: Made<Coin>, vout: number): Coin | undefined {
  if (made instanceof Map) {
    const coin = made.get(vout)
    made.delete(vout)
    return coin
  }
  const at = made.findIndex((one) => one.vout === vout)
  return at === -1 ? undefined : made.splice(at, 1)[0]?.coin
}

function sizeOf<Coin>(made: Made<Coin>): number {
  return made instanceof Map ? made.size : made.length
}

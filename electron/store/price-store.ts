/** Prices that were heard or imported, by source, currency and day. A price of a day is final; the newest is replaced. */
import type { Price } from '../../shared/fiat.ts'
import type { Database } from './sqlite.ts'
import { guardAll } from './storage-error.ts'
import type { WriteQueue } from './write-queue.ts'

/** A price of a day. */
export type DayPrice = Price & { readonly day: string }

export interface PriceStore {
  /** One transaction. Takes the place of what the same source said of the same day before. */
  savePrices(prices: readonly DayPrice[]): Promise<void>
  /** Takes the place of an older one of the same source and currency. */
  saveNewest(price: Price): Promise<void>
  /** Of those days alone that are stored. */
  pricesOn(source: string, currency: string, days: readonly string[]): ReadonlyMap<string, DayPrice>
  newest(source: string, currency: string): Price | null
  /** The last day that is stored. */
  lastDay(source: string, currency: string): DayPrice | null
}

/** The store on a connection; on a read-only one the writes reject. */
export function createPriceStore(db: Database, queue: WriteQueue): PriceStore {
  const sql = preparePrices(db)
  const saveAll = db.transaction((prices: readonly DayPrice[]) => {
    for (const price of prices) sql.save.run(price)
  })
  const reads = guardAll({
    pricesOn: (source: string, currency: string, days: readonly string[]): ReadonlyMap<string, DayPrice> =>
      new Map(
        sql.some.all({ source, currency, days: JSON.stringify(days) }).map((price) => [price.day, price]),
      ),
    newest: (source: string, currency: string): Price | null => sql.newest.get({ source, currency }) ?? null,
    lastDay: (source: string, currency: string): DayPrice | null =>
      sql.lastDay.get({ source, currency }) ?? null,
  })
  return {
    ...reads,
    savePrices: (prices) => queue.run(() => saveAll.immediate(prices)),
    saveNewest: (price) => queue.run(() => void sql.saveNewest.run(price)),
  }
}

interface Of {
  readonly source: string
  readonly currency: string
}

const COLUMNS = 'source, currency, price, at, observed_at AS observedAt'
const REPLACE = 'price = excluded.price, at = excluded.at, observed_at = excluded.observed_at'

function preparePrices(db: Database) {
  return {
    save: db.prepare<[DayPrice]>(
      `INSERT INTO price (source, currency, day, price, at, observed_at)
       VALUES (@source, @currency, @day, @price, @at, @observedAt)
       ON CONFLICT (source, currency, day) DO UPDATE SET ${REPLACE}`,
    ),
    saveNewest: db.prepare<[Price]>(
      `INSERT INTO price_newest (source, currency, price, at, observed_at)
       VALUES (@source, @currency, @price, @at, @observedAt)
       ON CONFLICT (source, currency) DO UPDATE SET ${REPLACE}
         WHERE excluded.observed_at >= price_newest.observed_at`,
    ),
    some: db.prepare<[Of & { readonly days: string }], DayPrice>(
      `SELECT ${COLUMNS}, day FROM price
       WHERE source = @source AND currency = @currency AND day IN (SELECT value FROM json_each(@days))`,
    ),
    newest: db.prepare<[Of], Price>(
      `SELECT ${COLUMNS}, NULL AS day FROM price_newest WHERE source = @source AND currency = @currency`,
    ),
    lastDay: db.prepare<[Of], DayPrice>(
      `SELECT ${COLUMNS}, day FROM price WHERE source = @source AND currency = @currency
       ORDER BY day DESC LIMIT 1`,
    ),
  }
}

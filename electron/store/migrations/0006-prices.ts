/**
 * Prices of one bitcoin by source, currency and UTC day, as decimal digits; and the newest of each source and currency.
 * `at` is the moment the price is of (ms), NULL where the source says only the day.
 */
import type { Migration } from '../migrate.ts'

const PRICES = `
CREATE TABLE price (
  source TEXT NOT NULL,
  currency TEXT NOT NULL,
  day TEXT NOT NULL,
  price TEXT NOT NULL,
  at INTEGER,
  observed_at INTEGER NOT NULL,
  PRIMARY KEY (source, currency, day)
) STRICT, WITHOUT ROWID;
CREATE TABLE price_newest (
  source TEXT NOT NULL,
  currency TEXT NOT NULL,
  price TEXT NOT NULL,
  at INTEGER,
  observed_at INTEGER NOT NULL,
  PRIMARY KEY (source, currency)
) STRICT, WITHOUT ROWID;
`

/** What sources said a bitcoin cost. */
export const prices: Migration = {
  version: 6,
  name: 'prices',
  up: (db) => {
    db.exec(PRICES)
  },
}

/**
 * Of every transaction that a block or the mempool has shown: how many inputs and outputs it has in all, and what the
 * outputs are worth together. With them, a fee can be told, and whether everything stayed within what is watched. NULL
 * for those of which only outputs are known.
 */
import type { Migration } from '../migrate.ts'

const TOTALS = `
ALTER TABLE tx ADD COLUMN inputs INTEGER;
ALTER TABLE tx ADD COLUMN outputs INTEGER;
ALTER TABLE tx ADD COLUMN total INTEGER;
`

/** What a transaction is in all. */
export const transactions: Migration = {
  version: 8,
  name: 'transactions',
  up: (db) => {
    db.exec(TOTALS)
  },
}

/**
 * `block.median`: the median time past (BIP-113) of the block and the ten before it, by which dates are told. NULL where
 * headers that count are not stored and nobody has said it.
 */
import { MEDIAN_OF, medianOf } from '../../engine/median-time.ts'
import type { Migration } from '../migrate.ts'

interface Row {
  readonly height: number
  readonly time: number
}

/** Median times of blocks, at once for those whose headers are all there. */
export const medianTimes: Migration = {
  version: 10,
  name: 'median-times',
  up: (db) => {
    db.exec('ALTER TABLE block ADD COLUMN median INTEGER')
    const set = db.prepare<[number, number]>('UPDATE block SET median = ? WHERE height = ?')
    let window: readonly Row[] = []
    for (const row of db.prepare<[], Row>('SELECT height, time FROM block ORDER BY height').all()) {
      const follows = window.at(-1)?.height === row.height - 1
      window = [...(follows ? window.slice(-MEDIAN_OF + 1) : []), row]
      if (window.length === Math.min(MEDIAN_OF, row.height + 1)) set.run(medianOf(window), row.height)
    }
  },
}

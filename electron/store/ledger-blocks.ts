/** Block rows: dense below the cursor, below that only where a fact hangs on one, or a snapshot was taken. */
import type { BlockHash, BlockHeader, BlockRef } from '../../shared/chain.ts'
import { MEDIAN_OF, medianTimes } from '../engine/median-time.ts'
import { StoreConflict } from '../engine/ports.ts'
import { DENSE_HEADERS } from '../engine/snapshot-job.ts'
import { toBlockHash, toBytes, toRef } from './bytes.ts'
import type { Database } from './sqlite.ts'

export interface BlockRows {
  hashAt(height: number): BlockHash | null
  /** Stores the header. Throws `StoreConflict` (branch) when another hash is stored at its height. */
  put(header: BlockHeader): void
  /** The same for many, as one statement for every `ROWS`. */
  putAll(headers: readonly BlockHeader[]): void
  /** What the facts hanging on the block change together has become so much more. Nothing where it is to be worked out. */
  addChange(height: number, change: number): void
  /** The same headers, which stand on one another, with their median times past as far as the ones below are stored. */
  withMedianTimes(headers: readonly BlockHeader[]): readonly BlockHeader[]
  /** The same check without storing. */
  check(ref: BlockRef): void
  /** Stored blocks at or below `height`, newest first. */
  below(height: number, limit: number): readonly BlockRef[]
  anyAbove(height: number): boolean
  /** The highest stored block. */
  top(): BlockRef | null
  /** Deletes the rows above `height`, and with them every anchor there. */
  deleteAbove(height: number): void
  /** Deletes fact-less rows above `from` up to `to`, those that are too deep below `cursor` only. Never genesis or a snapshot's. */
  trim(from: number, to: number, cursor: number): void
}

type BlockColumns = readonly [
  height: number,
  hash: Buffer,
  prevHash: Buffer,
  time: number,
  median: number | null,
]

/** Of headers that mostly stand on one another. */
function columnsOf(headers: readonly BlockHeader[]): BlockColumns[number][] {
  const columns: BlockColumns[number][] = []
  let [below, bytes]: [BlockHash | null, Buffer | null] = [null, null]
  for (const { height, hash, prevHash, time, medianTime } of headers) {
    const prevBytes = bytes !== null && below === prevHash ? bytes : toBytes(prevHash)
    ;[below, bytes] = [hash, toBytes(hash)]
    columns.push(height, bytes, prevBytes, time, medianTime ?? null)
  }
  return columns
}

interface BlockRow {
  readonly height: number
  readonly hash: Buffer
}

/** Headers of one statement: they take a third of the time of a statement each. */
const ROWS = 50

/** The statements over `block`, prepared once. */
export function createBlockRows(db: Database): BlockRows {
  const select = db.prepare<[number], Buffer>('SELECT hash FROM block WHERE height = ?').pluck()
  const insertOf = (rows: number) =>
    db.prepare<BlockColumns[number][]>(
      `INSERT INTO block (height, hash, prev_hash, time, median) VALUES ${Array(rows).fill('(?, ?, ?, ?, ?)').join(', ')}
       ON CONFLICT (height) DO NOTHING`,
    )
  const [insert, insertMany] = [insertOf(1), insertOf(ROWS)]
  const addChange = db.prepare<[number, number]>('UPDATE block SET change = change + ? WHERE height = ?')
  const times = db
    .prepare<[number, number], number>(
      'SELECT time FROM block WHERE height > ? AND height <= ? ORDER BY height',
    )
    .pluck()
  const below = db.prepare<[number, number], BlockRow>(
    'SELECT height, hash FROM block WHERE height <= ? ORDER BY height DESC LIMIT ?',
  )
  const above = db.prepare<[number]>('SELECT 1 FROM block WHERE height > ? LIMIT 1')
  const deleteAbove = db.prepare<[number]>('DELETE FROM block WHERE height > ?')
  const trim = db.prepare<[number, number]>(
    `DELETE FROM block WHERE height > max(?, 0) AND height <= ?
       AND NOT EXISTS (SELECT 1 FROM tx WHERE tx.height = block.height)
       AND NOT EXISTS (SELECT 1 FROM output WHERE output.gone = block.height)
       AND NOT EXISTS (SELECT 1 FROM coverage c WHERE c.from_height = block.height AND c.state = 'following')
       AND NOT EXISTS (SELECT 1 FROM coverage c WHERE c.from_height = block.height AND c.state <> 'following')`,
  )

  function hashAt(height: number): BlockHash | null {
    const hash = select.get(height)
    return hash ? toBlockHash(hash) : null
  }

  function isStored({ height, hash }: BlockRef): boolean {
    const stored = hashAt(height)
    if (stored !== null && stored !== hash)
      throw new StoreConflict(`another block is stored at height ${height}`, 'branch')
    return stored !== null
  }

  function put(header: BlockHeader): void {
    if (insert.run(...columnsOf([header])).changes === 0) isStored(header)
  }

  /** Up to the block of this hash; a block's hash vouches for the times of all below it. */
  let latest: { readonly hash: BlockHash; readonly times: readonly number[] } | null = null

  function timesBelow({ height, prevHash }: BlockHeader): readonly number[] {
    if (latest?.hash === prevHash && latest.times.length === MEDIAN_OF - 1) return latest.times
    return times.all(height - MEDIAN_OF, height - 1)
  }

  const refsBelow = (height: number, limit: number): readonly BlockRef[] =>
    below.all(height, limit).map((row) => toRef(row.height, row.hash))

  return {
    hashAt,
    check: (ref) => void isStored(ref),
    put,
    putAll: (headers) => {
      const whole = headers.length - (headers.length % ROWS)
      for (let at = 0; at < whole; at += ROWS) {
        const some = headers.slice(at, at + ROWS)
        if (insertMany.run(...columnsOf(some)).changes < ROWS) for (const header of some) isStored(header)
      }
      for (const header of headers.slice(whole)) put(header)
    },
    addChange: (height, change) => void (change !== 0 && addChange.run(change, height)),
    withMedianTimes: (headers) => {
      const [first, last] = [headers[0], headers.at(-1)]
      if (first === undefined || last === undefined) return headers
      const below = timesBelow(first)
      const all = [...below, ...headers.map(({ time }) => time)]
      latest = { hash: last.hash, times: all.slice(-MEDIAN_OF + 1) }
      return medianTimes(headers, below)
    },
    below: refsBelow,
    anyAbove: (height) => above.get(height) !== undefined,
    top: () => refsBelow(Number.MAX_SAFE_INTEGER, 1)[0] ?? null,
    deleteAbove: (height) => void deleteAbove.run(height),
    trim: (from, to, cursor) => void trim.run(from, Math.min(to, cursor - DENSE_HEADERS)),
  }
}

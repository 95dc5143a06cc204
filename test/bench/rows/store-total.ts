/**
 * store.total10k: the sum over 10,000 scripts in a ledger of a million outputs, as the reading side of the app asks for
 * it after each block: what the block has touched from our index, the rest from what was kept since the last time.
 */
import type { ScriptId } from '../../../electron/engine/ports.ts'
import { encodeChanges } from '../../../electron/store/journal-codec.ts'
import { createLedgerSums } from '../../../electron/store/ledger-sums.ts'
import { type Database, openDatabase } from '../../../electron/store/open-database.ts'
import { outputId } from '../../../electron/store/output-id.ts'
import { LEAST_ROUNDS, measurePair } from '../measure.ts'
import { createRandom } from '../random.ts'
import { prepareStore } from '../store-ground.ts'
import type { RowDefinition } from '../types.ts'

const SCRIPTS = 100_000
const OUTPUTS = 1_000_000
const SUMMED = 10_000
const TIMES = 5
/** Scripts that a block between two totals touches. */
const CHANGED = 20

/** The other condition, 10 ms, is 100 sums a second. */
export const storeTotal: RowDefinition = {
  id: 'store.total10k',
  what: `total of 10,000 scripts among 1,000,000 outputs after a block (at least 100 a second) | without our index`,
  unit: 'totals/s',
  better: 'higher',
  target: 10,
  async measure({ log }, signal) {
    const ground = await prepareStore(SCRIPTS)
    try {
      const scripts = draw(ground.scripts, SUMMED)
      const height = ground.cursor.height
      return await ground.withCopy(({ db: ours }) =>
        ground.withCopy(async ({ db: peer }) => {
          for (const db of [ours, peer]) fillOutputs(db, height)
          // What a ledger has at least: the way from a script to its outputs.
          peer.exec('DROP INDEX output_script; CREATE INDEX plain ON output (script, height)')
          const reader = openDatabase(ours.name, { readOnly: true })
          try {
            const bySums = totalBySums(reader, scripts, height)
            const byRows = totalByRows(peer, scripts, height)
            const started = performance.now()
            const total = bySums()
            log(`  the first total of a reader: ${(performance.now() - started).toFixed(1)} ms`)
            const same = byRows()
            if (total === 0 || total !== same) throw new Error('the sums differ')
            const speed = (db: Database, sum: () => number) => {
              const change = blockAmong(db, scripts)
              return async (): Promise<number> => {
                let ms = 0
                for (let i = 0; i < TIMES; i++) {
                  change()
                  const started = performance.now()
                  sum()
                  ms += performance.now() - started
                }
                return (TIMES * 1000) / ms
              }
            }
            const sides = { ours: speed(ours, bySums), peer: speed(peer, byRows) }
            return await measurePair({ ...sides, rounds: LEAST_ROUNDS, log }, signal)
          } finally {
            reader.close()
          }
        }),
      )
    } finally {
      await ground.dispose()
    }
  },
}

/** As the app adds it up: by script, then all together. */
function totalBySums(db: Database, scripts: readonly ScriptId[], height: number): () => number {
  const sums = createLedgerSums(db)
  return db.transaction(() => {
    let total = 0
    for (const { confirmed, immature } of sums.atCursor(scripts, height).values())
      total += confirmed + immature
    return total
  })
}

/** What a block does between two totals: some of the scripts hold something else, and the journal says so. */
function blockAmong(db: Database, scripts: readonly ScriptId[]): () => void {
  const spend = db.prepare<[number]>(
    'UPDATE output SET spent = 1 WHERE id = (SELECT id FROM output WHERE script = ? AND held >= 0 LIMIT 1)',
  )
  const note = db.prepare<[Buffer]>("INSERT INTO journal (at, cause, changes) VALUES (0, 'connect', ?)")
  let at = 0
  return db.transaction(() => {
    const some = Array.from({ length: CHANGED }, () => scripts[at++ % scripts.length] ?? 0)
    for (const script of some) spend.run(script)
    const change = { kind: 'confirmed', txid: Buffer.alloc(32), by: null } as const
    note.run(encodeChanges([{ ...change, scripts: some.map((script) => [script, -1] as const) }]))
  })
}

/** The same from the outputs' rows. */
function totalByRows(db: Database, scripts: readonly ScriptId[], height: number): () => number {
  const byScript = db
    .prepare<[{ ids: string; height: number }], [number, number]>(
      `SELECT script, sum(value) FROM output
       WHERE script IN (SELECT value FROM json_each(@ids)) AND spent IS NULL AND gone IS NULL AND height <= @height
       GROUP BY script`,
    )
    .raw()
  const ids = JSON.stringify(scripts)
  return () => byScript.all({ ids, height }).reduce((total, [, value]) => total + value, 0)
}

function draw(scripts: readonly ScriptId[], count: number): readonly ScriptId[] {
  const random = createRandom(24)
  const drawn = new Set<ScriptId>()
  while (drawn.size < count) drawn.add(scripts[random.below(scripts.length)] ?? 0)
  return [...drawn]
}

/** Ten outputs a transaction, scattered over all scripts; three of ten are spent. */
function fillOutputs(db: Database, height: number): void {
  const numbers = (count: number): string =>
    `WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ${count})`
  db.exec(`
    BEGIN;
    ${numbers(OUTPUTS / 10)} INSERT INTO tx (id, txid, coinbase, height, position)
      SELECT i + 1, randomblob(32), 0, ${height}, i + 1 FROM n;
    ${numbers(OUTPUTS)}
      INSERT INTO output (id, script, value, coinbase, height, spent)
      SELECT (i / 10 + 1) * ${outputId(1, 0)} + i % 10, 1 + (i * 2654435761) % ${SCRIPTS}, 1 + (i * 7919) % 1000000000, 0, ${height},
        CASE WHEN (i / 7) % 10 < 3 THEN 1 END FROM n;
    COMMIT`)
}

/** A ledger of a million transactions over fifteen years, made once and kept in the cache folder. The same every time. */
import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { bitcoindCacheDir } from '../../electron/launch/bitcoind-binary.ts'
import { createBlockSumWriter } from '../../electron/store/block-sums.ts'
import { NEWEST_VERSION } from '../../electron/store/migrations/index.ts'
import { type Database, openDatabase } from '../../electron/store/open-database.ts'
import { outputId } from '../../electron/store/output-id.ts'
import { createOutputTriggers } from '../../electron/store/write-triggers.ts'
import { createRandom } from './random.ts'

const TRANSACTIONS = 1_000_000
const SCRIPTS = 10_000
const PER_BLOCK = 5
/** 200,000 blocks from 2011 to 2025. */
const FIRST_TIME = 1_293_840_000
const SPACING_S = 2_366

/** When it begins and ends, ms since 1970. */
export const MILLION_SPAN = {
  from: FIRST_TIME * 1_000,
  to: (FIRST_TIME + (TRANSACTIONS / PER_BLOCK) * SPACING_S) * 1_000,
}

/** Opens it to read; makes it where this version has not. */
export async function openMillion(log: (line: string) => void): Promise<Database> {
  const file = join(dirname(bitcoindCacheDir()), 'bench', `million-${NEWEST_VERSION}.sqlite`)
  if (!existsSync(file)) {
    log('making a ledger of a million transactions ...')
    await mkdir(dirname(file), { recursive: true })
    const made = `${file}.${process.pid}`
    const db = openDatabase(made, { readOnly: false })
    db.transaction(() => {
      const triggers = createOutputTriggers(db)
      triggers.hush()
      fill(db)
      triggers.end()
      db.exec('UPDATE block SET change = NULL')
      for (const sums = createBlockSumWriter(db); sums.owes(); ) sums.workOff(1_000)
    })()
    db.exec('ANALYZE')
    db.close()
    for (const suffix of ['-wal', '-shm']) await rm(made + suffix, { force: true })
    await rename(made, file)
  }
  return openDatabase(file, { readOnly: true })
}

/** Straight into the tables: by the store it would take minutes. */
function fill(db: Database): void {
  const random = createRandom(41)
  const blocks = TRANSACTIONS / PER_BLOCK
  const sql = prepareFill(db)
  for (let script = 1; script <= SCRIPTS; script++) {
    const bytes = Buffer.concat([Buffer.of(0, 20), random.bytes(20)])
    sql.script.run(script, bytes, `address ${script}`)
    sql.watch.run(script, `address ${script}`)
    sql.link.run(script, script)
  }
  const coins: number[] = []
  for (let height = 0; height <= blocks; height++) {
    const time = FIRST_TIME + height * SPACING_S
    sql.block.run(height, hashOf(height), hashOf(height - 1), time, time - 5 * SPACING_S)
    if (height === 0) continue
    for (let position = 1; position <= PER_BLOCK; position++) {
      const tx = (height - 1) * PER_BLOCK + position
      sql.tx.run(tx, random.bytes(32), height, position)
      if (coins.length > 50 && random.below(10) < 7) {
        const coin = coins.splice(random.below(coins.length), 1)[0] ?? 0
        sql.spend.run(outputId(coin, 0), tx)
        sql.spent.run(tx, outputId(coin, 0))
      }
      sql.output.run(outputId(tx, 0), 1 + random.below(SCRIPTS), 1 + random.below(1e8), height)
      if (coins.length < 5_000) coins.push(tx)
      else coins[random.below(coins.length)] = tx
    }
  }
  sql.coverage.run(hashOf(0))
  sql.state.run(blocks)
}

const hashOf = (height: number): Buffer => Buffer.from((height + 2).toString(16).padStart(64, '0'), 'hex')

function prepareFill(db: Database) {
  return {
    script: db.prepare('INSERT INTO script (id, script_pubkey, address) VALUES (?, ?, ?)'),
    watch: db.prepare(
      `INSERT INTO watch (id, kind, text, script_type, portfolio, added_at)
       VALUES (?, 'address', ?, 'p2wpkh', '', 0)`,
    ),
    link: db.prepare('INSERT INTO watch_script (watch, script) VALUES (?, ?)'),
    block: db.prepare('INSERT INTO block (height, hash, prev_hash, time, median) VALUES (?, ?, ?, ?, ?)'),
    tx: db.prepare('INSERT INTO tx (id, txid, coinbase, height, position) VALUES (?, ?, 0, ?, ?)'),
    output: db.prepare(
      'INSERT INTO output (id, script, value, coinbase, height, shown) VALUES (?, ?, ?, 0, ?, 1)',
    ),
    spend: db.prepare('INSERT INTO spend (output, tx, vin, marked) VALUES (?, ?, 0, 1)'),
    spent: db.prepare('UPDATE output SET spent = ? WHERE id = ?'),
    coverage: db.prepare(
      `INSERT INTO coverage (script, from_height, from_hash, state, since_pass, observed_at)
       SELECT id, 0, ?, 'following', 0, 0 FROM script`,
    ),
    state: db.prepare('UPDATE scan_state SET cursor = ?'),
  }
}

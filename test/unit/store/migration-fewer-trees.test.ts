import { readFileSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { migrate } from '../../../electron/store/migrate.ts'
import { MIGRATIONS } from '../../../electron/store/migrations/index.ts'
import { connect, type Database } from '../../../electron/store/sqlite.ts'
import { openWorld, tempDir, testChain, type World } from './world.ts'

const VERSION_5 = readFileSync(fileURLToPath(new URL('./fixtures/ledger-0005.sql', import.meta.url)), 'utf8')

const RELEASED = MIGRATIONS.slice(0, 5)
const [A, B, C] = [1, 2, 3] as const

function inMemory(): Database {
  return connect(':memory:', { readOnly: false, waitMs: 0 })
}

/** A world on a database that version 5 has left. */
function openOld(): World {
  const root = tempDir()
  const made = openWorld(root, false)
  made.close()
  for (const suffix of ['', '-wal', '-shm']) rmSync(made.file + suffix, { force: true })
  const db = connect(made.file, { readOnly: false, waitMs: 0 })
  db.exec(VERSION_5)
  db.close()
  return openWorld(root)
}

const rowsOf = (db: Database, sql: string): readonly unknown[] => db.prepare(sql).raw().all()

const columnsOf = (db: Database, table: string): string =>
  rowsOf(db, `SELECT name FROM pragma_table_info('${table}')`).join(', ')

const schemaOf = (db: Database): readonly unknown[] =>
  rowsOf(db, "SELECT sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY name")

describe('a database of schema version 5', () => {
  it('is what the first five steps still make, so that none of them was edited', () => {
    const [fixture, made] = [inMemory(), inMemory()]
    fixture.exec(VERSION_5)
    migrate(made, RELEASED)
    expect(schemaOf(fixture)).toEqual(schemaOf(made))
  })

  it('keeps every fact row for row, and nothing refers to what is not there', () => {
    const db = inMemory()
    db.pragma('foreign_keys = ON')
    db.exec(VERSION_5)
    const txs = rowsOf(db, 'SELECT t.*, b.height, b.position FROM tx t LEFT JOIN tx_block b ON b.tx = t.id')
    const kept = ['block', 'output', 'spend', 'coverage', 'history', 'scan_state', 'script', 'watch_script']
    const columns = kept.map((table) => columnsOf(db, table))
    const kepts = () => kept.map((table, i) => rowsOf(db, `SELECT ${columns[i]} FROM ${table}`))
    const before = kepts()
    migrate(
      db,
      MIGRATIONS.filter(({ version }) => version <= 7),
    )
    expect(rowsOf(db, 'SELECT * FROM tx')).toEqual(txs)
    expect(txs.length).toBe(11)
    expect(kepts()).toEqual(before)
    expect(db.pragma('foreign_key_check')).toEqual([])
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
  })

  it('says what it said before: confirmed, immature, pending, holes and what is unspent', () => {
    const { models } = openOld()
    expect(models.revision()).toBe(9)
    const readings = [A, B, C].map((script) => models.ledgerReadings([script]).get(script))
    expect(
      readings.map((reading) => [
        reading?.confirmed,
        reading?.immature,
        reading?.pending,
        reading?.at.height,
      ]),
    ).toEqual([
      [290, 5_000, 11, 20],
      [1_390, 0, 0, 20],
      [90, 0, -90, 20],
    ])
    expect(readings.map((reading) => reading?.holes.map(({ from, to }) => [from.height, to.height]))).toEqual(
      [[[14, 18]], [[14, 18]], []],
    )
    expect(models.allUnspent().map(({ value }) => value)).toHaveLength(5)
  })

  it('still loses with a block what hung on it, and goes on from there', async () => {
    const world = openOld()
    const chain = testChain()
    await world.rewind(chain.ref(18))
    expect(world.confirmed(A, B, C)).toEqual([290, 1_390, 70]) // the third one's spend was in block 19
    await world.connect(chain.fork('b', 18), 19)
    expect(world.confirmed(C)).toEqual([70])
  })
})

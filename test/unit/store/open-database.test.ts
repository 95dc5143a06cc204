import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { migrate } from '../../../electron/store/migrate.ts'
import { MIGRATIONS, NEWEST_VERSION } from '../../../electron/store/migrations/index.ts'
import { openDatabase, openDatabaseIfThere } from '../../../electron/store/open-database.ts'
import { createReadModels } from '../../../electron/store/read-models.ts'
import { connect, type Database } from '../../../electron/store/sqlite.ts'
import { createWriteQueue } from '../../../electron/store/write-queue.ts'
import { openWorld, tempDir } from './world.ts'

const CHILD = fileURLToPath(new URL('./children/leave-newer-schema.ts', import.meta.url))

function open(file: string, readOnly = false): Database {
  const db = openDatabase(file, { readOnly })
  onTestFinished(() => void db.close())
  return db
}

const newFile = (): string => join(tempDir(), 'ledger.sqlite')
const modeOf = (path: string): number => statSync(path).mode & 0o777

/** Every file of a folder with its bytes. */
function contents(dir: string): Record<string, string> {
  return Object.fromEntries(readdirSync(dir).map((name) => [name, readFileSync(join(dir, name), 'base64')]))
}

describe('opening a database', () => {
  it('sets what makes it durable and strict, on a SQLite that is new enough', () => {
    const db = open(newFile())
    const pragma = (name: string) => db.pragma(name, { simple: true })
    expect(pragma('journal_mode')).toBe('wal')
    expect(pragma('synchronous')).toBe(2)
    expect(pragma('foreign_keys')).toBe(1)
    expect(pragma('busy_timeout')).toBe(5_000)
    expect(pragma('trusted_schema')).toBe(0)
    expect(pragma('cell_size_check')).toBe(1)
    expect(pragma('user_version')).toBe(NEWEST_VERSION)
    const tables = db.prepare('SELECT name, strict FROM pragma_table_list WHERE schema = ? AND type = ?')
    const ours = tables.all('main', 'table').filter((row) => !String(Object(row).name).startsWith('sqlite_'))
    expect(ours.length).toBeGreaterThan(10)
    expect(ours.every((row) => Object(row).strict === 1)).toBe(true)
  })

  it('has an index for every column that refers to another table', () => {
    const db = open(newFile())
    const references = db
      .prepare(
        `SELECT t.name AS tbl, k."from" AS col FROM pragma_table_list t, pragma_foreign_key_list(t.name) k
         WHERE t.schema = 'main'`,
      )
      .all()
    expect(references.length).toBeGreaterThan(10)
    const indexed = db
      .prepare(
        `SELECT t.name || '.' || c.name FROM pragma_table_list t, pragma_index_list(t.name) i,
           pragma_index_info(i.name) c WHERE t.schema = 'main' AND c.seqno = 0
         UNION SELECT t.name || '.' || c.name FROM pragma_table_list t, pragma_table_info(t.name) c WHERE c.pk = 1`,
      )
      .pluck()
      .all()
    const missing = references
      .map((row) => `${Object(row).tbl}.${Object(row).col}`)
      .filter((name) => !indexed.includes(name))
    expect(missing).toEqual(['scan_state.cursor']) // a table of one row
  })

  it('makes its files readable for their owner alone, and tightens those it finds', () => {
    const file = newFile()
    const db = open(file)
    db.exec("INSERT INTO meta VALUES ('a', 'b')")
    for (const path of [file, `${file}-wal`, `${file}-shm`]) expect(modeOf(path)).toBe(0o600)
    db.close()
    chmodSync(file, 0o644)
    open(file).exec("INSERT INTO meta VALUES ('c', 'd')")
    for (const path of [file, `${file}-wal`, `${file}-shm`]) expect(modeOf(path)).toBe(0o600)
  })

  it('opens what it wrote again, with the data in it', () => {
    const file = newFile()
    const first = open(file)
    first.exec("INSERT INTO meta VALUES ('a', 'b')")
    first.close()
    expect(open(file).prepare('SELECT value FROM meta').pluck().get()).toBe('b')
  })

  it('brings an older schema up one step at a time, each whole or not at all', () => {
    const file = newFile()
    open(file).close()
    const db = connect(file, { readOnly: false, waitMs: 0 })
    onTestFinished(() => void db.close())
    const steps = [
      ...MIGRATIONS,
      {
        version: NEWEST_VERSION + 1,
        name: 'one',
        up: (to: Database) => void to.exec('CREATE TABLE one (a)'),
      },
      {
        version: NEWEST_VERSION + 2,
        name: 'two',
        up: (to: Database) => void to.exec('CREATE TABLE two (a); nonsense'),
      },
    ]
    expect(() => migrate(db, steps)).toThrow('nonsense')
    expect(db.pragma('user_version', { simple: true })).toBe(NEWEST_VERSION + 1)
    const tables = db.prepare("SELECT name FROM sqlite_master WHERE name IN ('one', 'two')").pluck().all()
    expect(tables).toEqual(['one'])
  })

  it('reads beside a writer, and sees each revision as a whole', async () => {
    const world = openWorld()
    const reader = createReadModels(open(world.file, true))
    expect(reader.counts().watches).toBe(0)
    await world.watch(1, 2)
    expect(reader.counts().watches).toBe(2)
    expect(reader.revision()).toBe(world.models.revision())
  })

  it('gives null where nothing is stored yet, and creates nothing', () => {
    const file = newFile()
    expect(openDatabaseIfThere(file, { readOnly: true })).toBeNull()
    expect(existsSync(file)).toBe(false)
    writeFileSync(file, '')
    expect(openDatabaseIfThere(file, { readOnly: true })).toBeNull()
  })
})

describe('a file that is refused', () => {
  function newer(file: string): void {
    const db = open(file)
    db.pragma(`user_version = ${NEWEST_VERSION + 1}`)
    db.close()
  }

  it.each([true, false])('keeps every byte when its schema is newer (read-only: %s)', (readOnly) => {
    const dir = tempDir()
    const file = join(dir, 'ledger.sqlite')
    newer(file)
    const before = contents(dir)
    expect(() => openDatabase(file, { readOnly })).toThrow(expect.objectContaining({ code: 'newer_schema' }))
    expect(contents(dir)).toEqual(before)
  })

  it.each([true, false])(
    'keeps data and log when a newer version was killed before its checkpoint (read-only: %s)',
    (readOnly) => {
      const dir = tempDir()
      const file = join(dir, 'ledger.sqlite')
      open(file).close()
      const { signal } = spawnSync(process.execPath, [CHILD, file, String(NEWEST_VERSION + 1)])
      expect(signal).toBe('SIGKILL')
      expect(readFileSync(file).readUInt32BE(60)).toBe(NEWEST_VERSION) // the newer one is in the log alone
      const { 'ledger.sqlite-shm': _shared, ...before } = contents(dir)
      expect(Object.keys(before)).toEqual(['ledger.sqlite', 'ledger.sqlite-wal'])
      expect(() => openDatabase(file, { readOnly })).toThrow(
        expect.objectContaining({ code: 'newer_schema' }),
      )
      expect(contents(dir)).toMatchObject(before)
    },
  )

  it.each([
    [
      'a database of another program',
      (file: string) => {
        const db = connect(file, { readOnly: false, waitMs: 0 })
        db.exec('CREATE TABLE theirs (a)')
        db.close()
      },
    ],
    ['no database at all', (file: string) => writeFileSync(file, 'a letter to somebody '.repeat(20))],
    ['too short to be one', (file: string) => writeFileSync(file, 'short')],
  ])('is left as it is when it is %s', (_, make) => {
    const dir = tempDir()
    const file = join(dir, 'ledger.sqlite')
    make(file)
    const before = contents(dir)
    expect(() => openDatabase(file, { readOnly: false })).toThrow(
      expect.objectContaining({ code: 'storage', message: expect.stringContaining('left as it is') }),
    )
    expect(contents(dir)).toEqual(before)
  })
})

describe('faults of SQLite', () => {
  const insert = (db: Database) => () => db.exec("INSERT INTO meta VALUES ('a', hex(zeroblob(100000)))")

  it('say that the disk is full', async () => {
    const db = open(newFile())
    db.pragma(`max_page_count = ${Number(db.pragma('page_count', { simple: true }))}`)
    await expect(createWriteQueue().run(insert(db))).rejects.toMatchObject({
      code: 'storage',
      retryable: true,
      detail: { sqlite: 'SQLITE_FULL' },
      message: expect.stringContaining('disk is full'),
    })
  })

  it('say that the folder cannot be written', async () => {
    const file = newFile()
    open(file)
    await expect(createWriteQueue().run(insert(open(file, true)))).rejects.toMatchObject({
      code: 'storage',
      retryable: false,
      message: expect.stringContaining('cannot be written'),
    })
  })

  it('say that another program holds the database', async () => {
    const file = newFile()
    const [holder, db] = [open(file), open(file)]
    db.pragma('busy_timeout = 0')
    holder.exec('BEGIN IMMEDIATE')
    await expect(createWriteQueue().run(insert(db))).rejects.toMatchObject({
      code: 'storage',
      retryable: true,
      message: expect.stringContaining('another program'),
    })
  })

  it('say that the database is damaged', () => {
    const file = newFile()
    const fill = open(file)
    for (let i = 0; i < 200; i++)
      fill.prepare('INSERT INTO meta VALUES (?, ?)').run(`key ${i}`, 'x'.repeat(500))
    fill.close()
    const bytes = readFileSync(file)
    bytes.fill(0xff, 4_096)
    writeFileSync(file, bytes)
    expect(() => createReadModels(open(file)).counts()).toThrow(
      expect.objectContaining({ code: 'storage', message: expect.stringContaining('damaged') }),
    )
  })

  it('do not stop the jobs that come after them', async () => {
    const db = open(newFile())
    const queue = createWriteQueue()
    const failing = queue.run(() => db.exec('nonsense'))
    const next = queue.run(() => db.prepare('SELECT 1').pluck().get())
    await expect(failing).rejects.toMatchObject({ code: 'storage' })
    await expect(next).resolves.toBe(1)
  })
})

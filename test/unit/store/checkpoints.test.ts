import { expect, it, onTestFinished } from 'vitest'
import { createCheckpoints } from '../../../electron/store/checkpoints.ts'
import { type Database, openDatabase } from '../../../electron/store/open-database.ts'
import { createWriteQueue } from '../../../electron/store/write-queue.ts'
import { tempDir } from './world.ts'

const PAGES = 20

function ground() {
  const file = `${tempDir()}/ledger.sqlite`
  const db = openDatabase(file, { readOnly: false })
  onTestFinished(() => void db.close())
  db.pragma('wal_checkpoint(TRUNCATE)')
  const queue = createWriteQueue()
  const put = db.prepare<[string, string]>('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)')
  return {
    file,
    db,
    queue,
    checkpoints: createCheckpoints(db, queue, PAGES),
    /** Pages of the log that are not in the database. */
    left: () => leftIn(db),
    /** A commit of some five pages. */
    write: (key: string) => put.run(key, 'x'.repeat(20_000)),
  }
}

function leftIn(db: Database): number {
  const [row] = db.pragma('wal_checkpoint(NOOP)') as [{ log: number; checkpointed: number }] // as SQLite documents it
  return row.log - row.checkpointed
}

it('the log is moved into the database behind a large commit, in a turn that a person passes', async () => {
  const { db, queue, checkpoints, left, write } = ground()
  const atPerson: number[] = []
  await queue.run(() => {
    for (let n = 0; n < 10; n++) write(`key ${n}`)
    checkpoints.committed(true)
  }, 'batch')
  await queue.run(() => void atPerson.push(left()))
  expect(atPerson[0]).toBeGreaterThan(PAGES)
  await queue.idle()
  expect(left()).toBe(0)
  expect(db.prepare('SELECT count(*) FROM meta').pluck().get()).toBe(10)
})

it('a small log stays, and small commits are looked at once in a while', async () => {
  const { queue, checkpoints, left, write } = ground()
  write('one')
  checkpoints.committed(true)
  await queue.idle()
  expect(left()).toBeGreaterThan(0)
  for (let n = 0; n < 10; n++) write(`key ${n}`)
  checkpoints.committed(false)
  await queue.idle()
  expect(left()).toBeGreaterThan(PAGES)
  for (let n = 0; n < 40; n++) checkpoints.committed(false)
  await queue.idle()
  expect(left()).toBe(0)
})

it('a reader in the middle of a reading keeps what it reads, and the rest follows when it is done', async () => {
  const { file, queue, checkpoints, left, write } = ground()
  write('before')
  const reader = openDatabase(file, { readOnly: true })
  onTestFinished(() => void reader.close())
  const count = reader.prepare<[], number>('SELECT count(*) FROM meta').pluck()
  reader.exec('BEGIN')
  expect(count.get()).toBe(1)
  for (let n = 0; n < 10; n++) write(`key ${n}`)
  checkpoints.committed(true)
  await queue.idle()
  expect(left()).toBeGreaterThan(PAGES)
  expect(count.get()).toBe(1)
  reader.exec('COMMIT')
  checkpoints.committed(true)
  await queue.idle()
  expect(left()).toBe(0)
  expect(count.get()).toBe(11)
})

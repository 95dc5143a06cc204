import { setTimeout } from 'node:timers/promises'
import { expect, it, onTestFinished } from 'vitest'
import { createCheckpoints } from '../../../electron/store/checkpoints.ts'
import { type Database, openDatabase } from '../../../electron/store/open-database.ts'
import { createWriteQueue } from '../../../electron/store/write-queue.ts'
import { tempDir } from './world.ts'

const PAGES = 20

function ground(restMs?: number) {
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
    checkpoints: createCheckpoints(db, queue, PAGES, restMs),
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

it('a log of a few commits is moved once nothing has been written for a while', async () => {
  const { checkpoints, left, write } = ground(20)
  write('one')
  checkpoints.committed(false)
  expect(left()).toBeGreaterThan(0)
  await expect.poll(left).toBe(0)
  write('another')
  checkpoints.committed(false)
  await expect.poll(left).toBe(0)
})

it('a connection that was closed meanwhile is left alone', async () => {
  const { db, queue, checkpoints, write } = ground(1)
  write('one')
  checkpoints.committed(false)
  db.close()
  await setTimeout(30)
  await expect(queue.run(() => 'alive')).resolves.toBe('alive')
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

it('a disk that fails while nothing is written ends nothing: the log is moved when it answers again', async () => {
  const { db, queue, left, write } = ground()
  let fails = false
  const prepare = (text: string) => {
    const statement = db.prepare(text)
    const get = () => {
      if (fails) throw new Error('disk I/O error')
      return statement.get()
    }
    return { get }
  }
  const failing = { open: true, prepare } as unknown as Database // all that is used of it
  const checkpoints = createCheckpoints(failing, queue, PAGES, 5)
  write('one')
  checkpoints.committed(false)
  fails = true
  await setTimeout(50)
  fails = false
  write('two')
  checkpoints.committed(false)
  await expect.poll(left).toBe(0)
})

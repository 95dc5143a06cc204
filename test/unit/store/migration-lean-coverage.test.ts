import { readFileSync } from 'node:fs'
import { expect, it, onTestFinished } from 'vitest'
import { migrate } from '../../../electron/store/migrate.ts'
import { MIGRATIONS } from '../../../electron/store/migrations/index.ts'
import { connect, type Database } from '../../../electron/store/sqlite.ts'
import { oldLedgerFile } from '../../ground/old-ledgers.ts'

const HASH = `x'${'ab'.repeat(32)}'`
const KEPT = 'id, script, from_height, from_hash, to_height, to_hash, state, since_pass, observed_at'
const WRITTEN = KEPT.slice('id, '.length)

/** A ledger of schema 22 with scripts that follow, join and are closed. */
function oldLedger(): Database {
  const db = connect(':memory:', { readOnly: false, waitMs: 0 })
  onTestFinished(() => void db.close())
  db.exec(readFileSync(oldLedgerFile(22), 'utf8'))
  db.exec(`DELETE FROM coverage;
    INSERT INTO coverage (id, script, kind, source, ${WRITTEN.slice('script, '.length)}) VALUES
      (3, 1, 'snapshot', 'node', 100, ${HASH}, 105, ${HASH}, 'closed', 9, 11),
      (4, 1, 'snapshot', 'node', 106, ${HASH}, NULL, NULL, 'following', 2, 12),
      (7, 2, 'snapshot', 'node', 101, ${HASH}, 103, ${HASH}, 'joining', 8, 13),
      (9, 3, 'snapshot', 'node', 104, ${HASH}, NULL, NULL, 'following', 5, 14);
    DELETE FROM coverage WHERE id = 9`)
  return db
}

const rows = (db: Database): readonly unknown[] =>
  db.prepare(`SELECT ${KEPT} FROM coverage ORDER BY id`).all()

it('keeps every row of coverage with its number, and gives the number of one that went to no other', () => {
  const db = oldLedger()
  const before = rows(db)
  expect(before).toHaveLength(3)
  migrate(db, MIGRATIONS)
  expect(rows(db)).toEqual(before)
  db.exec(`INSERT INTO coverage (${WRITTEN}) VALUES (3, 110, ${HASH}, NULL, NULL, 'following', 6, 15)`)
  expect(db.prepare('SELECT max(id) FROM coverage').pluck().get()).toBe(10)
})

it('knows the newest pass of the mempool that came before anything followed, and where nothing follows, none', () => {
  const db = oldLedger()
  migrate(db, MIGRATIONS)
  expect(db.prepare('SELECT followed_pass FROM scan_state').pluck().get()).toBe(2)
  const without = oldLedger()
  without.exec("DELETE FROM coverage WHERE state = 'following'")
  migrate(without, MIGRATIONS)
  expect(without.prepare('SELECT followed_pass FROM scan_state').pluck().get()).toBe(-1)
})

it.each([
  ['ends while it follows', `3, 1, ${HASH}, 2, ${HASH}, 'following', 0, 0`],
  ['has no end and does not follow', `3, 1, ${HASH}, NULL, NULL, 'closed', 0, 0`],
  ['ends at a height without a block', `3, 1, ${HASH}, 2, NULL, 'joining', 0, 0`],
  ['ends at a block without a height', `3, 1, ${HASH}, NULL, ${HASH}, 'following', 0, 0`],
  ['is in a state that there is not', `3, 1, ${HASH}, 2, ${HASH}, 'resting', 0, 0`],
  ['begins below genesis', `3, -1, ${HASH}, NULL, NULL, 'following', 0, 0`],
  ['begins at a hash that is none', "3, 1, x'ab', NULL, NULL, 'following', 0, 0"],
  ['ends at a hash that is none', `3, 1, ${HASH}, 2, x'ab', 'closed', 0, 0`],
])('refuses a row of coverage that %s', (_, values) => {
  const db = oldLedger()
  migrate(db, MIGRATIONS)
  const add = () => db.exec(`INSERT INTO coverage (${WRITTEN}) VALUES (${values})`)
  expect(add).toThrow(/CHECK constraint failed/)
})

it('lets a script have one row that is open', () => {
  const db = oldLedger()
  migrate(db, MIGRATIONS)
  const add = () =>
    db.exec(`INSERT INTO coverage (${WRITTEN}) VALUES (1, 109, ${HASH}, NULL, NULL, 'following', 0, 0)`)
  expect(add).toThrow(/UNIQUE constraint failed/)
})

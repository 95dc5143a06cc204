import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { ledgerBackups } from '../../../electron/store/ledger-backups.ts'
import { migrate } from '../../../electron/store/migrate.ts'
import { MIGRATIONS, NEWEST_VERSION } from '../../../electron/store/migrations/index.ts'
import { openStore, type Store } from '../../../electron/store/open-store.ts'
import { connect, type Database } from '../../../electron/store/sqlite.ts'
import { OLD_ACCOUNT, oldHash, oldLedger, oldLedgerFile, oldTime, oldTxid } from '../../ground/old-ledgers.ts'
import { brokenReferences } from '../../torture/soundness.ts'
import { tempDir } from './world.ts'

const OLDER = MIGRATIONS.map(({ version }) => version).filter((version) => version < NEWEST_VERSION)
const KEPT = OLDER.concat(existsSync(oldLedgerFile(NEWEST_VERSION)) ? NEWEST_VERSION : [])

const sqlOf = (version: number): string => readFileSync(oldLedgerFile(version), 'utf8')

/** A data folder in which that version has left its ledger. */
function folderOf(version: number, change = ''): { root: string; ledger: string } {
  const root = tempDir()
  mkdirSync(join(root, 'regtest'), { recursive: true })
  const ledger = join(root, 'regtest', 'ledger.sqlite')
  const db = connect(ledger, { readOnly: false, waitMs: 0 })
  db.exec(sqlOf(version) + change)
  db.close()
  return { root, ledger }
}

function open(root: string): Store {
  const clock = { now: () => 1_800_000_000_000 }
  const file = 'ledger.sqlite'
  const store = openStore({ root, network: 'regtest', access: 'own', purpose: 'a test', file, clock })
  onTestFinished(() => store.close())
  return store
}

function inMemory(): Database {
  const db = connect(':memory:', { readOnly: false, waitMs: 0 })
  onTestFinished(() => void db.close())
  return db
}

const schemaOf = (db: Database): readonly unknown[] =>
  db.prepare("SELECT sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY name").pluck().all()

const at = (height: number) => ({ height, hash: oldHash(height) })

/** What the ledger says, however it is stored. */
function saidBy({ models, portfolio, sources }: Store) {
  const readings = models.ledgerReadings('all')
  return {
    cursor: models.cursor(),
    readings: [1, 2].map((script) => {
      const { confirmed, immature, pending, at } = readings.get(script) ?? {}
      return { confirmed, immature, pending, at }
    }),
    unspent: models
      .allUnspent()
      .toSorted((a, b) => a.height - b.height)
      .map(({ txid, vout, value, height }) => [txid, vout, value, height]),
    journal: [...models.journal.replay()].filter(([, sum]) => sum !== 0).toSorted(([a], [b]) => a - b),
    entries: portfolio
      .list()
      .slice(0, 3)
      .map(({ text, label, group }) => [text, label, group]),
    observation: sources
      .observations([3])
      .get(3)
      ?.map(({ at, confirmed, source }) => [at.height, confirmed, source]),
    asked: sources.allDisclosures(9).map(({ address, source }) => [address, source]),
    meta: sources.getMeta('a key'),
  }
}

const SAID = {
  cursor: { ...at(110), prevHash: oldHash(109), time: oldTime(110) },
  readings: [
    { confirmed: 0, immature: 5_000, pending: 1_500, at: at(110) },
    { confirmed: 2_700, immature: 0, pending: -2_000, at: at(110) },
  ],
  unspent: [
    [oldTxid(1), 0, 5_000, 90],
    [oldTxid(2), 1, 2_000, 102],
    [oldTxid(3), 0, 700, 105],
  ],
  journal: [
    [1, 5_000],
    [2, 2_700],
  ],
  entries: [
    ['address of the first', 'savings', 'home'],
    ['address of the second', '', ''],
    ['address of the third', '', ''],
  ],
  observation: [[108, 333, 'a-server']],
  asked: [['address of the third', 'a-server']],
  meta: 'a value',
}

/** What only some of the versions knew. */
function checkWhatCameLater({ models, portfolio, prices, notes }: Store, version: number): void {
  expect(portfolio.watch(3)?.archived).toBe(version >= 2)
  expect([...models.histories('all').keys()]).toEqual(version >= 4 ? [1, 2] : [])
  expect(models.ledgerCheck()?.differences.map(({ value }) => value)).toEqual(version >= 5 ? [12] : undefined)
  expect(prices.newest('a-market', 'EUR')?.price).toBe(version >= 6 ? '61234.5' : undefined)
  expect(notes.note({ kind: 'entry', ref: 'address of the first' })).toBe(version >= 9 ? 'for later' : null)
  expect(portfolio.watch(4)?.account?.chains[0]?.descriptor).toBe(version >= 11 ? OLD_ACCOUNT : undefined)
  expect(models.ledgerReadings([1]).get(1)?.historyFrom.height).toBe(version >= 4 ? 0 : 100)
}

describe('ledgers of earlier versions', () => {
  it('are kept for every version below the newest', () => {
    expect(KEPT.filter((version) => !existsSync(oldLedgerFile(version)))).toEqual([])
  })

  it.each(KEPT)('of schema %i are what its steps still make, so that none of them was edited', (version) => {
    const [kept, made] = [inMemory(), inMemory()]
    kept.exec(sqlOf(version))
    migrate(
      made,
      MIGRATIONS.filter((step) => step.version <= version),
    )
    expect(schemaOf(kept)).toEqual(schemaOf(made))
    expect(oldLedger(version)).toBe(sqlOf(version))
  })

  it.each(KEPT)(
    'of schema %i open at the newest, say what they held, and go on from there',
    async (version) => {
      const { root, ledger } = folderOf(version)
      const store = open(root)
      expect(saidBy(store)).toEqual(SAID)
      const db = connect(ledger, { readOnly: true, waitMs: 0 })
      onTestFinished(() => void db.close())
      expect(db.pragma('user_version', { simple: true })).toBe(NEWEST_VERSION)
      expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
      expect(brokenReferences(db)).toEqual([])
      // A copy of what was there lies beside it.
      const copies = ledgerBackups(ledger).map((copy) => copy.version)
      expect(copies).toEqual(version < NEWEST_VERSION ? [version] : [])
      checkWhatCameLater(store, version)
      const told = db.prepare('SELECT sum(delta) FROM told_movement').pluck().get()
      expect(told).toBe(version >= 14 ? 333 : null)
      expect(db.prepare('SELECT count(*) FROM notice').pluck().get()).toBe(version >= 15 ? 1 : 0)

      // A reorganisation takes the third transaction back, and with it its spend.
      await store.scan.apply({ kind: 'rewind', to: at(104), at: 1 })
      expect([1, 2].map((script) => store.models.ledgerReadings([script]).get(script)?.confirmed)).toEqual([
        1_000, 2_000,
      ])
      expect(store.models.journal.replay().get(1)).toBe(6_000)
    },
  )

  it('of a version above the newest are refused, and stay as they are', () => {
    const { root, ledger } = folderOf(Math.max(...KEPT), `PRAGMA user_version = ${NEWEST_VERSION + 1};`)
    const folder = dirname(ledger)
    const digest = (name: string) =>
      createHash('sha256')
        .update(readFileSync(join(folder, name)))
        .digest('hex')
    const contents = () =>
      readdirSync(folder)
        .filter((name) => !name.startsWith('lock'))
        .map((name) => [name, digest(name)])
    const before = contents()
    expect(() => open(root)).toThrow(expect.objectContaining({ code: 'newer_schema' }))
    expect(contents()).toEqual(before)
  })
})

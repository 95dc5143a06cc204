import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { migrate } from '../../../electron/store/migrate.ts'
import { MIGRATIONS } from '../../../electron/store/migrations/index.ts'
import { openDatabase } from '../../../electron/store/open-database.ts'
import { openStore } from '../../../electron/store/open-store.ts'
import { connect, type Database } from '../../../electron/store/sqlite.ts'
import { tempDir } from './world.ts'

const VERSION_1 = readFileSync(fileURLToPath(new URL('./fixtures/ledger-0001.sql', import.meta.url)), 'utf8')

/** A data folder with a database of version 1 in it. */
function folderOfVersion1(): string {
  const root = tempDir()
  open(root).close()
  const db = connect(join(root, 'regtest', 'old.sqlite'), { readOnly: false, waitMs: 0 })
  db.exec(VERSION_1)
  db.close()
  return root
}

function open(root: string, file = 'ledger.sqlite') {
  const clock = { now: () => 5_000 }
  return openStore({ root, network: 'regtest', access: 'own', purpose: 'a test', file, clock })
}

function openMigrated() {
  const store = open(folderOfVersion1(), 'old.sqlite')
  onTestFinished(() => store.close())
  return store
}

const schemaOf = (db: Database): readonly unknown[] =>
  db.prepare("SELECT sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY name").pluck().all()

describe('a database of schema version 1', () => {
  it('is what the first step still makes, so that the step was not edited', () => {
    const [fixture, made] = [1, 2].map(() => connect(':memory:', { readOnly: false, waitMs: 0 }))
    if (!fixture || !made) throw new Error('no database')
    fixture.exec(VERSION_1)
    migrate(made, MIGRATIONS.slice(0, 1))
    expect(schemaOf(fixture)).toEqual(schemaOf(made))
  })

  it('is refused and left as it is by a reader, which must not change it', () => {
    const root = folderOfVersion1()
    const file = join(root, 'regtest', 'old.sqlite')
    const before = readFileSync(file)
    expect(() => openDatabase(file, { readOnly: true })).toThrow('written by an older Tidemark')
    expect(readFileSync(file).equals(before)).toBe(true)
  })

  it('keeps its entries, with their scripts, and none of them is archived', () => {
    const store = openMigrated()
    expect(store.portfolio.list().map(({ id, text, archived }) => [id, text, archived])).toEqual([
      [1, 'address 1', false],
      [2, 'address 2', false],
      [4, 'address 4', false],
    ])
    expect(store.portfolio.scriptsOf([1])).toEqual([
      { watchId: 1, scriptId: 1, address: 'address 1', group: 'family', archived: false },
    ])
  })

  it('keeps its figures and its place in the chain', () => {
    const store = openMigrated()
    expect(store.models.revision()).toBe(9)
    expect(store.models.cursor()?.height).toBe(1)
    expect(store.models.ledgerReadings([1]).get(1)?.confirmed).toBe(5_000)
    expect(
      store.sources
        .observations([2])
        .get(2)
        ?.map(({ confirmed }) => confirmed),
    ).toEqual([7])
  })

  it('keeps who was asked, by address: first and last of all scripts that are shown as it', () => {
    const { sources } = openMigrated()
    expect(sources.allDisclosures(99)).toEqual([
      { address: 'address 1', source: 'node', firstAt: 10, lastAt: 40 },
      { address: 'address 1', source: 'provider:x', firstAt: 20, lastAt: 30 },
      { address: 'address 2', source: 'provider:x', firstAt: 45, lastAt: 70 },
    ])
  })
})

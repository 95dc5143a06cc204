import {
  closeSync,
  cpSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ledgerBackups } from '../../../electron/store/ledger-backups.ts'
import { migrate } from '../../../electron/store/migrate.ts'
import { MIGRATIONS, NEWEST_VERSION } from '../../../electron/store/migrations/index.ts'
import { openStore, type Store } from '../../../electron/store/open-store.ts'
import { connect } from '../../../electron/store/sqlite.ts'
import { blockHash } from '../../../shared/chain.ts'
import { tempDir } from './world.ts'

const FILE = 'ledger.sqlite'
const PAGE = 4_096
const NEVER = new AbortController().signal

function open(root: string, now = 1_700_000_000_000): Store {
  const options = { root, network: 'regtest', access: 'own', purpose: 'a test', file: FILE } as const
  return openStore({ ...options, clock: { now: () => now } })
}

/** A ledger with entries, closed. Gives its file. */
async function filled(root: string, copyAt: number | null): Promise<string> {
  const store = open(root, copyAt ?? undefined)
  const entries = Array.from({ length: 300 }, (_, n) => ({
    text: `address ${n}`,
    scriptPubKey: Uint8Array.of(0, n >> 8, n & 255),
    scriptType: 'p2wpkh' as const,
  }))
  await store.portfolio.add(entries)
  if (copyAt !== null) await store.backUp(NEVER)
  store.close()
  return join(store.dataDir, FILE)
}

/** Writes rubbish over every page but the first. */
function spoil(file: string): void {
  const fd = openSync(file, 'r+')
  for (let at = PAGE; at < statSync(file).size; at += PAGE) writeSync(fd, Buffer.alloc(64, 0xaa), 0, 64, at)
  closeSync(fd)
}

/** The same over the root page of one table alone. */
function spoilTable(file: string, table: string): void {
  const db = connect(file, { readOnly: true, waitMs: 1_000 })
  const page = Number(db.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').pluck().get(table))
  db.close()
  const fd = openSync(file, 'r+')
  writeSync(fd, Buffer.alloc(64, 0xaa), 0, 64, (page - 1) * PAGE)
  closeSync(fd)
}

function watched(store: Store): number {
  const count = store.portfolio.count()
  store.close()
  return count
}

describe('a ledger that cannot be read any more', () => {
  it.each([
    ['is no database at all', (file: string) => writeFileSync(file, 'x'.repeat(9_000))],
    ['is cut off', (file: string) => truncateSync(file, 50)],
  ])('is set aside where it %s, and the newest sound copy takes its place', async (_what, damage) => {
    const root = tempDir()
    const file = await filled(root, 1_700_000_000_000)
    damage(file)
    const bytes = readFileSync(file)
    const store = open(root, 1_700_000_100_000)
    expect(store.rescue).toEqual({
      setAside: join(store.dataDir, 'damaged-1700000100000'),
      restoredFrom: 1_700_000_000_000,
    })
    expect(readFileSync(join(store.rescue?.setAside ?? '', FILE))).toEqual(bytes)
    expect(watched(store)).toBe(300)
    expect(open(root).rescue).toBeNull()
  })

  it('is rescued at the next start where damage shows only while it is in use, and nothing more is written until then', async () => {
    const root = tempDir()
    const file = await filled(root, 1_700_000_000_000)
    spoilTable(file, 'tip')
    const store = open(root)
    expect(store.rescue).toBeNull()
    const at = { height: 1, hash: blockHash('11'.repeat(32)) }
    const tip = { source: 'node', family: 'node', at, time: 1, observedAt: 1 }
    await expect(store.sources.saveTip(tip)).rejects.toMatchObject({ detail: { sqlite: 'SQLITE_CORRUPT' } })
    const entry = { text: 'one more', scriptPubKey: Uint8Array.of(9), scriptType: 'p2wpkh' } as const
    await expect(store.portfolio.add([entry])).rejects.toMatchObject({ detail: { sqlite: 'SQLITE_CORRUPT' } })
    store.close()
    const next = open(root, 1_700_000_100_000)
    expect(next.rescue?.restoredFrom).toBe(1_700_000_000_000)
    await next.sources.saveTip(tip)
    expect(watched(next)).toBe(300)
  })

  it('passes over a copy that is damaged, too', async () => {
    const root = tempDir()
    const file = await filled(root, 1_700_000_000_000)
    const [good] = ledgerBackups(file)
    const later = join(root, 'regtest', 'backups', `ledger-1700000500000-v${NEWEST_VERSION}.sqlite`)
    cpSync(good?.file ?? '', later)
    spoil(later)
    writeFileSync(file, 'x'.repeat(9_000))
    const store = open(root, 1_700_000_600_000)
    expect(store.rescue?.restoredFrom).toBe(1_700_000_000_000)
    expect(watched(store)).toBe(300)
  })

  it('is begun anew where there is no copy', async () => {
    const root = tempDir()
    const file = await filled(root, null)
    writeFileSync(file, 'x'.repeat(9_000))
    const store = open(root)
    expect(store.rescue?.restoredFrom).toBeNull()
    expect(watched(store)).toBe(0)
  })
})

it('opens with what its log still has where the log is cut off or gone', async () => {
  for (const damage of ['cut', 'gone'] as const) {
    const root = tempDir()
    await filled(root, null)
    const store = open(root)
    await store.portfolio.add([{ text: 'late', scriptPubKey: Uint8Array.of(7, 7), scriptType: 'p2wpkh' }])
    const copy = tempDir()
    cpSync(join(root, 'regtest'), join(copy, 'regtest'), {
      recursive: true,
      filter: (path) => !path.endsWith('-shm'),
    })
    store.close()
    const log = join(copy, 'regtest', `${FILE}-wal`)
    truncateSync(log, damage === 'gone' ? 0 : Math.floor(statSync(log).size / 2))
    const again = open(copy)
    expect(again.rescue).toBeNull()
    expect([300, 301]).toContain(watched(again))
  }
})

describe('copies of the ledger', () => {
  it('are made once a day, and the three newest are kept', async () => {
    const root = tempDir()
    const file = await filled(root, null)
    for (let hour = 0; hour <= 120; hour += 12) {
      const store = open(root, 1_700_000_000_000 + hour * 3_600_000)
      await store.backUp(NEVER)
      store.close()
    }
    const days = ledgerBackups(file).map(({ madeAt }) => (madeAt - 1_700_000_000_000) / 86_400_000)
    expect(days).toEqual([5, 4, 3])
    expect(readdirSync(join(root, 'regtest', 'backups'))).toHaveLength(3)
  })

  it('keep an older schema as it was before it is brought up to date', () => {
    const root = tempDir()
    const store = open(root)
    store.close()
    const file = join(store.dataDir, FILE)
    for (const name of readdirSync(store.dataDir).filter((each) => each.startsWith(FILE)))
      writeFileSync(join(store.dataDir, name), '')
    const old = connect(file, { readOnly: false, waitMs: 1_000 })
    migrate(old, MIGRATIONS.slice(0, 1))
    old.close()
    open(root).close()
    expect(ledgerBackups(file).map(({ version }) => version)).toEqual([1])
  })

  it('leave nothing behind when they are cut short', async () => {
    const root = tempDir()
    const file = await filled(root, null)
    const store = open(root)
    await expect(store.backUp(AbortSignal.abort())).rejects.toThrow()
    store.close()
    expect(ledgerBackups(file)).toEqual([])
    expect(readdirSync(join(root, 'regtest', 'backups'))).toEqual([])
  })
})

import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { LEDGER_FILE } from '../../../electron/config.ts'
import { openFirstLook } from '../../../electron/host-first.ts'
import type { HostOptions } from '../../../electron/host-types.ts'
import { silentLog } from '../../../electron/log.ts'
import { markDamaged } from '../../../electron/store/rescue.ts'
import { connect } from '../../../electron/store/sqlite.ts'
import { wishWipe } from '../../../electron/store/wipe.ts'
import { openTestHost } from '../../ground/host-ground.ts'
import { removeFolder, temporaryFolder } from '../../ground/ledger-ground.ts'
import { ADDRESS } from '../sources/provider-ground.ts'

const PAGE = { of: { group: null, archived: false, text: '', sort: null }, from: 0, limit: 100 }
const KEY =
  'zpub6rFR7y4Q2AijBEqTUquhVz398htDFrtymD9xYYfG1m4wAcvPhXNfE3EfH1r1ADqtfSdVCToUG868RvUUkgDKf31mGDtKsAYz2oz2AGutZYs'

const OPTIONS = {
  network: 'main',
  access: 'own',
  follow: true,
  settingsWritable: true,
  purpose: 'a test',
  version: '0',
} as const

async function folderWith(entries: readonly string[]): Promise<string> {
  const root = await temporaryFolder()
  onTestFinished(() => removeFolder(root))
  const host = await openTestHost(root, { network: 'main' }, { log: silentLog })
  for (const line of entries)
    await host.call('portfolio.add', { lines: [line], atomic: true, group: line === KEY ? 'Vault' : 'Purse' })
  await host.close()
  return root
}

async function look(dataDir: string, options: Partial<HostOptions> = {}) {
  const found = await openFirstLook({ ...OPTIONS, dataDir, ...options })
  onTestFinished(() => found?.close())
  return found
}

/** What a window is told of its start, but for the revision. */
function plain(result: unknown): unknown {
  const { ok, value } = result as { readonly ok: boolean; readonly value: Readonly<Record<string, unknown>> }
  return { ok, ...value, revision: 0 }
}

describe('the first look of a window', () => {
  it('shows what the host behind it shows, of addresses and accounts, with the settings in force', async () => {
    const root = await folderWith([ADDRESS, KEY])
    const node = { url: 'http://127.0.0.1:1', auth: { kind: 'cookie', file: '/nowhere' } } as const
    const options = { dataDir: root, node, offline: true, staleAfterBlocks: 77 }
    const first = await look(root, options)
    const seen = [await first?.call('app.snapshot', {}), await first?.call('portfolio.page', PAGE)]
    first?.close()
    const host = await openTestHost(root, { ...options, network: 'main' }, { log: silentLog })
    const value = [await host.call('app.snapshot', {}), await host.call('portfolio.page', PAGE)]
    const told = seen.map(plain)
    expect(told).toEqual(value.map((each) => plain({ ok: true, value: each })))
    expect(told[1]).toMatchObject({ count: 2 })
    await host.close()
  })

  it('leaves everything else to the host, and what it cannot read', async () => {
    const first = await look(await folderWith([ADDRESS]))
    const sorted = { ...PAGE, of: { ...PAGE.of, sort: { column: 'name', direction: 'ascending' } } }
    for (const [name, input] of [
      ['portfolio.place', { group: null, archived: false }],
      ['portfolio.page', sorted],
      ['portfolio.page', { ...PAGE, of: { ...PAGE.of, text: 'a' } }],
      ['portfolio.page', { ...PAGE, limit: 1_000_000 }],
      ['app.snapshot', { other: 1 }],
      ['toString', {}],
    ] as const)
      expect(await first?.call(name, input), name).toBeNull()
    first?.close()
    expect(await first?.call('app.snapshot', {})).toBeNull()
  })

  interface Obstacle {
    readonly why: string
    readonly spoil?: (folder: string) => void
    readonly options?: Partial<HostOptions>
  }

  it.each<Obstacle>([
    { why: 'a config file is named', options: { configFile: '/nowhere.yaml' } },
    { why: 'a config file lies there', spoil: (folder) => writeFileSync(join(folder, 'config.yaml'), '') },
    {
      why: 'everything is to be removed',
      spoil: (folder) => wishWipe(folder, { settings: false, copies: false }, Date.now()),
    },
    { why: 'the ledger was found damaged', spoil: (folder) => markDamaged(join(folder, LEDGER_FILE)) },
    {
      why: 'the ledger is damaged',
      spoil(folder) {
        for (const ending of ['-wal', '-shm']) rmSync(join(folder, LEDGER_FILE + ending), { force: true })
        writeFileSync(join(folder, LEDGER_FILE), 'nothing of ours')
      },
    },
    {
      why: 'the ledger is of another version',
      spoil(folder) {
        const db = connect(join(folder, LEDGER_FILE), { readOnly: false, waitMs: 0 })
        db.pragma('user_version = 3')
        db.close()
      },
    },
    {
      why: 'the settings cannot be read',
      spoil: (folder) => writeFileSync(join(folder, 'settings.json'), '{'),
    },
    { why: 'nothing was stored yet', options: { network: 'signet' } },
  ])('is not taken where $why', async ({ spoil, options = {} }) => {
    const root = await folderWith([])
    spoil?.(join(root, 'main'))
    expect(await look(root, options)).toBeNull()
  })

  it('is over soon after the page has asked for more than it draws first', async () => {
    const first = await look(await folderWith([ADDRESS]))
    const began = performance.now()
    await first?.call('app.snapshot', {})
    await first?.call('link.take', {})
    await first?.answered()
    expect(performance.now() - began).toBeGreaterThan(100)
  })
})

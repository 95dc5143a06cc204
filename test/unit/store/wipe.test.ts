import { readdirSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { carryOutWipe, wipeCredentials, wipePlan, wishWipe } from '../../../electron/store/wipe.ts'
import { removeFolder, temporaryFolder } from '../../ground/ledger-ground.ts'

const OWN = ['config.yaml', 'lock.sqlite', 'notes-of-mine.txt']
const DRAFT = '0b6f3c1e-6a53-4c55-9a53-0e3f7a2f9d10.draft'
const LEDGER = [
  'ledger.sqlite',
  'ledger.sqlite-wal',
  'ledger.sqlite-shm',
  'log.jsonl',
  'log.jsonl.1',
  'notices.json',
  `notices.json.${DRAFT}`,
]
const COPIES = ['own-data.json', 'own-data-2026-01-01.json', `own-data.json.${DRAFT}`]
const SETTINGS = ['settings.json', 'view.json', 'api-keys.json', 'updates.json', `settings.json.${DRAFT}`]

async function filled(): Promise<string> {
  const dir = await temporaryFolder()
  onTestFinished(() => removeFolder(dir))
  for (const name of [...OWN, ...LEDGER, ...COPIES, ...SETTINGS]) writeFileSync(join(dir, name), 'x')
  for (const name of ['backups', 'damaged-1700000000000']) await mkdir(join(dir, name))
  return dir
}

describe('a wish to remove everything', () => {
  it.each([
    [{ settings: true, copies: true }, ['wipe-credentials']],
    [{ settings: false, copies: true }, SETTINGS],
    [{ settings: true, copies: false }, [...COPIES, 'backups', 'damaged-1700000000000', 'wipe-credentials']],
  ])('%j is done by the next start, which keeps what it says', async (plan, kept) => {
    const dir = await filled()
    wishWipe(dir, plan, 1_000)
    carryOutWipe(dir, 2_000)
    expect(readdirSync(dir).sort()).toEqual([...OWN, ...kept].sort())
  })

  it('is not done by the run that was asked, and can be taken back until the next', async () => {
    const dir = await filled()
    const before = readdirSync(dir)
    wishWipe(dir, { settings: true, copies: true }, Date.now())
    carryOutWipe(dir)
    expect(wipePlan(dir)).toEqual({ settings: true, copies: true })
    wishWipe(dir, null, Date.now())
    carryOutWipe(dir, Date.now() + 10_000)
    expect(readdirSync(dir)).toEqual(before)
  })

  it('leaves logins that are kept elsewhere to the next door that can reach them, until they are gone', async () => {
    const dir = await filled()
    wishWipe(dir, { settings: true, copies: true }, 1_000)
    carryOutWipe(dir, 2_000)
    let cleared = 0
    await wipeCredentials(dir, undefined)
    const broken = wipeCredentials(dir, { clear: () => Promise.reject(new Error('no keeper')) })
    await expect(broken).rejects.toThrow('no keeper')
    const clear = (): Promise<void> => Promise.resolve(void (cleared += 1))
    await wipeCredentials(dir, { clear })
    await wipeCredentials(dir, { clear })
    expect(cleared).toBe(1)
    expect(readdirSync(dir).sort()).toEqual([...OWN].sort())
  })

  it('that keeps the settings keeps the logins', async () => {
    const dir = await filled()
    wishWipe(dir, { settings: false, copies: true }, 1_000)
    carryOutWipe(dir, 2_000)
    await wipeCredentials(dir, { clear: () => Promise.reject(new Error('they were touched')) })
    expect(readdirSync(dir)).toContain('settings.json')
  })

  it('that cannot be read removes nothing', async () => {
    const dir = await filled()
    writeFileSync(join(dir, 'wipe.json'), '{"plan":{}')
    carryOutWipe(dir, Date.now() + 10_000)
    expect(readdirSync(dir)).toContain('ledger.sqlite')
  })
})

import { mkdirSync, renameSync } from 'node:fs'
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SettingsView } from '../../../shared/ipc/contract.ts'
import type { Call } from '../../ground/host-ground.ts'
import { tempDir } from '../store/world.ts'
import { ADDRESS, KEY, OLD, OTHER, openHost } from './ground.ts'

const TX = 'ab'.repeat(32)
const DESCRIPTOR =
  "wpkh([d34db33f/84'/1'/0']tpubD6NzVbkrYhZ4XgiXtGrdW5XDAPFCL9h7we1vwNCpn8tGbBcgfVYjXyhWo4E1xkh56hjod1RhGjxbaTLV3X4FyWuejifB9jusQ46QzG87VKp/<0;1>/*)"

/** Everything that a person can say, in one folder. */
async function fill(call: Call): Promise<void> {
  await call('portfolio.add', { lines: [ADDRESS], label: 'rent', group: 'Vault', atomic: true })
  await call('portfolio.add', { lines: [OTHER, OLD], group: 'Old', atomic: true })
  await call('portfolio.archive', { watchIds: [3], archived: true })
  const account = { gapLimit: 30, lookahead: 5, birthday: { height: 100 } }
  await call('portfolio.add', {
    lines: [DESCRIPTOR],
    label: 'savings',
    group: 'Vault',
    atomic: true,
    ...account,
  })
  const text = `{"type":"tx","ref":"${TX}","label":"sale","rate":{"EUR":1.00}}\n{"type":"later","ref":"x","n":[1e3]}`
  await call('labels.import', { text, apply: true })
  await call('note.set', { kind: 'entry', ref: ADDRESS, text: 'line one\nline two' })
  await call('note.set', { kind: 'group', ref: 'Vault', text: '备注 "quoted"' })
  await call('groups.order', { groups: ['Vault', 'Old', 'Empty'] })
  await call('settings.setProviders', {
    providers: [
      { url: 'http://10.0.0.5:3000', consent: true },
      { url: 'https://example.org/api', consent: true },
    ],
  })
  await call('settings.setPrivacy', {
    limit: 'public',
    groups: [{ group: 'Vault', limit: 'own-server' }],
    sampleConsented: true,
  })
  await call('settings.setNode', {
    url: 'http://127.0.0.1:18443',
    auth: { kind: 'cookie', file: '/x/.cookie' },
  })
  await call('settings.setStaleAfter', { blocks: 7 })
}

/** What a person would miss. */
async function wordsOf(call: Call) {
  const groups = await call('groups.list', {})
  return {
    entries: (await call('portfolio.list', {})).map((watch) => ({ ...watch, id: 0 })),
    labels: (await call('labels.export', {})).text.split('\n').toSorted(),
    notes: (await call('note.list', {})).map(({ kind, ref, text }) => [kind, ref, text]),
    groups: groups.map(({ name }) => name),
  }
}

const kept = ({ node, providers, privacy, staleAfterBlocks }: SettingsView) => ({
  node,
  providers: providers.map(({ url, consent }) => [url, consent]),
  privacy,
  staleAfterBlocks,
})

async function filledHost() {
  const opened = await openHost()
  await fill(opened.call)
  return { ...opened, text: (await opened.call('backup.make', {})).text }
}

let made: string | null = null

/** The text of such a backup, made once. */
async function backupText(): Promise<string> {
  made ??= (await filledHost()).text
  return made
}

describe('a backup', () => {
  it('brings back everything of one’s own in an empty folder, with the settings where that is said', async () => {
    const { call, text } = await filledHost()
    const other = await openHost()
    const plan = await other.call('backup.preview', { text, consent: true })
    expect(plan).toMatchObject({
      applied: false,
      intact: true,
      entries: { added: 4, changed: 0, refused: 0 },
      labels: { new: 3, aside: 1, refused: 0 },
      notes: { added: 2 },
      groups: { added: 3 },
    })
    expect(await other.call('portfolio.list', {})).toEqual([])
    expect(await other.call('backup.restore', { text, consent: true })).toEqual({ ...plan, applied: true })
    expect(await wordsOf(other.call)).toEqual(await wordsOf(call))
    expect(kept(await other.call('settings.get', {}))).toEqual(kept(await call('settings.get', {})))
  })

  it('does nothing the second time', async () => {
    const { call, text } = await filledHost()
    const before = await wordsOf(call)
    const plan = await call('backup.restore', { text })
    expect(plan).toMatchObject({
      entries: { added: 0, changed: 0, kept: 0, same: 4 },
      labels: { new: 0, changed: 0, conflicts: 0, same: 3 },
      notes: { same: 2 },
      groups: { same: 3 },
      details: [],
    })
    expect(plan.settings.filter(({ effect }) => effect !== 'same')).toEqual([])
    expect(await wordsOf(call)).toEqual(before)
  })

  it('deletes nothing in a used folder, and says of each thing what it changes', async () => {
    const text = await backupText()
    const { call } = await openHost()
    await call('portfolio.add', { lines: [ADDRESS], label: 'mine', group: 'Here', atomic: true })
    await call('note.set', { kind: 'entry', ref: ADDRESS, text: 'mine' })
    const mine = 'cd'.repeat(32)
    await call('label.set', { type: 'tx', ref: mine, label: 'stays' })
    const { details } = await call('backup.preview', { text })
    expect(details).toContainEqual({
      what: 'label',
      effect: 'changed',
      name: ADDRESS,
      before: 'mine',
      after: 'rent',
    })
    expect(details).toContainEqual({
      what: 'entry',
      effect: 'changed',
      name: ADDRESS,
      before: 'Here',
      after: 'Vault',
    })
    expect(details).toContainEqual(
      expect.objectContaining({ what: 'note', effect: 'changed', before: 'mine' }),
    )
    await call('backup.restore', { text })
    expect((await call('label.list', { refs: [mine], limit: 1 })).labels).toMatchObject([{ label: 'stays' }])
    expect(await call('portfolio.list', {})).toHaveLength(4)
  })

  it('without the person’s word lets nobody be asked: no consent, no node, limits as narrow as it takes', async () => {
    const text = await backupText()
    const { call } = await openHost()
    const { settings } = await call('backup.restore', { text })
    const effects = Object.fromEntries(settings.map(({ setting, effect }) => [setting, effect]))
    expect(effects).toMatchObject({
      node: 'consent',
      providers: 'consent',
      groups: 'narrowed',
      sampleConsented: 'consent',
    })
    expect(kept(await call('settings.get', {}))).toEqual({
      node: null,
      providers: [
        ['http://10.0.0.5:3000', false],
        ['https://example.org/api', false],
      ],
      privacy: { limit: 'public', groups: { Vault: 'own-node' }, sampleConsented: false },
      staleAfterBlocks: 7,
    })
  })

  it('never widens a limit that is here, nor takes an entry out of it', async () => {
    const text = await backupText()
    const { call } = await openHost()
    await call('portfolio.add', { lines: [OTHER], group: 'Secret', atomic: true })
    await call('settings.setPrivacy', {
      limit: 'tor',
      groups: [
        { group: 'Secret', limit: 'own-node' },
        { group: 'Vault', limit: 'own-node' },
      ],
    })
    const { entries } = await call('backup.restore', { text })
    expect(entries.kept).toBe(1)
    const { privacy } = await call('settings.get', {})
    expect(privacy).toMatchObject({ limit: 'tor', groups: { Secret: 'own-node', Vault: 'own-node' } })
    expect((await call('portfolio.list', {})).find((watch) => watch.text === OTHER)?.group).toBe('Secret')
  })

  it('that was edited or damaged is told, and restored only when that is said', async () => {
    const text = await backupText()
    const edited = text.replace('"Vault"', '"Vaults"')
    const { call } = await openHost()
    expect(await call('backup.preview', { text: edited })).toMatchObject({ intact: false })
    await expect(call('backup.restore', { text: edited })).rejects.toMatchObject({ code: 'invalid_input' })
    expect(await call('portfolio.list', {})).toEqual([])
    expect(await call('backup.restore', { text: edited, edited: true })).toMatchObject({ applied: true })
    expect(await call('backup.preview', { text: `\ufeff${text.replaceAll('\n', '\r\n')}` })).toMatchObject({
      intact: true,
    })
  })

  it.each([
    ['an entry', (text: string) => text.replace(`"text":"${ADDRESS}"`, `"text":"${KEY}"`)],
    ['a label', (text: string) => text.replace('"sale"', `"sale ${KEY}"`)],
    ['a note', (text: string) => text.replace('line one', 'zoo '.repeat(12))],
    ['a portfolio', (text: string) => text.replaceAll('Old', KEY)],
    ['the settings', (text: string) => text.replace('/x/.cookie', KEY)],
  ])('with a key in %s is refused as a whole, and nothing of the key is repeated', async (_what, spoil) => {
    const text = await backupText()
    const { call } = await openHost()
    const spoiled = spoil(text)
    expect(spoiled).not.toBe(text)
    for (const name of ['backup.preview', 'backup.restore'] as const) {
      const refusal = await call(name, { text: spoiled }).catch((error: unknown) => error)
      expect(refusal).toMatchObject({ code: 'refused_entries' })
      expect(JSON.stringify(refusal) + String(refusal)).not.toContain(KEY)
    }
    expect(await call('portfolio.list', {})).toEqual([])
  })

  it.each([
    ['no JSON', () => 'nonsense'],
    ['other JSON', () => '{"a":1}'],
    ['cut short', (text: string) => text.slice(0, -40)],
    ['of another network', (text: string) => text.replace('"regtest"', '"main"')],
    ['of a newer form', (text: string) => text.replace('"version": 1', '"version": 2')],
    [
      'with a password in its settings',
      (text: string) => text.replace('"kind":"cookie"', '"kind":"cookie","password":"x"'),
    ],
    [
      'with a field that nobody knows',
      (text: string) => text.replace('"archived":true', '"archived":true,"more":1'),
    ],
  ])('that is %s is refused with a reason', async (_what, spoil) => {
    const text = await backupText()
    const { call } = await openHost()
    const spoiled = spoil(text)
    expect(spoiled).not.toBe(text)
    await expect(call('backup.preview', { text: spoiled })).rejects.toMatchObject({ code: 'invalid_input' })
  })

  it('is not restored through a door that may not change the settings it needs', async () => {
    const text = await backupText()
    const { call } = await openHost(tempDir(), { settingsWritable: false })
    await expect(call('backup.restore', { text, consent: true })).rejects.toMatchObject({ code: 'forbidden' })
    expect(await call('portfolio.list', {})).toEqual([])
  })

  it('comes back the same, whatever names and notes are', async () => {
    const words = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 40 })
      .filter((text) => !text.includes('\0'))
    await fc.assert(
      fc.asyncProperty(words, words, words, async (group, label, note) => {
        const one = await openHost()
        await one.call('portfolio.add', { lines: [ADDRESS], label, group, atomic: true })
        await one.call('note.set', { kind: 'entry', ref: ADDRESS, text: note })
        const { text } = await one.call('backup.make', {})
        const two = await openHost()
        expect(await two.call('backup.restore', { text })).toMatchObject({ intact: true })
        expect(await wordsOf(two.call)).toEqual(await wordsOf(one.call))
        await one.host.stop()
        await two.host.stop()
      }),
      { numRuns: 4 },
    )
  })
})

describe('the copy that is kept beside the ledger', () => {
  const folderOf = (dataDir: string): string => join(dataDir, 'regtest')

  it('is there after every change, for nobody else to read, and restores a lost ledger that was offered it', async () => {
    const { host, call, dataDir } = await openHost()
    await fill(call)
    const before = await wordsOf(call)
    await host.stop()
    const file = join(folderOf(dataDir), 'own-data.json')
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    for (const name of await readdir(folderOf(dataDir)))
      if (name.startsWith('ledger.sqlite')) await rm(join(folderOf(dataDir), name))
    const lost = await openHost(dataDir)
    expect(lost.host.notices?.map(({ text }) => text).join()).toContain(file)
    expect(await lost.call('backup.kept', {})).toMatchObject([{ name: 'own-data.json', current: false }])
    await lost.call('backup.restore', { kept: 'own-data.json' })
    expect(await wordsOf(lost.call)).toEqual(before)
    await lost.host.stop()
    const again = await openHost(dataDir)
    expect(again.host.notices).toEqual([])
  })

  it('of a lost ledger is set aside, never written over', async () => {
    const { host, call, dataDir } = await openHost()
    await fill(call)
    await host.stop()
    const folder = folderOf(dataDir)
    const before = await readFile(join(folder, 'own-data.json'), 'utf8')
    mkdirSync(join(dataDir, 'elsewhere'))
    for (const name of await readdir(folder))
      if (name.startsWith('ledger.sqlite')) renameSync(join(folder, name), join(dataDir, 'elsewhere', name))
    const lost = await openHost(dataDir)
    await lost.call('portfolio.add', { lines: [OLD], atomic: true })
    await lost.host.stop()
    const names = (await readdir(folder)).filter((name) => name.startsWith('own-data'))
    expect(names).toHaveLength(2)
    const aside = names.find((name) => name !== 'own-data.json') ?? ''
    expect(await readFile(join(folder, aside), 'utf8')).toBe(before)
    expect(await readFile(join(folder, 'own-data.json'), 'utf8')).toContain(OLD)
  })

  it('is not written where nothing was ever kept', async () => {
    const { host, dataDir } = await openHost()
    await host.stop()
    expect((await readdir(folderOf(dataDir))).filter((name) => name.startsWith('own-data'))).toEqual([])
  })

  it('is taken by its name alone', async () => {
    const { call, dataDir } = await openHost()
    await writeFile(join(dataDir, 'own-data.json'), '{}')
    for (const name of ['own-data-2.json', '../own-data.json'])
      await expect(call('backup.preview', { kept: name })).rejects.toMatchObject({ code: 'invalid_input' })
  })
})

import { array, assert, asyncProperty, constantFrom, oneof, property, string } from 'fast-check'
import Papa from 'papaparse'
import { describe, expect, it } from 'vitest'
import { csvText } from '../../../electron/engine/imports/csv-text.ts'
import { gapLimitIn } from '../../../electron/engine/imports/json-text.ts'
import { callOf } from '../../ground/host-ground.ts'
import { openHost } from '../prices/ground.ts'
import { importGround } from './ground.ts'
import { FIRST_44, FIRST_84, FIRST_86, WPKH, XPUB_84, ZPUB_84 } from './wallets.ts'

const CSV = `address,label,group,note\n${FIRST_44},one,cold,first\n${FIRST_84},two,,\n`

it.each([0, 100_001, 2.5, '30', null])('a gap limit that cannot be (%j) is none', (value) => {
  expect(gapLimitIn(value)).toEqual({})
})

describe('an import', () => {
  it('stores nothing before it is applied, and then what the preview showed, with labels, groups and notes', async () => {
    const { request, preview } = await importGround()
    const shown = await preview(CSV)
    expect(await request('portfolio.list', {})).toEqual([])
    expect(shown.counts).toMatchObject({ new: 2, already: 0 })
    const done = await request('imports.apply', { name: 'x', text: CSV, group: 'rest' })
    expect(done).toMatchObject({ added: 2, already: 0, skipped: 0, refused: 0, labels: null })
    expect(await request('portfolio.list', {})).toMatchObject([
      { text: FIRST_44, label: 'one', group: 'cold' },
      { text: FIRST_84, label: 'two', group: 'rest' },
    ])
    expect(await request('note.list', {})).toMatchObject([{ kind: 'entry', ref: FIRST_44, text: 'first' }])
    expect((await preview(CSV)).counts).toMatchObject({ new: 0, already: 2, changed: 0 })
  })

  it('takes over the gap limit that a file names, and narrows none that is set here', async () => {
    const electrum = {
      wallet_type: 'standard',
      gap_limit: 45,
      keystore: { type: 'bip32', xprv: null, xpub: ZPUB_84, derivation: "m/84'/0'/0'" },
    }
    const { request } = await importGround()
    const gaps = async () => (await request('portfolio.list', {})).map(({ account }) => account?.gapLimit)
    const apply = (text: string) => request('imports.apply', { name: 'x', text })
    const wipe = async () =>
      request('portfolio.remove', { watchIds: [(await request('portfolio.list', {}))[0]?.id ?? 0] })
    await apply(JSON.stringify(electrum))
    expect(await gaps()).toEqual([45])
    const files = await Promise.all(
      (['csv', 'json'] as const).map(
        async (form) => (await request('exports.make', { form, archived: false })).text,
      ),
    )
    for (const text of files) {
      await wipe()
      await apply(text)
      expect(await gaps()).toEqual([45])
    }
    await apply(JSON.stringify({ ...electrum, gap_limit: 5 }))
    expect(await gaps()).toEqual([45])
  })

  it('shows what it would change, overwrites nothing by what it leaves out, and moves nothing to another portfolio', async () => {
    const { request, preview } = await importGround()
    await request('imports.apply', { name: 'x', text: CSV })
    const next = `address,label,group\n${FIRST_44},new,hot\n${FIRST_84},,\n`
    expect(await preview(next)).toMatchObject({
      counts: { changed: 1, already: 1 },
      entries: [{ state: 'changed', before: { label: 'one' } }, { state: 'already' }],
    })
    await request('imports.apply', { name: 'x', text: next })
    expect(await request('portfolio.list', {})).toMatchObject([
      { label: 'new', group: 'cold' },
      { label: 'two', group: '' },
    ])
  })

  it('adds accounts with their names and birthdays, and an export gives them back', async () => {
    const { request } = await importGround()
    const wallet = { wallet_name: 'cold', descriptors: [{ desc: WPKH, timestamp: 1_600_000_000 }] }
    const text = JSON.stringify(wallet)
    expect(await request('imports.apply', { name: 'x', text })).toMatchObject({ added: 1, skipped: 0 })
    const list = await request('portfolio.list', {})
    expect(list).toMatchObject([
      { kind: 'account', label: 'cold', scriptType: 'p2wpkh', birthday: { date: '2020-09-13' } },
    ])
    expect((await request('imports.preview', { name: 'x', text })).counts).toMatchObject({
      already: 1,
      new: 0,
    })
    for (const form of ['csv', 'json', 'descriptors'] as const) {
      const file = await request('exports.make', { form, archived: false })
      const [entry] = (await request('imports.preview', { name: 'x', text: file.text })).entries
      expect([entry?.text, entry?.state]).toEqual([list[0]?.text, 'already'])
      if (form !== 'descriptors') expect(entry?.birthday).toEqual({ date: '2020-09-13' })
    }
    const { left } = await request('exports.make', { form: 'addresses', archived: false })
    expect(left).toEqual(['1 account: a list of addresses holds no descriptors'])
  })

  it('leaves out what it is told to, and what was not chosen', async () => {
    const { request } = await importGround()
    const text = `${XPUB_84}\n${FIRST_44}\n${FIRST_84}\n`
    const done = await request('imports.apply', { name: 'x', text, without: [1] })
    expect(done).toMatchObject({ added: 1, skipped: 1 })
    expect((await request('portfolio.list', {})).map((watch) => watch.text)).toEqual([FIRST_84])
  })

  it('hands labels of transactions on to the labels, with a difference first', async () => {
    const { request, preview } = await importGround()
    const tx = 'ab'.repeat(32)
    const text = `{"type":"tx","ref":"${tx}","label":"rent"}\n`
    expect(await preview(text)).toMatchObject({ labels: { applied: false, counts: { new: 1 } } })
    expect(await request('labels.import', { text, apply: false })).toMatchObject({ counts: { new: 1 } })
    const done = await request('imports.apply', { name: 'x', text })
    expect(done).toMatchObject({ added: 0, labels: { applied: true, counts: { new: 1 } } })
    expect((await request('label.list', { type: 'tx', limit: 9 })).labels).toMatchObject([
      { ref: tx, label: 'rent' },
    ])
  })

  it('can be looked at beside the app that owns the folder, and not applied there', async () => {
    const { dataDir, request } = await importGround()
    await request('imports.apply', { name: 'x', text: FIRST_44 })
    const beside = callOf(await openHost(dataDir, { access: 'read' }))
    const shown = await beside('imports.preview', { name: 'x', text: `${FIRST_44}\n${FIRST_84}\n` })
    expect(shown.counts).toMatchObject({ new: 1, already: 1 })
    await expect(beside('imports.apply', { name: 'x', text: FIRST_84 })).rejects.toMatchObject({
      code: 'locked',
    })
  })

  it('wants text or bytes, and not both', async () => {
    const { request } = await importGround()
    for (const file of [{ name: 'x' }, { name: 'x', text: 'a', base64: 'YQ==' }])
      await expect(request('imports.preview', file)).rejects.toMatchObject({ code: 'invalid_input' })
  })
})

describe('an export', () => {
  const LABELS = ['=1+1', '+a', '-b', '@c', 'a "quote"', 'line\nbreak', "'=d", 'plain', '名']
  async function filled() {
    const ground = await importGround()
    const rows = [FIRST_44, FIRST_84, FIRST_86].map((address, index) => [address, LABELS[index] ?? '', 'g'])
    await ground.request('imports.apply', { name: 'x', text: csvText(['address', 'label', 'group'], rows) })
    return ground
  }

  it.each(['csv', 'json'] as const)('as %s is read back as it was', async (form) => {
    const { request } = await filled()
    const before = await request('portfolio.list', {})
    const file = await request('exports.make', { form, archived: true })
    expect(file).toMatchObject({ entries: 3, left: [] })
    const other = await importGround()
    await other.request('imports.apply', { name: file.name, text: file.text })
    const after = await other.request('portfolio.list', {})
    const plain = (watches: typeof before) => watches.map(({ text, label, group }) => [text, label, group])
    expect(plain(after)).toEqual(plain(before))
    expect(before[0]?.label).toBe('=1+1')
  })

  it('hides nothing in silence: what is archived, and what a form cannot hold, is counted', async () => {
    const { request } = await filled()
    const [first] = await request('portfolio.list', {})
    await request('portfolio.archive', { watchIds: [first?.id ?? 0], archived: true })
    const addresses = await request('exports.make', { form: 'addresses', archived: false })
    expect(addresses.text).toBe(`${FIRST_84} # +a\n${FIRST_86} # -b\n`)
    expect(addresses.left).toEqual(['1 portfolio: this form has none', '1 archived entry: not asked for'])
    const descriptors = await request('exports.make', { form: 'descriptors', archived: true })
    expect(descriptors.text).toMatch(/^addr\(1LqBGSKuX5yYUonjxT5qGfpUsXKYYWeabA\)#[a-z0-9]{8}\n/)
    expect(descriptors.left).toContain('3 labels: descriptors have none')
    const { counts } = await request('imports.preview', { name: 'x', text: descriptors.text })
    expect(counts).toMatchObject({ already: 3, refused: 0 })
  })

  it('is a CSV by RFC 4180 in which no cell is a formula', () => {
    const cell = oneof(string(), constantFrom(...LABELS, '\t=', ' =', '\r\n', ',', '"', "''-"))
    assert(
      property(array(array(cell, { minLength: 2, maxLength: 2 }), { maxLength: 5 }), (rows) => {
        const { data } = Papa.parse<string[]>(csvText(['a', 'b'], rows), { delimiter: ',', newline: '\r\n' })
        const read = data.slice(1, -1)
        expect(read.flat().every((text) => !/^[=+\-@\t\r]/.test(text))).toBe(true)
        expect(read.map((row) => row.map((text) => text.replace(/^'(?='*[=+\-@\t\r])/, '')))).toEqual(rows)
      }),
    )
  })

  it('of any labels is read back as it was', async () => {
    const { request } = await importGround()
    const label = oneof(string({ maxLength: 30 }), constantFrom(...LABELS))
    await assert(
      asyncProperty(label, async (text) => {
        const said = text.trim()
        const csv = csvText(['address', 'label'], [[FIRST_44, said]])
        const [entry] = (await request('imports.preview', { name: 'x', text: csv })).entries
        expect(entry?.label ?? '').toBe(said)
      }),
      { numRuns: 100 },
    )
  })
})

import { describe, expect, it, onTestFinished } from 'vitest'
import { createHost } from '../../../electron/host.ts'
import { txid } from '../../../shared/chain.ts'
import { ADDRESS, KEY, OLD, OTHER, openHost } from './ground.ts'

function withAbort() {
  const controller = new AbortController()
  return { signal: controller.signal, abort: () => controller.abort() }
}

const TX = 'ab'.repeat(32)
const line = (record: object): string => `${JSON.stringify(record)}\n`

describe('the label of an entry', () => {
  it('is the BIP-329 label of its address: set in one place, seen in the other', async () => {
    const { call } = await openHost()
    await call('portfolio.add', { lines: [ADDRESS], label: 'rent', atomic: true })
    expect(await call('label.list', { limit: 9 })).toEqual({
      labels: [{ type: 'addr', ref: ADDRESS, origin: '', label: 'rent', spendable: null, extra: '{}' }],
      next: null,
    })
    await call('label.set', { type: 'addr', ref: ADDRESS.toUpperCase(), label: 'Miete' })
    expect((await call('portfolio.list', {})).map(({ label }) => label)).toEqual(['Miete'])
    await call('label.set', { type: 'addr', ref: ADDRESS, label: '' })
    expect((await call('portfolio.list', {})).map(({ label }) => label)).toEqual([''])
    expect((await call('label.list', { limit: 9 })).labels).toEqual([])
  })

  it('is there when the address is added after it was imported, and outlives the entry', async () => {
    const { call } = await openHost()
    await call('labels.import', { text: line({ type: 'addr', ref: ADDRESS, label: 'till' }), apply: true })
    const { added } = await call('portfolio.add', { lines: [ADDRESS], atomic: true })
    expect(added[0]?.label).toBe('till')
    await call('portfolio.remove', { watchIds: [added[0]?.id ?? 0] })
    const again = await call('portfolio.add', { lines: [ADDRESS], atomic: true })
    expect(again.added[0]?.label).toBe('till')
  })

  it('and its portfolio are refused where they hold a key, and nothing is added or repeated', async () => {
    const { call } = await openHost()
    for (const words of [{ label: `my ${KEY}` }, { group: KEY }]) {
      const refusal = await call('portfolio.add', { lines: [ADDRESS], ...words, atomic: true }).catch(String)
      expect(refusal).toContain('private key')
      expect(refusal).not.toContain(KEY)
    }
    await expect(call('label.set', { type: 'tx', ref: TX, label: KEY })).rejects.toMatchObject({
      code: 'refused_entries',
    })
    expect(await call('portfolio.list', {})).toEqual([])
    expect((await call('label.list', { limit: 9 })).labels).toEqual([])
  })
})

describe('labels', () => {
  it('refuse to be of what is nothing', async () => {
    const { call } = await openHost()
    await expect(call('label.set', { type: 'output', ref: TX, label: 'x' })).rejects.toMatchObject({
      code: 'invalid_input',
    })
  })

  it('come in pages, by type, or for single things', async () => {
    const { call } = await openHost()
    for (const [type, ref] of [
      ['tx', TX],
      ['output', `${TX}:0`],
      ['output', `${TX}:1`],
    ] as const)
      await call('label.set', { type, ref, label: ref.slice(-2) })
    const first = await call('label.list', { limit: 2 })
    expect(first.labels.map(({ ref }) => ref)).toEqual([TX, `${TX}:0`])
    const second = await call('label.list', { limit: 2, after: first.next ?? 0 })
    expect([second.labels.map(({ ref }) => ref), second.next]).toEqual([[`${TX}:1`], null])
    expect((await call('label.list', { type: 'tx', limit: 9 })).labels).toHaveLength(1)
    expect((await call('label.list', { refs: [`${TX}:1`, 'none'], limit: 9 })).labels).toHaveLength(1)
  })

  it('of two wallets on one transaction are told apart by their origin', async () => {
    const { call } = await openHost()
    await call('label.set', { type: 'tx', ref: TX, origin: 'wpkh([d34db33f])', label: 'mine' })
    await call('label.set', { type: 'tx', ref: TX, label: 'ours' })
    expect((await call('label.list', { refs: [TX], limit: 9 })).labels.map(({ label }) => label)).toEqual([
      'mine',
      'ours',
    ])
  })

  it('are announced to the doors, and only when something changed', async () => {
    const { host, call } = await openHost()
    const heard: string[] = []
    host.events.subscribe((name) => void heard.push(name))
    await call('label.set', { type: 'tx', ref: TX, label: 'x' })
    await call('label.set', { type: 'tx', ref: TX, label: 'x' })
    expect(heard).toEqual(['store.changed'])
  })

  it('can be read beside a running app, and not written there', async () => {
    const { call, dataDir } = await openHost()
    await call('portfolio.add', { lines: [ADDRESS], label: 'rent', atomic: true })
    const options = { network: 'regtest', access: 'read', follow: false, offline: true, dataDir } as const
    const beside = await createHost({ ...options, settingsWritable: false, purpose: 'beside', version: '0' })
    onTestFinished(() => beside.stop())
    const ask = (name: string, input: object) => beside.router.call(name, input, new AbortController().signal)
    expect(await ask('label.list', { limit: 9 })).toMatchObject({
      ok: true,
      value: { labels: [{ label: 'rent' }] },
    })
    expect(await ask('search.run', { text: 'rent', limit: 9 })).toMatchObject({
      ok: true,
      value: { hits: [{ kind: 'entry' }] },
    })
    expect(await ask('labels.export', {})).toMatchObject({ ok: true, value: { records: 1 } })
    expect(await ask('groups.list', {})).toMatchObject({ ok: true })
    expect(await ask('label.set', { type: 'tx', ref: TX, label: 'x' })).toMatchObject({ ok: false })
  })
})

describe('an import of labels', () => {
  const FILE = [
    line({ type: 'addr', ref: ADDRESS, label: 'theirs', heights: [5] }),
    line({ type: 'output', ref: `${TX}:0`, spendable: false }),
    line({ type: 'addr', ref: OLD, label: 'same' }),
    line({ type: 'tx', ref: TX, label: 'new', fee: 5 }),
    'nonsense\n',
    line({ type: 'addr', ref: 'bcrt1q', label: 'x' }),
    line({ type: 'spscan', ref: 'sp1', label: 'aside' }),
    line({ type: 'tx', ref: TX, label: KEY }),
  ].join('')

  async function openFilled() {
    const opened = await openHost()
    await opened.call('portfolio.add', { lines: [ADDRESS], label: 'mine', atomic: true })
    await opened.call('label.set', { type: 'output', ref: `${TX}:0`, label: 'change' })
    await opened.call('label.set', { type: 'addr', ref: OLD, label: 'same' })
    return opened
  }

  const COUNTS = { new: 1, changed: 1, same: 1, conflicts: 1, refused: 3, aside: 1 }

  it('says first what it would do, line by line, and does nothing of it', async () => {
    const { call } = await openFilled()
    const before = await call('labels.export', {})
    const result = await call('labels.import', { text: FILE, apply: false })
    expect(result).toMatchObject({ applied: false, counts: COUNTS, more: false })
    expect(result.differences.map(({ line, kind, before, after }) => [line, kind, before, after])).toEqual([
      [1, 'conflict', 'mine', 'theirs'],
      [2, 'changed', 'change', 'change'],
      [4, 'new', null, 'new'],
    ])
    expect(result.refused.map(({ line, reason }) => [line, reason])).toEqual([
      [5, 'not_json'],
      [6, 'bad_ref'],
      [8, 'private_key'],
    ])
    expect(result.aside).toEqual([{ type: 'spscan', lines: 1 }])
    expect(JSON.stringify(result)).not.toContain(KEY)
    expect(await call('labels.export', {})).toEqual(before)
  })

  it('then does it: what a line leaves out stays, and what it says replaces', async () => {
    const { call } = await openFilled()
    expect(await call('labels.import', { text: FILE, apply: true })).toMatchObject({ counts: COUNTS })
    const { text } = await call('labels.export', {})
    const records = text
      .trim()
      .split('\n')
      .map((each) => JSON.parse(each) as unknown)
    expect(records).toEqual([
      { type: 'addr', ref: ADDRESS, label: 'theirs', heights: [5] },
      { type: 'output', ref: `${TX}:0`, label: 'change', spendable: false },
      { type: 'addr', ref: OLD, label: 'same' },
      { type: 'tx', ref: TX, label: 'new', fee: 5 },
      { type: 'spscan', ref: 'sp1', label: 'aside' },
    ])
    expect(await call('labels.import', { text, apply: false })).toMatchObject({
      counts: { new: 0, changed: 0, same: 4, conflicts: 0, refused: 0, aside: 1 },
    })
  })

  it("keeps the person's own words where they are said to win, and still fills in what they left open", async () => {
    const { call } = await openFilled()
    await call('labels.import', { text: FILE, apply: true, conflicts: 'keep' })
    const { text } = await call('labels.export', {})
    expect(JSON.parse(text.split('\n')[0] ?? '')).toEqual({
      type: 'addr',
      ref: ADDRESS,
      label: 'mine',
      heights: [5],
    })
  })

  it('sees lines of one file that contradict each other', async () => {
    const { call } = await openHost()
    const text = line({ type: 'tx', ref: TX, label: 'a' }) + line({ type: 'tx', ref: TX, label: 'b' })
    const { differences } = await call('labels.import', { text, apply: false })
    expect(differences.map(({ kind }) => kind)).toEqual(['new', 'conflict'])
  })

  it('of an export fills an empty ledger with the same labels, thousands of them', async () => {
    const { call } = await openHost()
    const records = Array.from({ length: 1_300 }, (_, i) =>
      line({
        type: 'output',
        ref: `${txid(i.toString(16).padStart(64, '0'))}:1`,
        label: `number ${i}`,
        rate: { EUR: i },
      }),
    )
    await call('labels.import', { text: records.join(''), apply: true })
    const exported = await call('labels.export', {})
    const other = await openHost()
    await other.call('labels.import', { text: exported.text, apply: true })
    expect(await other.call('labels.export', {})).toEqual({ text: records.join(''), records: 1_300 })
  })

  it('can be cancelled on the way', async () => {
    const { host } = await openHost()
    const text = Array.from({ length: 5_000 }, (_, i) => line({ type: 'x', ref: `${i}` })).join('')
    const { signal, abort } = withAbort()
    setImmediate(abort)
    expect(await host.router.call('labels.import', { text, apply: true }, signal)).toMatchObject({
      ok: false,
      error: { code: 'cancelled' },
    })
  })
})

describe('a note', () => {
  it('is kept on an entry and on a portfolio, and taken away by an empty one', async () => {
    const { call } = await openHost()
    await call('portfolio.add', { lines: [OTHER], group: 'Vault', atomic: true })
    expect(
      await call('note.set', { kind: 'entry', ref: OTHER, text: 'key in the safe\nof the bank' }),
    ).toEqual({
      changed: true,
    })
    await call('note.set', { kind: 'group', ref: 'Vault', text: 'never touch' })
    expect((await call('note.list', {})).map(({ kind, ref, text }) => [kind, ref, text])).toEqual([
      ['entry', OTHER, 'key in the safe\nof the bank'],
      ['group', 'Vault', 'never touch'],
    ])
    expect(await call('note.set', { kind: 'group', ref: 'Vault', text: 'never touch' })).toEqual({
      changed: false,
    })
    await call('note.set', { kind: 'entry', ref: OTHER, text: '' })
    expect(await call('note.list', {})).toHaveLength(1)
  })

  it('with a key or a seed phrase in it is refused', async () => {
    const { call } = await openHost()
    for (const text of [`the key is ${KEY}`, `${'zoo '.repeat(11)}wrong`])
      await expect(call('note.set', { kind: 'entry', ref: OTHER, text })).rejects.toMatchObject({
        code: 'refused_entries',
      })
    expect(await call('note.list', {})).toEqual([])
  })
})

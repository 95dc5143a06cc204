import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAddress } from '../../../electron/engine/accounts/parse-address.ts'
import { amountsIn } from '../../../electron/engine/search/search-amount.ts'
import { coin, openWorld, out, tempDir, testChain } from '../store/world.ts'
import { ADDRESS, KEY, OLD, OTHER, openHost } from './ground.ts'

const XPUB =
  'tpubD6NzVbkrYhZ4XgiXtGrdW5XDAPFCL9h7we1vwNCpn8tGbBcgfVYjXyhWo4E1xkh56hjod1RhGjxbaTLV3X4FyWuejifB9jusQ46QzG87VKp'
const COIN = out('rent')

/** Three entries; an output of 0.5 BTC on the first, in the transaction COIN. */
async function openFilled() {
  const dataDir = tempDir()
  const world = openWorld(dataDir)
  const entries = [ADDRESS, OTHER, OLD].map((text) => {
    const entry = parseAddress(text, 'regtest')
    if (entry.kind === 'refused') throw new Error(entry.reason)
    return entry.address
  })
  await world.portfolio.add([
    { ...entries[0]!, label: 'Café au lait', group: 'Daily spending' },
    { ...entries[1]!, label: '冷钱包 备用金', group: '' },
    { ...entries[2]!, label: '100% "quoted" (OR) it*', group: '' },
  ])
  await world.snapshot(
    testChain(),
    100,
    [1, 2, 3],
    [{ ...coin('rent', 1, 50_000_000, 9), vout: 0 }, coin('dust', 2, 50_000, 8)],
  )
  world.close()
  const opened = await openHost(dataDir)
  const find = async (text: string, limit = 50) => (await opened.call('search.run', { text, limit })).hits
  return { ...opened, find }
}

describe('the search', () => {
  it.each([
    ['an address', ADDRESS, 'address'],
    ['an address in capitals', ADDRESS.toUpperCase(), 'address'],
    ['an address in a BIP-321 URI', `bitcoin:${ADDRESS}?amount=1`, 'address'],
    ['the beginning of an address', ADDRESS.slice(0, 9), 'address'],
    ['the beginning of an address in capitals', 'BCRT1QQQ', 'address'],
    ['a word of its label', 'café', 'label'],
    ['a word without its accent, in capitals', 'CAFE', 'label'],
    ['words in another order', 'lait caf', 'label'],
    ['a part of a word', 'afé', 'label'],
    ['a word too short for the index', 'au', 'label'],
    ['long and short words together', 'au café', 'label'],
  ])('finds an entry by %s', async (_what, text, by) => {
    const { find } = await openFilled()
    expect(await find(text)).toMatchObject([
      { kind: 'entry', watchId: 1, text: ADDRESS, label: 'Café au lait', group: 'Daily spending', by },
    ])
  })

  it.each(['冷钱包', '钱包', '备', '备用金 冷'])('finds Chinese words of any length: %s', async (text) => {
    const { find } = await openFilled()
    expect(await find(text)).toMatchObject([{ kind: 'entry', watchId: 2 }])
  })

  it.each(['100%', '"quoted"', '(OR)', 'it*', '%', '"'])('takes %s as plain text', async (text) => {
    const { find } = await openFilled()
    expect(await find(text)).toMatchObject([{ kind: 'entry', watchId: 3 }])
  })

  it('finds an account by its extended key and by one of its addresses', async () => {
    const { call, find } = await openFilled()
    const { added } = await call('portfolio.add', {
      lines: [`wpkh(${XPUB}/<0;1>/*)`],
      label: 'savings',
      lookahead: 3,
      atomic: true,
    })
    const id = added[0]?.id ?? 0
    expect(await find('savings')).toMatchObject([{ kind: 'entry', watchId: id, by: 'label' }])
    expect(await find(XPUB)).toMatchObject([{ kind: 'entry', watchId: id, by: 'address' }])
    const { addresses } = await call('account.addresses', { watchId: id, from: 1, limit: 1 })
    const address = addresses[0]?.address ?? ''
    const hit = { kind: 'entry', watchId: id, by: 'address', found: address }
    expect(await find(address)).toMatchObject([hit])
    expect(await find(address.slice(0, 12))).toMatchObject([hit])
  })

  it('finds base58 by its beginning as it is spelled', async () => {
    const { find } = await openFilled()
    expect(await find(OLD.slice(0, 6))).toMatchObject([{ kind: 'entry', watchId: 3 }])
    expect(await find(OLD.slice(0, 6).toUpperCase())).toEqual([])
  })

  it('finds transactions by their id, whole or its beginning, and outpoints', async () => {
    const { call, find } = await openFilled()
    const transaction = { kind: 'transaction', txid: COIN.txid, label: '' }
    expect(await find(COIN.txid)).toEqual([transaction])
    expect(await find(COIN.txid.slice(0, 9).toUpperCase())).toEqual([transaction])
    const output = {
      kind: 'output',
      ...COIN,
      value: 50_000_000,
      watchId: 1,
      address: ADDRESS,
      label: '',
    }
    expect(await find(`${COIN.txid}:0`)).toEqual([output, transaction])
    await call('label.set', { type: 'tx', ref: COIN.txid, label: 'Miete' })
    expect(await find('miete')).toEqual([{ ...transaction, label: 'Miete' }])
  })

  it.each(['0.5', '0.50000000 BTC', '50000000 sat', '50,000,000', '.5'])(
    'finds the output of %s',
    async (text) => {
      const { find } = await openFilled()
      expect(await find(text)).toMatchObject([{ kind: 'output', value: 50_000_000 }])
    },
  )

  it('finds portfolios and notes, and labels of what the ledger does not have', async () => {
    const { call, find } = await openFilled()
    expect(await find('SPENDING')).toMatchObject([{ kind: 'group', group: 'Daily spending', by: 'name' }])
    await call('note.set', { kind: 'group', ref: 'Daily spending', text: 'weekly budget' })
    await call('note.set', { kind: 'entry', ref: OTHER, text: 'the budget of the year' })
    expect(await find('budget')).toMatchObject([
      { kind: 'entry', watchId: 2, by: 'note' },
      { kind: 'group', group: 'Daily spending', by: 'note' },
    ])
    const ref = 'cd'.repeat(32)
    await call('label.set', { type: 'tx', ref, label: 'elsewhere' })
    expect(await find('elsewhere')).toEqual([
      { kind: 'label', type: 'tx', ref, origin: '', label: 'elsewhere' },
    ])
    expect(await find(ref.slice(0, 12))).toHaveLength(1)
  })

  it('follows a label that is changed or taken away', async () => {
    const { call, find } = await openFilled()
    await call('label.set', { type: 'addr', ref: ADDRESS, label: 'Teestube' })
    expect(await find('café')).toEqual([])
    expect(await find('teestube')).toHaveLength(1)
    await call('label.set', { type: 'addr', ref: ADDRESS, label: null })
    expect(await find('teestube')).toEqual([])
  })

  it('puts the whole label first, then those that begin so, and says when there are more', async () => {
    const { call } = await openHost()
    for (const [i, label] of ['more rent', 'rent', 'rental car', 'parent'].entries())
      await call('label.set', { type: 'tx', ref: `${i}`.repeat(64), label })
    const { hits, more } = await call('search.run', { text: 'rent', limit: 3 })
    expect(hits.map((hit) => hit.kind === 'label' && hit.label)).toEqual(['rent', 'rental car', 'more rent'])
    expect(more).toBe(true)
  })

  it('refuses a key, and repeats nothing of it', async () => {
    const { call } = await openFilled()
    const refusal = await call('search.run', { text: ` ${KEY} `, limit: 5 }).catch((error: unknown) => error)
    expect(refusal).toMatchObject({ code: 'refused_entries' })
    expect(JSON.stringify(refusal) + String(refusal)).not.toContain(KEY)
  })

  it('never fails on what a person types', async () => {
    const { find } = await openFilled()
    const odd = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc
        .array(
          fc.constantFrom(
            '"',
            'AND',
            'NOT',
            'NEAR(',
            ')',
            '*',
            '^',
            ':',
            'label:',
            '-',
            '+',
            "'",
            '\\',
            '%',
            '_',
            'é',
            '冷',
          ),
          { maxLength: 12 },
        )
        .map((parts) => parts.join(' ')),
    )
    await fc.assert(
      fc.asyncProperty(odd, async (text) => {
        expect(Array.isArray(await find(text, 5))).toBe(true)
      }),
      { numRuns: 60 },
    )
  })
})

describe('an amount in a search', () => {
  it.each([
    ['0.5', [50_000_000]],
    ['1', [100_000_000, 1]],
    ['1 btc', [100_000_000]],
    ['1 sat', [1]],
    ['1 000 sats', [1_000]],
    ['0.000000001', []],
    ['22000000 btc', []],
    ['99999999999999999999', []],
    ['0', []],
    ['1.5 sat', []],
    ['rent', []],
    ['1e8', []],
  ])('%s may mean %j satoshis', (text, expected) => {
    expect(amountsIn(text)).toEqual(expected)
  })
})

import { describe, expect, it } from 'vitest'
import { parseAddress } from '../../../electron/engine/accounts/parse-address.ts'
import type { RequestInput } from '../../../shared/ipc/contract.ts'
import { openTestHost } from '../../ground/host-ground.ts'
import { coin, openWorld, tempDir, testChain } from '../store/world.ts'

const KEPT = 'bcrt1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqdku202'
const OLD = 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080'

/** A host whose ledger holds 30 on the entry that is kept (id 1) and 500 on the old one (id 2). */
async function openHost(askedBefore: readonly string[] = [OLD]) {
  const dataDir = tempDir()
  const world = openWorld(dataDir)
  await world.portfolio.add(
    [KEPT, OLD].map((text) => {
      const entry = parseAddress(text, 'regtest')
      if (entry.kind === 'refused') throw new Error(entry.reason)
      return entry.address
    }),
  )
  await world.snapshot(testChain(), 100, [1, 2], [coin('kept', 1, 30, 9), coin('old', 2, 500, 8)])
  await world.sources.recordDisclosure('node', [1, 2], 5_000)
  await world.sources.recordDisclosure('provider:x', askedBefore, 6_000)
  world.close()
  const { host, call } = await openTestHost(dataDir, { offline: true, settingsWritable: false })
  const revisions: number[] = []
  host.events.subscribe((name, payload) => {
    if (name === 'store.changed' && 'revision' in payload) revisions.push(payload.revision)
  })
  return { call, revisions }
}

describe('archiving', () => {
  it('takes an entry out of the total and leaves it in the rows, marked; bringing it back undoes that', async () => {
    const { call, revisions } = await openHost()
    expect((await call('portfolio.place', { group: null, archived: false })).total.confirmed).toBe(530)
    expect(await call('portfolio.archive', { watchIds: [2], archived: true })).toEqual({ changed: 1 })
    expect(revisions).toHaveLength(1)
    const { total } = await call('portfolio.place', { group: null, archived: false })
    const { rows } = await call('portfolio.rows', { watchIds: [1, 2] })
    expect(total).toMatchObject({ confirmed: 30, known: 1, stale: 0, unknown: 0 })
    expect(rows.map(({ watch, reading }) => [watch.text, watch.archived, reading.confirmed])).toEqual([
      [KEPT, false, 30],
      [OLD, true, 500],
    ])
    expect(await call('portfolio.archive', { watchIds: [2], archived: false })).toEqual({ changed: 1 })
    expect((await call('portfolio.place', { group: null, archived: false })).total.confirmed).toBe(530)
  })

  it('announces nothing when nothing changed', async () => {
    const { call, revisions } = await openHost()
    expect(await call('portfolio.archive', { watchIds: [1, 2], archived: false })).toEqual({ changed: 0 })
    expect(revisions).toEqual([])
  })

  it('keeps the right figure at each row when an earlier entry is archived', async () => {
    const { call } = await openHost()
    await call('portfolio.archive', { watchIds: [1], archived: true })
    const { total } = await call('portfolio.place', { group: null, archived: false })
    const { rows } = await call('portfolio.rows', { watchIds: [1, 2] })
    expect(total.confirmed).toBe(500)
    const figures = new Map(
      rows.map(({ watch, reading }) => [watch.text, [reading.address, reading.confirmed]]),
    )
    expect(Object.fromEntries(figures)).toEqual({ [KEPT]: [KEPT, 30], [OLD]: [OLD, 500] })
  })

  it('leaves an entry out of all balances unless it is asked for, or named', async () => {
    const { call } = await openHost()
    await call('portfolio.archive', { watchIds: [2], archived: true })
    const read = async (input: Omit<RequestInput<'balance.read'>, 'refresh'>) => {
      const { readings, total } = await call('balance.read', { ...input, refresh: false })
      return [readings.map(({ address }) => address), total.confirmed]
    }
    expect(await read({})).toEqual([[KEPT], 30])
    expect(await read({ archived: true })).toEqual([[KEPT, OLD], 530])
    expect(await read({ addresses: [OLD] })).toEqual([[OLD], 500])
  })
})

describe('the record of who was asked', () => {
  it('is shown with the entry, and outlives it', async () => {
    const { call } = await openHost()
    const asked = [
      { source: 'node', firstAt: 5_000, lastAt: 5_000 },
      { source: 'provider:x', firstAt: 6_000, lastAt: 6_000 },
    ]
    expect((await call('address.detail', { watchId: 2 })).askedOf).toEqual(asked)
    await call('portfolio.remove', { watchIds: [2] })
    const list = { disclosures: asked.map((row) => ({ address: OLD, ...row })), more: false }
    expect(await call('disclosures.list', { address: ` ${OLD.toUpperCase()} ` })).toEqual(list)
    const { added } = await call('portfolio.add', { lines: [OLD], atomic: true })
    expect((await call('address.detail', { watchId: added[0]?.id ?? 0 })).askedOf).toEqual(asked)
  })

  it('is given for all addresses, and for one that nobody was asked about it is empty', async () => {
    const { call } = await openHost()
    const { disclosures, more } = await call('disclosures.list', {})
    expect(disclosures.map(({ address, source }) => [address, source])).toEqual([
      [KEPT, 'node'],
      [OLD, 'node'],
      [OLD, 'provider:x'],
    ])
    expect(more).toBe(false)
    const never = 'mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn'
    expect(await call('disclosures.list', { address: never })).toEqual({ disclosures: [], more: false })
  })

  it('is cut at 10,000 rows, and then says that there are more', async () => {
    const many = Array.from({ length: 9_999 }, (_, i) => `address ${i}`)
    const { call } = await openHost(many)
    const { disclosures, more } = await call('disclosures.list', {})
    expect([disclosures.length, more]).toEqual([10_000, true])
    const exact = await openHost(many.slice(1))
    expect(await exact.call('disclosures.list', {})).toMatchObject({ more: false })
  })

  it.each([
    ['a mistyped address', `${OLD.slice(0, -1)}1`],
    ['a key', 'Kx'],
    ['nothing', ''],
  ])('never says that nobody was asked about %s', async (_what, address) => {
    const { call } = await openHost()
    await expect(call('disclosures.list', { address })).rejects.toMatchObject({ code: 'invalid_input' })
  })
})

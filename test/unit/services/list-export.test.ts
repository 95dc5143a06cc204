import Papa from 'papaparse'
import { describe, expect, it } from 'vitest'
import { createListExport } from '../../../electron/services/list-export.ts'
import { createPastBlocks } from '../../../electron/services/past-blocks.ts'
import { priceOfNow } from '../../../electron/services/price-cells.ts'
import {
  createTransactionService,
  type TransactionService,
} from '../../../electron/services/transaction-service.ts'
import type { ListExportRequest, ListWanted } from '../../../shared/ipc/lists.ts'
import type { Scope } from '../../../shared/ipc/time.ts'
import { openTestHost } from '../../ground/host-ground.ts'
import { ownWords } from '../../ground/own-words.ts'
import { coin, openWorld, out, tempDir, testChain, tx, type World } from '../store/world.ts'

const ALL: Scope = { kind: 'all' }
const SIGNAL = new AbortController().signal
const ONE = 'bcrt1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqdku202'
const TWO = 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080'

/**
 * The lists of a world's ledger; entries and moments are the host's to tell, and are asked of one below. `between` comes
 * after each page of outputs.
 */
function listsOf(
  world: World,
  between: () => Promise<unknown> = async () => undefined,
  list?: TransactionService['list'],
) {
  const { models, portfolio } = world
  const words = ownWords(world, world.clock)
  const notAsked = () => Promise.reject(new Error('not of this world'))
  const transactions = transactionsOf(world)
  const make = createListExport({
    ...words,
    portfolio,
    transactions: {
      ...transactions,
      ...(list && { list }),
      outputs: async (...asked) => {
        const page = await transactions.outputs(...asked)
        await between()
        return page
      },
    },
    state: { unspent: (_, most) => models.unspent(firstScript(world)).slice(0, most) },
    table: { ids: notAsked, rows: () => [] },
    moments: { read: notAsked },
  })
  const read = async (list: ListWanted, more: Partial<ListExportRequest> = {}) => {
    const made = await make({ list, zone: 'UTC', ...more }, SIGNAL)
    return { ...made, records: recordsOf(made.text) }
  }
  return { ...words, read }
}

function transactionsOf({ models, portfolio }: World): TransactionService {
  const pastBlocks = createPastBlocks({ models, node: null, offline: () => false })
  return createTransactionService({ models, portfolio, pastBlocks })
}

/** That of the first entry. */
function firstScript({ portfolio }: World) {
  const [first] = portfolio.scriptsOf()
  if (first === undefined) throw new Error('nothing is watched')
  return first.scriptId
}

function recordsOf(text: string): readonly Record<string, string>[] {
  return Papa.parse<Record<string, string>>(text, { header: true, skipEmptyLines: true }).data
}

async function aLedger(): Promise<World> {
  const world = openWorld()
  const chain = testChain()
  const [a = -1, b = -1] = await world.watch(1, 2)
  await world.snapshot(chain, 100, [a, b], [coin('old', a, 1_000, 90)])
  await world.connect(chain, 120, {
    104: [tx('in', { pays: [[a, 500]] })],
    110: [tx('other', { pays: [[b, 7]] })],
    115: [tx('pay', { spends: [out('in')] })],
  })
  return world
}

describe('a list that is saved', () => {
  it('holds the transactions of its scope in satoshis with ISO times, labels and an ending CR LF', async () => {
    const { read, labels } = listsOf(await aLedger())
    await labels.set({ type: 'tx', ref: out('pay').txid, label: 'Rent, "May"' })
    const { text, rows, records } = await read({
      kind: 'transactions',
      of: { kind: 'watches', watchIds: [1] },
    })
    expect(rows).toBe(3)
    expect(text.startsWith('time,state,block,') && text.endsWith('\r\n')).toBe(true)
    expect(records[0]).toMatchObject({
      time: '2020-09-14T07:36:40+00:00',
      block: '115',
      what: 'sent',
      txid: out('pay').txid,
      label: 'Rent, "May"',
      net_sats: '-500',
      fee_sats: '',
    })
    const past = await read({ kind: 'transactions', of: ALL, upTo: 110 })
    expect(past.records.map(({ block, confirmations }) => [block, confirmations])).toEqual([
      ['110', '1'],
      ['104', '7'],
      ['90', '21'],
    ])
  })

  it('holds a transaction once that gets its block between two pages', async () => {
    const world = await aLedger()
    const transactions = transactionsOf(world)
    const { read } = listsOf(world, undefined, (asked) => {
      const { before, ...first } = asked
      const page = transactions.list(first)
      return before === undefined
        ? { ...page, next: 'p.1' } // pending ones fill a page of their own
        : { ...page, transactions: page.transactions.toReversed() }
    })
    const { records } = await read({ kind: 'transactions', of: ALL })
    expect(records.map(({ block }) => block)).toEqual(['115', '110', '104', '90'])
  })

  it('holds those lines of the journal alone that its filter lets through, with the price of their block’s day', async () => {
    const { read, prices } = listsOf(await aLedger())
    await prices.importCsv({ text: 'date,price\n2020-09-14,10000000', currency: 'EUR', apply: true })
    const spends = { kind: 'journal', of: ALL, only: 'spends' } as const
    const priced = await read(spends, { fiat: 'EUR' })
    expect(priced.records).toHaveLength(1)
    expect(priced.records[0]).toMatchObject({
      change_sats: '-500',
      counted: 'yes',
      entries: 'address 1',
      currency: 'EUR',
      price: '10000000',
      value: '-50.00',
      price_note: '',
    })
    const [unpriced] = (await read(spends, { fiat: 'USD' })).records
    expect(unpriced).toMatchObject({ price: '', value: '', price_note: 'no price known for that day' })
    expect((await read(spends)).text).not.toContain('price')
  })

  it('says of which day the price is that the newest amounts are counted by', async () => {
    const { prices } = listsOf(await aLedger())
    await prices.importCsv({ text: 'date,price\n2020-09-14,10000', currency: 'EUR', apply: true })
    const priceOf = await priceOfNow(prices, 'EUR', SIGNAL)
    expect(priceOf(100_000_000, null)).toMatchObject({
      price: '10000',
      value: '10000.00',
      price_note: 'as of 2020-09-14',
    })
  })

  it('names which columns say how much, and what there is beyond the rows that are looked at', async () => {
    const { read } = listsOf(await aLedger())
    const { table, rows, more } = await read({ kind: 'outputs', of: ALL }, { limit: 1 })
    expect([rows, more, table.rows.length]).toEqual([1, true, 1])
    expect(table.amounts.map((place) => table.header[place])).toEqual(['value_sats'])
    expect((await read({ kind: 'outputs', of: ALL })).records.map((one) => one['value_sats'])).toEqual([
      '7',
      '1000',
    ])
  })

  it('holds what was unspent right after one block, whatever blocks come while it is read', async () => {
    const world = await aLedger()
    const chain = testChain()
    const [a = -1] = await world.watch(1)
    const many = Array.from({ length: 1_200 }, (): [number, number] => [a, 3])
    await world.connect(chain, 121, { 121: [tx('many', { pays: many })] })
    let blocks = 0
    const { read } = listsOf(world, async () => {
      if (blocks++ > 0) return
      const spends = Array.from({ length: 1_200 }, (_, vout) => out('many', vout))
      await world.connect(chain, 122, { 122: [tx('sweep', { spends: [...spends, out('old')] })] })
    })
    const { records } = await read({ kind: 'outputs', of: ALL })
    const worth = records.reduce((sum, one) => sum + Number(one['value_sats']), 0)
    expect([records.length, worth]).toEqual([1_202, 1_200 * 3 + 1_007])
  })

  it('tells of what may be missing in it: scripts that were not read, and what lies before they were', async () => {
    const world = await aLedger()
    await world.watch(3, 4)
    const { read } = listsOf(world)
    const listed = async (kind: 'transactions' | 'journal' | 'outputs', of: Scope) =>
      (await read({ kind, of })).known
    const readOnes: Scope = { kind: 'watches', watchIds: [1, 2] }
    for (const kind of ['transactions', 'journal'] as const) {
      expect(await listed(kind, ALL)).toEqual({ unread: 2, since: null })
      expect(await listed(kind, readOnes)).toMatchObject({ unread: 0, since: { height: 100 } })
    }
    expect(await listed('outputs', ALL)).toEqual({ unread: 2 })
    expect(await listed('outputs', readOnes)).toEqual({ unread: 0 })
    expect((await read({ kind: 'unspent', watchId: 1 })).known).toBeNull()
  })

  it('holds what an entry has by its newest reading, unconfirmed outputs and those that are being spent too', async () => {
    const world = await aLedger()
    const a = firstScript(world)
    await world.mempool(testChain().ref(120), [tx('new', { pays: [[a, 30]], spends: [out('old')] })])
    const { read, labels } = listsOf(world)
    await labels.set({ type: 'output', ref: `${out('new').txid}:0`, label: 'change' })
    const list: ListWanted = { kind: 'unspent', watchId: 1 }
    const { records, table } = await read(list)
    expect(
      records.map((one) => [
        one['value_sats'],
        one['block'],
        one['spend_pending'],
        one['label'],
        one['address'],
      ]),
    ).toEqual([
      ['30', '', 'no', 'change', 'address 1'],
      ['1000', '90', 'yes', '', 'address 1'],
    ])
    expect(table.amounts.map((place) => table.header[place])).toEqual(['value_sats'])
    expect(await read(list, { limit: 1 })).toMatchObject({ rows: 1, more: true })
  })

  it('holds the entries that match the filter in the order of the list, or those that were picked', async () => {
    const { call } = await openTestHost(tempDir(), { offline: true })
    await call('portfolio.add', { lines: [ONE], label: '=cold', group: 'A', atomic: true })
    await call('portfolio.add', { lines: [TWO], label: 'warm', group: 'A', atomic: true })
    const of = {
      group: 'A',
      archived: false,
      text: '',
      sort: { column: 'name', direction: 'descending' },
    } as const
    const read = async (list: ListWanted) =>
      recordsOf((await call('lists.export', { list, zone: 'UTC' })).text).map(
        ({ label, entry, confirmed_sats }) => [label, entry, confirmed_sats],
      )
    expect(await read({ kind: 'entries', of })).toEqual([
      ['warm', TWO, ''],
      ["'=cold", ONE, ''],
    ])
    expect(await read({ kind: 'entries', of: { ...of, text: 'cold' } })).toEqual([["'=cold", ONE, '']])
    expect(await read({ kind: 'entries', of, watchIds: [2] })).toEqual([['warm', TWO, '']])
    const then = { kind: 'moment', height: 5, group: 'A', archived: false, text: 'warm' } as const
    expect(await read(then)).toEqual([['warm', TWO, '']])
  })
})

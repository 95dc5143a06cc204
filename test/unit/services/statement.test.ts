import * as fc from 'fast-check'
import Papa from 'papaparse'
import { describe, expect, it } from 'vitest'
import { createPastBlocks } from '../../../electron/services/past-blocks.ts'
import { createStatementService } from '../../../electron/services/statement-service.ts'
import { statementCsv } from '../../../electron/services/statement-text.ts'
import type { Scope, Statement } from '../../../shared/ipc/time.ts'
import { ownWords } from '../../ground/own-words.ts'
import { coin, openWorld, out, testChain, tx, type World } from '../store/world.ts'

const ALL: Scope = { kind: 'all' }
const SIGNAL = new AbortController().signal

const making = (world: World) =>
  createStatementService({
    network: 'regtest',
    models: world.models,
    portfolio: world.portfolio,
    pastBlocks: createPastBlocks({ models: world.models, node: null, offline: () => false }),
    ...ownWords(world, world.clock),
  })

const between = (world: World, from: number, to: number, format: 'csv' | 'json' = 'json', fiat?: string) =>
  making(world)(
    {
      of: ALL,
      from: { height: from },
      to: { height: to },
      format,
      zone: 'UTC',
      ...(fiat === undefined ? {} : { fiat }),
    },
    SIGNAL,
  )

async function aLedger(cuts: readonly number[]): Promise<World> {
  const world = openWorld()
  const chain = testChain()
  const [a = -1, b = -1] = await world.watch(1, 2)
  await world.snapshot(chain, 100, [a, b], [coin('old', a, 1_000, 90)])
  const txs = {
    104: [tx('in', { pays: [[a, 500]] }), tx('more', { pays: [[b, 7]] })],
    107: [
      {
        ...tx('move', { spends: [out('old')], pays: [[b, 990]] }),
        totals: { inputs: 1, outputs: 1, value: 990 },
      },
    ],
    112: [tx('reward', { pays: [[b, 50]], coinbase: true })],
    115: [tx('pay', { spends: [out('in')] })],
  }
  for (const top of cuts) await world.connect(chain, top, txs)
  return world
}

describe('a statement', () => {
  it('leads from the opening to the closing balance, row by row', async () => {
    const { statement } = await between(await aLedger([120]), 105, 115)
    expect(statement.opening).toMatchObject({ height: 104, balance: 1_507 })
    expect(statement.closing).toMatchObject({ height: 115, balance: 1_047 })
    expect(statement.rows.map(({ what, net, fee, balance }) => [what, net, fee, balance])).toEqual([
      ['own_transfer', -10, 10, 1_497],
      ['mined', 50, null, 1_547],
      ['sent', -500, null, 1_047],
    ])
    expect(statement.totals).toEqual({
      transactions: 3,
      received: 1_040,
      spent: 1_500,
      net: -460,
      fees: null,
    })
    expect(statement).toMatchObject({ addsUp: true, unread: 0 })
    expect(statement.complete).toEqual([{ scripts: 2, from: 104, to: 115, holes: [], inDoubt: false }])
  })

  it('says what each movement and both balances were worth by the price of that day, and where none is known, never 0', async () => {
    const world = await aLedger([120])
    const { prices } = ownWords(world, world.clock)
    await prices.importCsv({ text: 'date,price\n2020-09-14,10000000', currency: 'EUR', apply: true }) // of blocks 102 to 245
    const { statement, text } = await between(world, 105, 115, 'csv', 'EUR')
    expect(statement.rows.map(({ net, worth }) => [net, worth?.value])).toEqual([
      [-10, '-1.00'],
      [50, '5.00'],
      [-500, '-50.00'],
    ])
    expect(statement.closing.worth).toEqual({
      currency: 'EUR',
      price: '10000000',
      value: '104.70',
      source: 'imported',
      note: null,
    })
    expect(
      Papa.parse<Record<string, string>>(text, { header: true }).data.map(({ value }) => value),
    ).toContain('-50.00')
    const other = await between(world, 105, 115, 'csv', 'USD')
    const note = 'no price known for that day'
    expect(other.statement.rows.map(({ worth }) => [worth?.value, worth?.note])).toEqual([
      [null, note],
      [null, note],
      [null, note],
    ])
    expect((await between(world, 105, 115)).statement.rows[0]).not.toHaveProperty('worth')
  })

  it('names its transactions by their labels, and its times by ISO 8601, beside satoshis', async () => {
    const world = await aLedger([120])
    const { labels } = ownWords(world, world.clock)
    await labels.set({ type: 'tx', ref: out('pay').txid, label: '=Rent' })
    const { text } = await between(world, 115, 115, 'csv')
    const rows = Papa.parse<Record<string, string>>(text, { header: true }).data
    const sent = rows.find(({ what }) => what === 'sent')
    expect(sent).toMatchObject({
      label: "'=Rent",
      net_sats: '-500',
      balance_sats: '1047',
      time: '2020-09-14T07:36:40+00:00',
    })
  })

  it('is the same to the byte from a ledger that was written in other steps and has gone on since', async () => {
    const [one, other] = [await aLedger([120]), await aLedger([101, 104, 111, 130, 400])]
    for (const format of ['csv', 'json'] as const)
      expect((await between(one, 101, 118, format)).text).toBe((await between(other, 101, 118, format)).text)
  })

  it('claims no balance before what was read, and none that a hole hides', async () => {
    const world = await aLedger([120])
    expect((await between(world, 50, 110)).statement).toMatchObject({
      opening: { height: 49, balance: null },
      closing: { balance: 1_497 },
      addsUp: null,
    })
    expect((await between(world, 50, 110)).statement.rows[0]).toMatchObject({
      balance: null,
      complete: false,
    })
  })

  it('tells in sum what was spent where nobody read, so that it still adds up', async () => {
    const world = openWorld()
    const chain = testChain()
    const [a = -1] = await world.watch(1)
    await world.snapshot(chain, 100, [a], [coin('lost', a, 7, 90), coin('kept', a, 1, 91)])
    await world.connect(chain, 105)
    await world.apply({ kind: 'abandon' })
    await world.snapshot(chain, 120, [a], [coin('found', a, 3, 112), coin('kept', a, 1, 91)])
    await world.connect(chain, 125)
    const { statement, text } = await between(world, 101, 125, 'csv')
    expect(statement.rows.map(({ what, net, balance }) => [what, net, balance])).toEqual([
      ['received', 3, 11],
      ['spent_unread', -7, 4],
    ])
    expect(statement).toMatchObject({ addsUp: true, closing: { balance: 4 } })
    expect(text).toContain('not_read,1 scripts: blocks 106 to 120')
    expect((await between(world, 101, 110)).statement.closing.balance).toBeNull()
  })

  it('claims no balance where own data is in doubt, whatever is told of the rest, and no row there as complete', async () => {
    const statementWith = async (doubt: boolean) => {
      const world = openWorld()
      const chain = testChain()
      const [own = -1] = await world.watch(1)
      await world.snapshot(chain, 100, [own], [coin('held', own, 7, 30)])
      await world.apply({ kind: 'history_start', scripts: [own], base: chain.ref(20) })
      for (let round = 0; round < (doubt ? 2 : 1); round++) {
        const group = await world.scan.historyGroup()
        if (group === null) throw new Error('nothing is to be filled')
        const paid = tx(doubt ? 'another' : 'held', { pays: [[own, 7]] })
        const blocks = [{ header: chain.at(30), txs: [paid] }]
        await world.apply({ kind: 'history', group, to: chain.ref(100), blocks, snapshots: [chain.at(100)] })
      }
      await world.connect(chain, 110, { 104: [tx('in', { pays: [[own, 5]] })] })
      const [, rest = -1] = await world.watch(1, 2)
      await world.snapshot(chain, 110, [rest], [coin('theirs', rest, 3, 90)])
      const said = { source: 'provider:somebody', at: chain.ref(110), observedAt: 1 } as const
      const row = { txid: out('theirs').txid, height: 90, blockHash: null, delta: 3 }
      await world.sources.saveHistory({ script: rest, ...said, rows: [row] })
      return (await between(world, 103, 107)).statement
    }
    const certain = { opening: { balance: 10 }, closing: { balance: 15 }, addsUp: true }
    expect(await statementWith(false)).toMatchObject({ ...certain, rows: [{ complete: true }] })
    const unclear = { opening: { balance: null }, closing: { balance: null }, addsUp: null }
    expect(await statementWith(true)).toMatchObject({ ...unclear, rows: [{ complete: false }] })
  })

  it('refuses a period above the ledger, one that ends before it begins, and a time of which the block is not known', async () => {
    const world = await aLedger([120])
    await expect(between(world, 101, 121)).rejects.toThrow('reaches block 120')
    await expect(between(world, 110, 105)).rejects.toThrow('ends before it begins')
    const late = making(world)(
      { of: ALL, from: { height: 1 }, to: { time: 9e12 }, format: 'csv', zone: 'UTC' },
      SIGNAL,
    )
    await expect(late).rejects.toMatchObject({
      code: 'invalid_input',
      detail: { reason: 'time_above_ledger' },
    })
    await expect(
      making(world)(
        {
          of: { kind: 'group', group: 'x' },
          from: { height: 1 },
          to: { height: 2 },
          format: 'csv',
          zone: 'UTC',
        },
        SIGNAL,
      ),
    ).rejects.toMatchObject({ code: 'not_watched' })
  })
})

describe('a statement as CSV', () => {
  it('has as many fields in every record, CRLF at the end of each, and empty cells for what is not known', async () => {
    const { text } = await between(await aLedger([120]), 50, 118, 'csv')
    expect(text.endsWith('\r\n')).toBe(true)
    const { data, errors } = Papa.parse<string[]>(text.trimEnd())
    expect(errors).toEqual([])
    expect(new Set(data.map((row) => row.length))).toEqual(new Set([15]))
    expect(data.find((row) => row[3] === 'opening_balance')?.[9]).toBe('')
    expect(data.find((row) => row[3] === 'sent')?.slice(5, 8)).toEqual([
      '0.00000000',
      '0.00000500',
      '-0.00000500',
    ])
  })

  it('reads back as it was whatever an entry is called, and holds no cell that a spreadsheet runs', async () => {
    const { statement } = await between(await aLedger([120]), 101, 118)
    const anyText = fc.oneof(
      fc.string(),
      fc
        .tuple(fc.constantFrom('=', '+', '-', '@', '\t', '\r', '"', ',', '\n'), fc.string())
        .map((parts) => parts.join('')),
    )
    fc.assert(
      fc.property(anyText, (entry) => {
        const named: Statement = { ...statement, entries: [entry] }
        const { data, errors } = Papa.parse<string[]>(statementCsv(named))
        expect(errors).toEqual([])
        const cell = data.find((row) => row[3] === 'entry')?.[4] ?? ''
        expect([entry, `'${entry}`]).toContain(cell)
        for (const row of data) for (const each of row) expect(/^[=+@\t\r]|^-(?!\d)/.test(each)).toBe(false)
      }),
      { numRuns: 300 },
    )
  })
})

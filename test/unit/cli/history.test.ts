import { describe, expect, it } from 'vitest'
import { TIME_REASON_WORDS } from '../../../electron/cli/past-option.ts'
import { blockHash, txid } from '../../../shared/chain.ts'
import type { RequestInput } from '../../../shared/ipc/contract.ts'
import {
  type OutputPage,
  type ScopeCompleteness,
  TIME_REASONS,
  type TransactionPage,
  type TransactionRow,
} from '../../../shared/ipc/time.ts'
import { SAMPLE_WATCH } from '../../fakes/contract-samples.ts'
import { run } from './run.ts'

const at = (height: number) => ({ height, hash: blockHash('ab'.repeat(32)) })
const WHOLE: ScopeCompleteness = {
  scripts: 1,
  unread: 0,
  since: at(90),
  to: at(120),
  ranges: [{ scripts: 1, from: at(90), to: at(120), holes: [], inDoubt: false }],
  elsewhere: 0,
  lost: [],
}
const ROW: TransactionRow = {
  txid: txid('cd'.repeat(32)),
  state: 'confirmed',
  block: { ...at(100), time: 1_700_000_000 },
  confirmations: 21,
  seenAt: null,
  received: 0,
  spent: 150_000_000,
  net: -150_000_000,
  fee: 1_000,
  ownTransfer: false,
  coinbase: false,
  immature: false,
  complete: true,
  reused: false,
  dust: false,
}
const PAGE: TransactionPage = {
  transactions: [ROW],
  next: 'b.100.1.x',
  completeness: WHOLE,
  tip: { ...at(120), time: 1_700_000_600 },
}
const listing = (page: TransactionPage, asked: RequestInput<'transactions.list'>[] = []) => ({
  'portfolio.list': async () => [
    SAMPLE_WATCH,
    { ...SAMPLE_WATCH, id: 2, text: 'bcrt1qother', group: 'savings' },
  ],
  'transactions.list': async (input: RequestInput<'transactions.list'>) => {
    asked.push(input)
    return page
  },
})

describe('history', () => {
  it('lists what moved with its block, its time in a named zone, and since when that is complete', async () => {
    const { stdout, code } = await run(['history', '--zone', 'UTC'], listing(PAGE))
    expect(code).toBe(0)
    expect(stdout.trimEnd().split('\n')).toEqual([
      'TIME                           BLOCK   CHANGE BTC         FEE  WHAT  TXID',
      `2023-11-14 22:13:20 UTC+00:00    100  -1.50000000  0.00001000  sent  ${'cd'.repeat(32)}`,
      '',
      'complete since block 90, before it unknown, up to block 120',
      'there are more: --before b.100.1.x',
      `as of block 120 (${at(120).hash}), according to own node; times in UTC`,
    ])
  })

  it('says what is not known, and exits 4 for what was never looked up', async () => {
    const completeness: ScopeCompleteness = {
      ...WHOLE,
      scripts: 3,
      unread: 1,
      since: null,
      to: null,
      ranges: [
        { scripts: 2, from: at(0), to: at(120), holes: [{ from: at(100), to: at(110) }], inDoubt: true },
      ],
      lost: [{ from: at(100), to: at(110), coins: 1, value: 7 }],
    }
    const page = { ...PAGE, completeness, transactions: [], next: null, tip: null }
    const { stdout, code } = await run(['history'], listing(page))
    expect(code).toBe(4)
    expect(stdout.trimEnd().split('\n')).toEqual([
      'no transactions are known',
      '',
      '1 script of 3: not looked up yet, so nothing is known of them',
      '2 scripts: complete from the first block on, up to block 120; not read: blocks 101 to 110; the blocks and the look-up differ',
      'blocks 101 to 110: 1 coin worth 0.00000007 BTC were spent there, in transactions that are not known',
    ])
  })

  it('asks about entries, a group by name or everything, and passes on where a page begins', async () => {
    const asked: RequestInput<'transactions.list'>[] = []
    const handlers = listing(PAGE, asked)
    await run(['history', 'bcrt1qother', '--limit', '7', '--before', 'g.1', '--gone'], handlers)
    await run(['history', 'savings'], handlers)
    await run(['history', '--group', 'x', '--json'], handlers)
    await run(['history', '--archived'], handlers)
    expect(asked).toEqual([
      { of: { kind: 'watches', watchIds: [2] }, limit: 7, before: 'g.1', gone: true },
      { of: { kind: 'group', group: 'savings' }, limit: 50 },
      { of: { kind: 'group', group: 'x' }, limit: 50 },
      { of: { kind: 'all', archived: true }, limit: 50 },
    ])
    expect((await run(['history', 'nobody'], handlers)).code).toBe(2)
    expect((await run(['history', '--limit', '0'], handlers)).code).toBe(2)
    expect((await run(['history', '--zone', 'Mars'], handlers)).code).toBe(2)
  })
})

describe('history at a past block', () => {
  it('lists what was in blocks up to the one that a height or a date means', async () => {
    const asked: RequestInput<'transactions.list'>[] = []
    const handlers = {
      ...listing(PAGE, asked),
      'time.block': async () => ({ kind: 'block' as const, block: at(77), final: true }),
    }
    await run(['history', '--at', '70'], handlers)
    const { stdout } = await run(['history', '--at', '2023-11-14', '--zone', 'UTC'], handlers)
    expect(asked.map(({ upTo }) => upTo)).toEqual([70, 77])
    expect(stdout).toContain('block 77 is the last one whose median time past is not after it')
    expect((await run(['history', '--at', '70', '--gone'], handlers)).code).toBe(2)
  })

  it('asks for no list where nobody knows which block the date means', async () => {
    const asked: RequestInput<'transactions.list'>[] = []
    const { code } = await run(['history', '--at', '2009-01-01', '--zone', 'UTC'], {
      ...listing(PAGE, asked),
      'time.block': async () => ({ kind: 'unknown' as const, reason: 'before_genesis' as const }),
    })
    expect([code, asked]).toEqual([4, []])
  })
})

const NO_TABLE = { header: [], amounts: [], rows: [] }

describe('a list as a table for spreadsheets', () => {
  const table = {
    'lists.export': async () => ({
      text: 'txid\r\nab\r\n',
      rows: 1,
      more: false,
      table: NO_TABLE,
      known: null,
    }),
  }
  it('is all of stdout; what is known of it is said on stderr', async () => {
    const { stdout, stderr, code } = await run(['history', '--format', 'csv'], { ...listing(PAGE), ...table })
    expect([stdout, code]).toEqual(['txid\r\nab\r\n', 0])
    expect(stderr).toContain('complete since block 90, before it unknown, up to block 120')
    const outputs = {
      completeness: WHOLE,
      outputs: [],
      next: null,
      at: null,
      reason: 'snapshot_waiting',
      total: null,
    }
    const held = await run(['utxos', '--format', 'csv'], {
      ...table,
      'outputs.list': async () => ({ ...outputs, unknown: 1 }) as OutputPage,
    })
    expect([held.stdout, held.code]).toEqual(['txid\r\nab\r\n', 4])
    expect(held.stderr).toContain('nothing is known')
  })

  it('holds no word of a date whose block is not known', async () => {
    for (const command of ['history', 'utxos']) {
      const { stdout, stderr, code } = await run(
        [command, '--format', 'csv', '--at', '2020-12-31', '--zone', 'UTC'],
        {
          ...listing(PAGE),
          'time.block': async () => ({ kind: 'unknown', reason: 'block_times_unknown' }),
        },
      )
      expect([stdout, code]).toEqual(['', 4])
      expect(stderr).toContain('which block it means is not known')
    }
  })

  it('is the whole list in one form', async () => {
    for (const wrong of [['--json'], ['--limit', '5'], ['--before', 'b.1.1.x']])
      expect((await run(['history', '--format', 'csv', ...wrong])).code).toBe(2)
    expect((await run(['history', '--fiat', 'EUR'])).code).toBe(2)
  })
})

describe('utxos', () => {
  const page: OutputPage = {
    outputs: [
      {
        txid: ROW.txid,
        vout: 1,
        address: 'bcrt1qone',
        value: 5,
        coinbase: true,
        block: at(90),
        confirmations: 11,
        immature: true,
        reused: true,
        dust: true,
      },
    ],
    next: null,
    at: at(100),
    reason: null,
    total: { outputs: 1, confirmed: 0, immature: 5 },
    unknown: 1,
    completeness: WHOLE,
  }

  it('lists what was unspent at a date, with the block that the date means', async () => {
    const asked: unknown[] = []
    const { stdout, code } = await run(['utxos', '--at', '2023-11-14', '--zone', 'UTC'], {
      'time.block': async ({ time }) => {
        asked.push(time)
        return { kind: 'block', block: at(100), final: false }
      },
      'outputs.list': async (input) => {
        asked.push(input)
        return page
      },
    })
    expect(code).toBe(4)
    expect(asked).toEqual([
      Date.parse('2023-11-14T23:59:59Z'),
      { of: { kind: 'all' }, limit: 50, at: { height: 100 } },
    ])
    expect(stdout.trimEnd().split('\n')).toEqual([
      `ADDRESS           BTC          BLOCK  ${'OUTPUT'.padEnd(66)}  NOTE`,
      `bcrt1qone  0.00000005  90 (immature)  ${'cd'.repeat(32)}:1  dust, address used before`,
      '',
      '1 outputs, 0.00000000 BTC, and 0.00000005 BTC immature',
      '1 scripts are left out: they were not read at that block',
      `as of block 100 (${at(100).hash}), according to own node`,
      '2023-11-14 23:59:59 UTC+00:00 (UTC): block 100 is the last one whose median time past is not after it; no later block has passed it yet',
    ])
  })

  it('says that nothing is known rather than that nothing is there', async () => {
    const nothing: OutputPage = { ...page, outputs: [], at: null, total: null, reason: 'block_hash_unknown' }
    const { stdout, code } = await run(['utxos', '--at', '7'], { 'outputs.list': async () => nothing })
    expect([code, stdout.split('\n')[0]]).toEqual([
      4,
      'nothing is known: own data has figures, but nobody says which block is at that height (--refresh asks the own node)',
    ])
  })
})

describe('a date', () => {
  it('has words for every reason why its block is not known, and is no 0', async () => {
    for (const reason of TIME_REASONS) {
      const handlers = { 'time.block': async () => ({ kind: 'unknown', reason }) as const }
      const { stdout, code } = await run(['balance', '--at', '2020-01-01T00:00Z'], handlers)
      expect(code).toBe(4)
      expect(stdout).toContain(TIME_REASON_WORDS[reason])
      expect(stdout).not.toMatch(/0\.0/)
    }
  })
})

describe('journal', () => {
  const entry = {
    at: 1_700_000_000_000,
    cause: 'mempool',
    kind: 'replaced',
    txid: ROW.txid,
    by: txid('ef'.repeat(32)),
    block: null,
    change: -5_000,
    counted: false,
    watchIds: [1],
  } as const

  it('lists what changed and why, in pages, and as JSON', async () => {
    const asked: RequestInput<'journal.list'>[] = []
    const handlers = {
      ...listing(PAGE),
      'journal.list': async (input: RequestInput<'journal.list'>) => {
        asked.push(input)
        return { entries: [entry], next: 'j.7.0' }
      },
    }
    const { stdout, code } = await run(
      ['journal', '--zone', 'UTC', '--limit', '5', '--before', 'j.9.0'],
      handlers,
    )
    expect(code).toBe(0)
    expect(asked).toEqual([{ of: { kind: 'all' }, limit: 5, before: 'j.9.0' }])
    expect(stdout).toContain(`replaced by ${entry.by}, mempool, not part of the balance`)
    expect(stdout).toContain('--before j.7.0')
    const { stdout: json } = await run(['journal', '--json'], handlers)
    expect(JSON.parse(json)).toEqual({ entries: [entry], next: 'j.7.0' })
  })

  it('says since which block it is complete, and exits 4 for what was never looked up', async () => {
    const ofUnread: TransactionPage = { ...PAGE, completeness: { ...WHOLE, scripts: 3, unread: 2 } }
    const journal = { 'journal.list': async () => ({ entries: [entry], next: null }) }
    const { stdout, code } = await run(['journal', '--zone', 'UTC'], { ...listing(PAGE), ...journal })
    expect([code, stdout]).toEqual([0, expect.stringContaining('complete since block 90')])
    const unread = await run(['journal', '--zone', 'UTC'], { ...listing(ofUnread), ...journal })
    expect([unread.code, unread.stdout]).toEqual([
      4,
      expect.stringContaining('2 scripts of 3: not looked up yet'),
    ])
    const table = {
      'lists.export': async () => ({ text: 'at\r\n', rows: 0, more: false, table: NO_TABLE, known: null }),
    }
    const csv = await run(['journal', '--format', 'csv'], { ...listing(ofUnread), ...table })
    expect([csv.code, csv.stdout]).toEqual([4, 'at\r\n'])
    expect(csv.stderr).toContain('2 scripts of 3: not looked up yet')
  })
})

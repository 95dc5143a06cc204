import { describe, expect, it } from 'vitest'
import { HEIGHT_REASON_WORDS } from '../../../electron/cli/height-words.ts'
import type { Handlers } from '../../../electron/ipc/router-types.ts'
import { blockHash } from '../../../shared/chain.ts'
import { AppError } from '../../../shared/errors.ts'
import type { BalanceAtRequest, RequestInput } from '../../../shared/ipc/contract.ts'
import { HEIGHT_REASONS, type HeightReading, type HeightReport } from '../../../shared/reading.ts'
import { inWords } from '../../fakes/in-words.ts'
import { run } from './run.ts'

const asOf = { height: 100, hash: blockHash('ab'.repeat(32)) }
const KNOWN: HeightReading = {
  address: 'bcrt1qone',
  height: 100,
  kind: 'known',
  confirmed: 150_000_000,
  immature: 0,
  asOf,
  source: 'ledger',
  reasons: [],
}
const BY_PROVIDER: HeightReading = {
  ...KNOWN,
  address: 'bcrt1qtwo',
  immature: null,
  source: 'provider:example.org',
  reasons: ['ledger_starts_later'],
}
const UNKNOWN: HeightReading = {
  ...KNOWN,
  address: 'bcrt1qthree',
  kind: 'unknown',
  confirmed: null,
  immature: null,
  asOf: null,
  source: null,
  reasons: ['ledger_hole', 'not_asked'],
}
const REPORT: HeightReport = {
  height: 100,
  tip: { height: 120, hash: null, time: null, source: 'node', estimated: false },
  readings: [KNOWN, BY_PROVIDER, UNKNOWN],
  total: { confirmed: 300_000_000, immature: null, known: 2, unknown: 1, asOf },
  blockTime: 1_700_000_000,
}
const NOTHING: HeightReport = {
  ...REPORT,
  readings: [UNKNOWN],
  total: { confirmed: null, immature: null, known: 0, unknown: 1, asOf: null },
}
const answering = (report: HeightReport, asked: BalanceAtRequest[] = []) => ({
  'balance.at': (input: BalanceAtRequest) => {
    asked.push(input)
    return Promise.resolve(report)
  },
})

describe('balance --at', () => {
  it('says each figure with its source, what is missing, and the block that all of it is of', async () => {
    const { stdout, code } = await run(['balance', '--at', '100'], answering(REPORT))
    expect(code).toBe(4)
    expect(stdout.trimEnd().split('\n')).toEqual([
      'ENTRY        CONFIRMED BTC    IMMATURE  SOURCE',
      'bcrt1qone       1.50000000  0.00000000  own node',
      'bcrt1qtwo       1.50000000           –  example.org',
      'bcrt1qthree              –           –  –',
      'total           3.00000000           –',
      '',
      'bcrt1qtwo: own data begins above that block',
      'bcrt1qthree: own data has a hole at that block; nobody was asked (use --refresh)',
      'entries: 2 known, 1 unknown (the total leaves the unknown ones out)',
      `as of block 100 (${asOf.hash}), according to own node, example.org`,
    ])
  })

  it.each([
    ['of the day of the block', REPORT, ['--at', '100'], '2023-11-14'],
    ['of the day that was asked for', REPORT, ['--at', '2020-12-31', '--zone', 'UTC'], '2020-12-31'],
    ['unknown where nobody knows when the block was', { ...REPORT, blockTime: null }, ['--at', '100'], null],
  ] as const)('says what it was worth by the price %s', async (_, report, argv, day) => {
    const asked: RequestInput<'prices.on'>[] = []
    const handlers: Partial<Handlers> = {
      ...answering(report),
      'time.block': () => Promise.resolve({ kind: 'block', block: asOf, final: true }),
      'prices.on': (input) => {
        asked.push(input)
        const price = { price: '20000', currency: 'EUR', source: 'mine', day, at: null, observedAt: 0 }
        return Promise.resolve([{ day: day ?? '', answer: { kind: 'known', price } }])
      },
    }
    const { stdout } = await run(['balance', '--fiat', 'EUR', ...argv], handlers)
    const { stdout: json } = await run(['balance', '--fiat', 'EUR', '--json', ...argv], handlers)
    const once = day === null ? [] : [{ currency: 'EUR', days: [day], ask: false }]
    expect(asked).toEqual([...once, ...once])
    expect(stdout).toContain(
      day === null
        ? 'worth: –\nprice: not known. It is not known when that block was.'
        : `worth: 60000.00 EUR (the unknown ones are left out)\nprice: 20000 EUR, mine, of ${day}`,
    )
    expect(JSON.parse(json).fiat.total).toEqual({
      confirmed: day === null ? null : '60000.00',
      immature: null,
    })
  })

  it('says that nothing is known rather than 0', async () => {
    const { stdout } = await run(['balance', '--at', '100'], answering(NOTHING))
    expect(stdout).toMatch(/^total +– +–$/m)
    expect(stdout).toContain('block 100: nothing is known')
    expect(stdout).not.toMatch(/0\.0/)
  })

  it('prints the documented JSON on stdout and nothing else', async () => {
    const more = { ...REPORT, extra: 1, total: { ...REPORT.total, extra: 1 } }
    const ran = await run(['balance', '--at', '100', '--json'], answering(more))
    expect(JSON.parse(ran.stdout)).toEqual(REPORT)
    expect(Object.keys(JSON.parse(ran.stdout) as object)).toEqual([
      'height',
      'tip',
      'readings',
      'total',
      'blockTime',
    ])
    expect(ran).toMatchObject({ code: 4, stderr: '' })
  })

  it('exits by its readings', async () => {
    const all = { ...REPORT, readings: [KNOWN] }
    expect((await run(['balance', '--at', '100'], answering(all))).code).toBe(0)
    expect((await run(['balance', '--at', '100'], answering(NOTHING))).code).toBe(4)
  })

  it('reads beside a running app and asks nobody unless it is told to', async () => {
    const asked: BalanceAtRequest[] = []
    const handlers = answering(REPORT, asked)
    const plain = await run(['balance', '--at', '0'], handlers)
    const all = await run(['balance', 'a', '--archived', '--at', '7', '--refresh'], handlers)
    expect(asked).toEqual([
      { height: 0, ask: false },
      { addresses: ['a'], archived: true, height: 7, ask: true },
    ])
    expect([plain.host.options?.access, all.host.options?.access]).toEqual(['read', 'own'])
  })

  it.each([
    ['a word', ['--at', 'yesterday']],
    ['a fraction', ['--at', '1.5']],
    ['an exponent', ['--at', '1e3']],
    ['nothing', ['--at=']],
    ['a negative number', ['--at=-1']],
    ['a lock time', ['--at', '500000000']],
    ['a day that no month has', ['--at', '2023-02-30']],
  ])('refuses %s as a height before anything is opened', async (_, options) => {
    const ran = await run(['balance', ...options], answering(REPORT))
    expect(ran).toMatchObject({ code: 2, stdout: '' })
    expect(ran.stderr).toContain(
      '--at must be the height of a block (a whole number from 0), or a date such as 2020-12-31',
    )
    expect(ran.host.options).toBeNull()
  })

  it('says what is wrong with a negative number that stands alone', async () => {
    const ran = await run(['balance', '--at', '-1'], answering(REPORT))
    expect(ran.code).toBe(2)
    expect(ran.stderr).toContain('The option --at is used wrongly: its value begins with a dash.')
  })

  it('exits 2 with the newest block for a height above it', async () => {
    const refuse = () =>
      Promise.reject(
        new AppError('invalid_input', inWords('There is no block 9 yet: the newest block known is 8.')),
      )
    const ran = await run(['balance', '--at', '9'], { 'balance.at': refuse })
    expect(ran).toMatchObject({ code: 2, stdout: '' })
    expect(ran.stderr).toContain('the newest block known is 8')
  })

  it('belongs to balance alone', async () => {
    expect((await run(['list', '--at', '1'])).stderr).toContain('does not take --at')
  })

  it('has words for every reason', () => {
    for (const reason of HEIGHT_REASONS) expect(HEIGHT_REASON_WORDS[reason]).toMatch(/^[a-z]/)
  })
})

/** What the scripted host says about past moments, files, its log and itself. Made up, of the shape of the real answers. */
import { parseBitcoinLink } from '../../shared/bitcoin-uri.ts'
import { txid } from '../../shared/chain.ts'
import type { PriceAnswer } from '../../shared/fiat.ts'
import type { PortfolioRow, RequestInput, RequestOutput } from '../../shared/ipc/contract.ts'
import type { DoctorReport } from '../../shared/ipc/doctor.ts'
import type { ImportPreview } from '../../shared/ipc/imports.ts'
import type { LabelImport } from '../../shared/ipc/labels.ts'
import type { MomentPage, MomentRow } from '../../shared/ipc/moment.ts'
import type { OutputPage, Statement } from '../../shared/ipc/time.ts'
import type { HeightTotal } from '../../shared/reading.ts'
import { type DemoState, demoBlock } from './demo-data.ts'
import { demoList } from './demo-lists.ts'
import { demoTransactions } from './demo-pages.ts'
import { DEMO_TIP, demoHeightAt, demoShareAt, demoTimeOf } from './demo-past.ts'

const ANSWERS: Readonly<Record<string, (input: unknown, state: DemoState) => unknown>> = {
  'time.block': (input) => {
    const block = demoBlock(demoHeightAt((input as { time: number }).time, Date.now()))
    return { kind: 'block', block, final: block.height < DEMO_TIP }
  },
  'moment.read': (input, state) => demoMoment(input as { height: number; group: string | null }, state),
  'moment.entry': (input, state) => demoEntry(input as { watchId: number; height: number }, state),
  'outputs.list': (input) => demoOutputs((input as { at?: { height: number } }).at?.height ?? DEMO_TIP),
  'statement.make': () => ({ statement: demoStatement(), text: 'made up\r\n' }),
  'doctor.run': (_, state) => demoDoctor(state),
  'imports.preview': (input) => demoImport(input as { base64?: string }),
  'imports.apply': () => ({ added: 2, already: 1, skipped: 0, refused: 1, labels: null }),
  'labels.import': () => demoLabels(),
  'labels.export': () => ({ text: '{"type":"tx"}\n', records: 12 }),
  'exports.make': () => ({ name: 'tidemark-main.csv', text: 'address\r\n', entries: 8, left: [] }),
  'lists.export': (input, { rows }) => demoList(input as RequestInput<'lists.export'>, rows, Date.now()),
  'backup.make': () => ({ name: 'tidemark-main.json', text: '{}' }),
  'backup.kept': () => [],
  'backup.preview': () => DEMO_RESTORE,
  'backup.restore': () => ({ ...DEMO_RESTORE, applied: true }),
  'link.read': (input) => parseBitcoinLink((input as { text: string }).text),
  'link.take': () => null,
  'log.tail': () => DEMO_LOG,
  'about.versions': () => DEMO_VERSIONS,
  'data.wipePlan': () => null,
  'data.wipe': (input) => (input as { plan: unknown }).plan,
  'prices.presets': () => [],
  'prices.now': (_, { settings }) =>
    settings.prices.enabled ? demoPriceNow() : { kind: 'unknown', reason: 'off', message: '' },
  'prices.on': (input) => demoPrices(input as RequestInput<'prices.on'>),
}

/** Whether it is answered here. */
export function isExchange(name: string): boolean {
  return Object.hasOwn(ANSWERS, name)
}

/** The answer to one of these requests. */
export function demoExchange(name: string, input: unknown, state: DemoState): unknown {
  return ANSWERS[name]?.(input, state)
}

function toPast({ watch, reading }: PortfolioRow, index: number, height: number): MomentRow {
  const share = demoShareAt(height)
  const isKnown = index % 4 !== 3 && reading.confirmed !== null && share !== null
  return {
    watch,
    reading: {
      address: reading.address,
      height,
      kind: isKnown ? 'known' : 'unknown',
      confirmed: isKnown ? Math.round((reading.confirmed ?? 0) * share) : null,
      immature: isKnown ? 0 : null,
      asOf: isKnown ? demoBlock(height) : null,
      source: isKnown ? 'ledger' : null,
      reasons: isKnown ? [] : ['ledger_starts_later', 'not_asked'],
    },
  }
}

function totalOf(rows: readonly MomentRow[], height: number): HeightTotal {
  const known = rows.filter(({ reading }) => reading.kind === 'known')
  return {
    confirmed:
      known.length === 0 ? null : known.reduce((sum, { reading }) => sum + (reading.confirmed ?? 0), 0),
    immature: 0,
    known: known.length,
    unknown: rows.length - known.length,
    asOf: known.length === 0 ? null : demoBlock(height),
  }
}

function demoMoment(
  { height, group }: { readonly height: number; readonly group: string | null },
  { rows, status }: DemoState,
): MomentPage {
  const all = rows.filter(({ watch }) => !watch.archived).map((row, index) => toPast(row, index, height))
  const shown = all.filter(({ watch }) => group === null || watch.group === group)
  const byGroup = group === null ? [...Map.groupBy(all, ({ watch }) => watch.group)] : []
  return {
    height,
    tip: status.tip,
    total: totalOf(shown, height),
    blockTime: Math.floor(demoTimeOf(height, Date.now()) / 1_000),
    rows: shown,
    count: shown.length,
    groups: byGroup.map(([name, some]) => ({ group: name, total: totalOf(some, height), told: 0 })),
    told: 0,
  }
}

function demoEntry(
  { watchId, height }: { readonly watchId: number; readonly height: number },
  { rows }: DemoState,
): MomentRow | null {
  const index = rows.findIndex(({ watch }) => watch.id === watchId)
  const row = rows[index]
  return row ? toPast(row, index, height) : null
}

function demoOutputs(height: number): OutputPage {
  const output = {
    txid: txid('4'.repeat(64)),
    vout: 1,
    address: '',
    value: 81_250_411,
    coinbase: false,
    block: demoBlock(Math.max(0, height - 3_121)),
    confirmations: 3_122,
    immature: false,
    reused: true,
    dust: false,
  }
  return {
    outputs: [output, { ...output, vout: 2, value: 777, reused: false, dust: true }],
    next: null,
    at: demoBlock(height),
    reason: null,
    total: { outputs: 2, confirmed: 81_251_188, immature: 0 },
    unknown: 0,
    completeness: demoTransactions(Date.now()).completeness,
  }
}

function demoStatement(): Statement {
  const row = (height: number, net: number, balance: number) => ({
    height,
    hash: demoBlock(height).hash,
    time: 1_750_000_000 + (height - 900_000) * 600,
    txid: txid('5'.repeat(64)),
    what: net > 0 ? ('received' as const) : ('sent' as const),
    received: Math.max(0, net),
    spent: Math.max(0, -net),
    net,
    fee: net < 0 ? 412 : null,
    balance,
    complete: true,
  })
  return {
    network: 'main',
    of: { kind: 'all' },
    entries: [],
    zone: 'UTC',
    opening: { height: 877_258, hash: demoBlock(877_258).hash, balance: 120_000_000 },
    closing: { height: 930_341, hash: demoBlock(930_341).hash, balance: 199_000_000 },
    rows: [row(901_222, 81_000_000, 201_000_000), row(915_010, -2_000_000, 199_000_000)],
    totals: { transactions: 2, received: 81_000_000, spent: 2_000_000, net: 79_000_000, fees: 412 },
    addsUp: true,
    complete: [],
    unread: 0,
    source: 'ledger',
  }
}

function demoImport({ base64 = '' }: { readonly base64?: string }): ImportPreview {
  const isLabels = atob(base64).startsWith('{"type"')
  const entry = { line: 2, kind: 'address', scriptType: 'p2wpkh', first: [], options: [] } as const
  return {
    format: isLabels ? 'bip329' : 'csv',
    encoding: 'utf-8',
    counts: { new: 2, already: 1, changed: 0, choose: 0, refused: 1, repeated: 0 },
    entries: [
      {
        ...entry,
        entry: 0,
        state: 'new',
        text: 'bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq',
        label: 'Rent',
        group: 'Household',
      },
      {
        ...entry,
        entry: 1,
        line: 3,
        state: 'new',
        text: '1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2',
        label: 'Shop',
      },
      { ...entry, entry: 2, line: 4, state: 'already', text: 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4' },
    ],
    refused: [{ line: 5, text: 'bc1qnot', reason: 'bad_checksum', message: 'the checksum is wrong' }],
    table: isLabels
      ? null
      : {
          delimiter: ',',
          columns: { header: true, address: 0, label: null, group: null, note: null, birthday: null },
          sample: [
            ['address', 'what', 'since'],
            ['bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq', 'Rent', '2021-04-01'],
          ],
        },
    labels: null,
  }
}

function demoLabels(): LabelImport {
  const about = { type: 'tx', ref: 'ab'.repeat(32), origin: '' } as const
  return {
    applied: false,
    counts: { new: 1, changed: 0, same: 3, conflicts: 1, refused: 1, aside: 0 },
    differences: [
      { ...about, line: 1, kind: 'new', before: null, after: 'Rent for May' },
      { ...about, line: 2, kind: 'conflict', before: 'Shop', after: 'Book shop' },
    ],
    refused: [{ line: 6, reason: 'not_json', message: 'This line is no JSON object.' }],
    aside: [],
    more: false,
  }
}

const NOTHING = { added: 0, changed: 0, same: 0, kept: 0, refused: 0 }
const DEMO_RESTORE = {
  applied: false,
  network: 'main',
  madeAt: '2026-03-01T10:00:00.000Z',
  intact: true,
  entries: { ...NOTHING, added: 4, same: 8 },
  labels: { new: 12, changed: 0, same: 3, conflicts: 1, refused: 0, aside: 0 },
  notes: NOTHING,
  groups: { ...NOTHING, added: 1 },
  settings: [
    { setting: 'providers', effect: 'consent' },
    { setting: 'staleAfterBlocks', effect: 'restored' },
  ],
  details: [],
  more: false,
}

const DEMO_LOG = {
  file: '/home/ada/.local/share/tidemark/main/log.jsonl',
  lines: [
    { at: 1_767_220_000_000, level: 'info', message: 'the app began', detail: '' },
    {
      at: 1_767_220_060_000,
      level: 'warn',
      message: 'a background task failed',
      detail: '{"code":"ECONNREFUSED"}',
    },
  ],
}

const DEMO_VERSIONS = {
  tidemark: '0.1.0',
  electron: null,
  chromium: null,
  node: '24.21.0',
  sqlite: '3.51.0',
  platform: 'linux x64',
}

/** Coins behind the gap limit of the first account. */
function demoDoctor({ rows }: DemoState): DoctorReport {
  const account = rows.find(({ watch }) => watch.kind === 'account')?.watch
  const behind = { coins: 2, sats: 41_200_000 }
  return {
    at: demoBlock(960_021),
    range: 10_000,
    scripts: 80_000,
    coins: 9,
    sats: 171_200_000,
    findings: [
      {
        descriptor: account?.text ?? '',
        scriptType: 'p2wpkh',
        chain: 0,
        coins: 9,
        sats: 171_200_000,
        highestIndex: 61,
        newest: demoBlock(958_144),
        pastGap: behind,
        neededGapLimit: 40,
        unwatched: behind,
      },
    ],
    fixes: [{ kind: 'widen', watchId: account?.id ?? 0, gapLimit: 40, ...behind }],
  }
}

function demoPriceNow(): PriceAnswer {
  const price = { currency: 'EUR', price: '98000.40', day: null, source: 'imported' }
  return { kind: 'known', price: { ...price, at: null, observedAt: Date.now() - 60_000 } }
}

/** A made-up price of each day; of the oldest ones none is known, as with a file of one's own that begins later. */
function demoPrices({ days, currency = 'EUR' }: RequestInput<'prices.on'>): RequestOutput<'prices.on'> {
  return days.map((day) => {
    const age = (Date.now() - Date.parse(day)) / 86_400_000
    if (age > 300) return { day, answer: { kind: 'unknown', reason: 'not_asked', message: '' } }
    const price = { currency, price: `${Math.round(98_000 - age * 90)}.40`, day, source: 'imported' }
    return { day, answer: { kind: 'known', price: { ...price, at: null, observedAt: Date.now() } } }
  })
}

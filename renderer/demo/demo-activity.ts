/** Made-up journal, notices and doings of providers. */
import { type Txid, txid } from '../../shared/chain.ts'
import type { PortfolioRow } from '../../shared/ipc/contract.ts'
import type { NoticePage, NoticeRulesView } from '../../shared/ipc/notices.ts'
import type { SourceActivity } from '../../shared/ipc/sources.ts'
import type { JournalEntry } from '../../shared/ipc/time.ts'
import { isOfFilter, type JournalFilter } from '../../shared/journal-filter.ts'
import { DEFAULT_NOTICE_RULES, type NoticeBody, type NoticeEntry } from '../../shared/notices.ts'
import { demoBlock } from './demo-data.ts'

const id = (name: string): Txid => txid(name.repeat(64).slice(0, 64))
const MINUTE = 60_000

type Line = Pick<JournalEntry, 'cause' | 'kind' | 'change'> & {
  readonly minutes: number
  readonly height?: number
  readonly tx?: string
  readonly by?: string
  readonly entries: readonly number[]
}

const LINES: readonly Line[] = [
  { minutes: 3, cause: 'mempool', kind: 'pending', change: 250_000, tx: 'a3', entries: [3] },
  {
    minutes: 18,
    cause: 'connect',
    kind: 'confirmed',
    change: -1_000_000,
    height: 960_021,
    tx: 'b7',
    entries: [6],
  },
  { minutes: 64, cause: 'mempool', kind: 'replaced', change: -1_000_000, tx: 'c2', by: 'b7', entries: [6] },
  {
    minutes: 140,
    cause: 'rewind',
    kind: 'reorged',
    change: 812_000,
    height: 960_012,
    tx: 'd9',
    entries: [2],
  },
  { minutes: 141, cause: 'rewind', kind: null, change: 0, height: 960_012, entries: [] },
  { minutes: 300, cause: 'mempool', kind: 'evicted', change: 40_000, tx: 'e4', entries: [3] },
  {
    minutes: 4_000,
    cause: 'connect',
    kind: 'confirmed',
    change: 15_000_000,
    height: 959_660,
    tx: 'f1',
    entries: [1, 2, 3],
  },
  {
    minutes: 9_000,
    cause: 'snapshot',
    kind: 'confirmed',
    change: 190_000_000,
    height: 959_020,
    tx: 'a8',
    entries: [1],
  },
]

/** One of each sort. */
export function demoJournal(now: number, only?: JournalFilter): readonly JournalEntry[] {
  return LINES.map(({ minutes, height, tx, by, entries, ...line }) => ({
    ...line,
    at: now - minutes * MINUTE,
    txid: tx === undefined ? null : id(tx),
    by: by === undefined ? null : id(by),
    block: height === undefined ? null : demoBlock(height),
    counted: line.kind === 'confirmed' || line.kind === 'reorged',
    watchIds: entries,
  })).filter((entry) => only === undefined || isOfFilter(entry, only))
}

/** The newest is new. */
export function demoNotices(rows: readonly PortfolioRow[], now: number): NoticePage {
  const named = (...wanted: readonly number[]): readonly NoticeEntry[] =>
    rows
      .filter(({ watch }) => wanted.includes(watch.id))
      .map(({ watch }) => ({ watchId: watch.id, kind: watch.kind, label: watch.label, text: watch.text }))
  const spent = { entries: named(6), entryCount: 1, txids: [id('b7')], count: 1, sats: 1_000_000 }
  const bodies: readonly NoticeBody[] = [
    { kind: 'unverified', entries: named(5), entryCount: 1, hours: 6, since: now - 7 * 60 * MINUTE },
    { kind: 'spent', ...spent, confirmed: true, block: demoBlock(960_021) },
    { kind: 'undone', what: 'replaced', ...spent, by: id('b7') },
    {
      kind: 'balance',
      check: 'below',
      of: { kind: 'group', group: 'Donations' },
      entries: [],
      expected: 10_000_000,
      found: 9_651_712,
      block: demoBlock(960_010),
    },
    { kind: 'provider_errors', provider: 'mempool.space/api', calls: 40, failed: 22 },
  ]
  const notices = bodies.map((body, index) => ({
    id: bodies.length - index,
    at: now - (index * 90 + 4) * MINUTE,
    body,
    seen: index > 0,
    post: null,
  }))
  return { notices, next: null, unseen: 1 }
}

/** Rules of a person who wants to hear of what matters. */
export function demoRules(): NoticeRulesView {
  const balances = [
    { id: 'a', of: { kind: 'group', group: 'Donations' }, check: 'below', sats: 10_000_000 },
  ] as const
  return {
    rules: { ...DEFAULT_NOTICE_RULES, payments: true, spends: true, unverifiedHours: 6, balances },
    hasKey: false,
    held: null,
    waiting: 0,
    writable: true,
  }
}

/** Forty calls each, some of which failed. */
export function demoActivity(providers: readonly string[], now: number): SourceActivity {
  return {
    since: now - 5 * 60 * MINUTE,
    providers: providers.map((provider, which) => ({
      id: provider,
      calls: Array.from({ length: 40 }, (_, call) => {
        const failed = (call * (which + 3)) % 17 === 5
        const ms = 120 + which * 80 + ((call * 37) % 90)
        return {
          at: now - (40 - call) * MINUTE,
          ms: failed ? null : ms,
          problem: failed ? 'unreachable' : null,
        }
      }),
    })),
    failovers: providers.slice(1).map((to, index) => ({
      at: now - (index * 40 + 6) * MINUTE,
      from: [{ id: providers[index] ?? '', problem: index === 0 ? 'refused' : 'unreachable' }],
      to,
      count: index + 1,
    })),
  }
}

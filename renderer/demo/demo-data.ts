/** Made-up but plausible portfolio data that covers all five freshness states and a hole. */

import { type BlockRef, blockHash, type Network, txid } from '../../shared/chain.ts'
import { isDust } from '../../shared/dust.ts'
import type {
  AddressDetail,
  AppSnapshot,
  AppStatus,
  PortfolioRow,
  SettingsView,
  UnspentOutput,
} from '../../shared/ipc/contract.ts'
import { DEFAULT_PRICE_SETTINGS } from '../../shared/price-sources.ts'
import type { FreshnessState, Reading, Reason, Total } from '../../shared/reading.ts'
import { englishOf, say } from '../../shared/said.ts'

const TOO_OFTEN = say('provider_too_often')

/** A block whose hash looks like one: leading zeros, then digits that follow from its height. */
export function demoBlock(height: number): BlockRef {
  const seed = (height * 2_654_435_761) % 0xffff_ffff
  const digits = seed.toString(16).padStart(8, '0')
  return { height, hash: blockHash(`0000000000000000${digits.repeat(6)}`) }
}

const TIP = 960_021

interface Sketch {
  readonly label: string
  readonly group: string
  readonly address: string
  readonly confirmed: number | null
  readonly pending?: number
  readonly immature?: number
  readonly state: FreshnessState
  readonly behind?: number
  readonly ageS?: number
  readonly provider?: string
  readonly reasons?: readonly Reason[]
  readonly hole?: boolean
}

const SKETCHES: readonly Sketch[] = [
  {
    label: 'Vault, kitchen clock',
    group: 'Cold storage',
    address: 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4',
    confirmed: 205_000_000,
    state: 'current',
  },
  {
    label: 'Hardware wallet',
    group: 'Cold storage',
    address: 'bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu',
    confirmed: 81_250_411,
    state: 'current',
  },
  {
    label: 'Donations page',
    group: 'Donations',
    address: 'bc1p5cyxnuxmeuwuvkwfem96lqzszd02n6xdcjrs20cac6yqjjwudpxqkedrcr',
    confirmed: 3_112_000,
    pending: 250_000,
    state: 'current',
  },
  {
    label: 'Old paper wallet',
    group: 'Family',
    address: '1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2',
    confirmed: 10_000_000,
    state: 'behind',
    behind: 212,
    reasons: ['node_syncing'],
  },
  {
    label: 'Grandma',
    group: 'Family',
    address: '3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy',
    confirmed: 12_500_500,
    state: 'stale',
    behind: 18,
    ageS: 3 * 3600,
    provider: 'mempool.space',
    reasons: ['snapshot_waiting', 'provider_refused'],
  },
  {
    label: 'Exchange payout',
    group: 'Donations',
    address: 'bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq',
    confirmed: 6_540_000,
    pending: -1_000_000,
    state: 'offline',
    behind: 23,
    ageS: 20,
    reasons: ['node_unreachable'],
    hole: true,
  },
  {
    label: 'Just added',
    group: 'Family',
    address: 'bc1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3qccfmv3',
    confirmed: null,
    state: 'unknown',
    reasons: ['snapshot_waiting', 'provider_unreachable'],
  },
  {
    label: '',
    group: '',
    address: '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa',
    confirmed: 0,
    immature: 0,
    state: 'current',
  },
]

function readingOf(sketch: Sketch, now: number): Reading {
  const { address, confirmed, state } = sketch
  const unknown = state === 'unknown'
  return {
    address,
    kind: unknown ? 'unknown' : state === 'stale' ? 'stale' : 'known',
    freshness: {
      state,
      blocksBehind: unknown ? null : (sketch.behind ?? 0),
      observedAt: unknown ? null : now - (sketch.ageS ?? 8) * 1000,
    },
    confirmed,
    pending: unknown || sketch.provider !== undefined ? null : (sketch.pending ?? 0),
    immature: unknown ? null : (sketch.immature ?? 0),
    asOf: unknown ? null : demoBlock(TIP - (sketch.behind ?? 0)),
    source: unknown ? null : sketch.provider === undefined ? 'ledger' : `provider:${sketch.provider}`,
    completeness: {
      unspent: unknown || sketch.provider !== undefined ? 'incomplete' : 'complete',
      historyFrom: unknown || sketch.provider !== undefined ? null : demoBlock(702_861),
      holes: sketch.hole ? [{ from: demoBlock(948_110), to: demoBlock(951_402) }] : [],
    },
    reasons: sketch.reasons ?? [],
  }
}

function rowOf(sketch: Sketch, index: number, now: number): PortfolioRow {
  return {
    watch: {
      id: index + 1,
      kind: 'address',
      text: sketch.address,
      scriptType: sketch.address.startsWith('bc1p')
        ? 'p2tr'
        : sketch.address.startsWith('bc1')
          ? 'p2wpkh'
          : 'p2pkh',
      label: sketch.label,
      group: sketch.group,
      addedAt: now - (40 - index) * 86_400_000,
      archived: false,
    },
    reading: readingOf(sketch, now),
  }
}

function statusOf(network: Network, now: number): AppStatus {
  const tip = demoBlock(TIP)
  return {
    network,
    dataDir: '/home/ada/.local/share/tidemark/main',
    version: '0.1.0',
    offline: false,
    tip: { ...tip, time: Math.floor(now / 1000) - 40, source: 'node', estimated: false },
    tipHeardAt: now - 2000,
    ledger: { ...tip, time: Math.floor(now / 1000) - 40 },
    node: {
      kind: 'ok',
      url: 'http://127.0.0.1:8332',
      blocks: TIP,
      headers: TIP,
      bestHash: tip.hash,
      initialDownload: false,
      features: {
        version: 290_000,
        subversion: '/Satoshi:29.0.0/',
        pruned: false,
        pruneHeight: null,
        rest: true,
        blockFilterIndex: 'absent',
        zmq: [],
        waitTakesTip: false,
      },
      answeredAt: now - 2000,
    },
    providers: [
      {
        id: 'mempool.space',
        url: 'https://mempool.space/api',
        state: 'ok',
        lastSuccessAt: now - 30_000,
        lastError: null,
        latencyMs: 180,
        tipHeight: TIP,
        health: {
          family: 'esplora',
          p50Ms: 178,
          p95Ms: 412,
          tipLag: 0,
          budgetLeft: 3,
          skipped: null,
        },
      },
      {
        id: 'blockstream.info',
        url: 'https://blockstream.info/api',
        state: 'failing',
        lastSuccessAt: now - 1_500_000,
        lastError: {
          at: now - 60_000,
          message: englishOf(TOO_OFTEN),
          said: TOO_OFTEN,
          problem: 'refused',
        },
        latencyMs: null,
        tipHeight: null,
        health: {
          family: 'esplora',
          p50Ms: 240,
          p95Ms: 1900,
          tipLag: 2,
          budgetLeft: 0,
          skipped: { reason: 'left_alone', until: now + 540_000 },
        },
      },
    ],
    scan: {
      phase: 'snapshot',
      waitingFor: null,
      blocksLeft: null,
      blocksPerSecond: null,
      snapshotProgress: 0.6137,
      snapshotScripts: 1,
      history: null,
      check: null,
      paused: false,
    },
    watches: SKETCHES.length,
    staleAfterBlocks: 1000,
  }
}

const PUBLIC = { tier: 'public', tierSaid: false, consent: true, proxy: false } as const

const SETTINGS: SettingsView = {
  node: {
    url: 'http://127.0.0.1:8332',
    auth: { kind: 'cookie', file: '/home/ada/.bitcoin/.cookie' },
  },
  providers: [
    { ...PUBLIC, id: 'mempool.space', url: 'https://mempool.space/api' },
    { ...PUBLIC, id: 'blockstream.info', url: 'https://blockstream.info/api' },
  ],
  pool: { rotation: null, deadlineMs: null, cacheTtlS: null },
  privacy: { limit: null, groups: {} },
  proxy: null,
  prices: DEFAULT_PRICE_SETTINGS,
  offline: false,
  staleAfterBlocks: 1000,
  fixedByCommandLine: [],
  writable: true,
}

/** The rows and their total as a host would send them. */
export function totalOfRows(rows: readonly PortfolioRow[]): Total {
  const readings = rows.map(({ reading }) => reading)
  const known = readings.filter(({ kind }) => kind !== 'unknown')
  const sum = (pick: (reading: Reading) => number | null): number | null =>
    known.length === 0 ? null : known.reduce((total, reading) => total + (pick(reading) ?? 0), 0)
  const blocks = known.flatMap(({ asOf }) => (asOf ? [asOf] : []))
  return {
    confirmed: sum(({ confirmed }) => confirmed),
    pending: sum(({ pending }) => pending),
    immature: sum(({ immature }) => immature),
    known: known.filter(({ kind }) => kind === 'known').length,
    stale: known.filter(({ kind }) => kind === 'stale').length,
    unknown: readings.length - known.length,
    oldestAsOf: blocks.toSorted((a, b) => a.height - b.height)[0] ?? null,
  }
}

/** What the demo knows: all rows, and a snapshot without what follows from them. */
export interface DemoState extends Omit<AppSnapshot, 'places' | 'entries' | 'archived'> {
  readonly rows: readonly PortfolioRow[]
  readonly total: Total
}

/** The whole state; `empty` has no rows and no source. */
export function demoSnapshot(network: Network, empty: boolean, now: number): DemoState {
  const rows = empty ? [] : SKETCHES.map((sketch, index) => rowOf(sketch, index, now))
  const status = statusOf(network, now)
  return {
    revision: 1,
    network,
    rows,
    total: totalOfRows(rows),
    status: empty ? emptyStatus(status) : status,
    settings: empty ? { ...SETTINGS, node: null, providers: [] } : SETTINGS,
    startNotices: [],
  }
}

function emptyStatus(status: AppStatus): AppStatus {
  const scan = { ...status.scan, phase: 'idle', snapshotProgress: null, snapshotScripts: 0 } as const
  return {
    ...status,
    node: { kind: 'not_set' },
    providers: [],
    ledger: null,
    tip: null,
    tipHeardAt: null,
    scan,
  }
}

/** The details of a row: outputs that add up to its confirmed figure. */
export function demoDetail({ watch, reading }: PortfolioRow, now: number): AddressDetail {
  const fromLedger = reading.source === 'ledger'
  return {
    watch,
    reading,
    unspent: fromLedger ? outputsOf(reading.confirmed ?? 0) : [],
    holes: reading.completeness.holes.map((hole) => ({
      ...hole,
      received: [{ txid: demoTxid(7), vout: 0, value: 2_000_000 }],
      spent: [{ txid: demoTxid(9), vout: 1, value: 500_000 }],
    })),
    askedOf: fromLedger
      ? [{ source: 'ledger', firstAt: now - 9e8, lastAt: now - 40_000 }]
      : [{ source: 'provider:mempool.space', firstAt: now - 9e8, lastAt: now - 10_800_000 }],
  }
}

function outputsOf(total: number): readonly UnspentOutput[] {
  if (total === 0) return []
  const first = Math.floor(total * 0.73)
  const second = Math.floor(total * 0.2)
  return [first, second, total - first - second].map((value, index) => ({
    txid: demoTxid(index),
    vout: index,
    value,
    coinbase: false,
    at: demoBlock(702_861 + index * 1000),
    confirmations: TIP - 702_860 - index * 1000,
    spendPending: index === 2,
    reused: index < 2,
    dust: isDust(value),
  }))
}

function demoTxid(seed: number): ReturnType<typeof txid> {
  const digits = ((seed + 3) * 0x9e3779b1).toString(16).slice(0, 8).padStart(8, 'b')
  return txid(digits.repeat(8))
}

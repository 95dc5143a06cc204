import { describe, expect, it } from 'vitest'
import {
  chooseReading,
  type LedgerView,
  type ObservationView,
  type ReadingContext,
  type ReadingInput,
} from '../../../electron/engine/reading.ts'
import { totalOf } from '../../../electron/engine/total.ts'
import { type BlockHash, blockHash } from '../../../shared/chain.ts'
import type { BestTip } from '../../../shared/reading.ts'

const NOW = 1_790_000_000_000
const hash = (n: number): BlockHash => blockHash(n.toString(16).padStart(64, '0'))
const at = (height: number) => ({ height, hash: hash(height) })
const tip = (height: number): BestTip => ({
  height,
  hash: hash(height),
  time: 1,
  source: 'node',
  estimated: false,
})

const ledger = (height: number, change: Partial<LedgerView> = {}): LedgerView => ({
  at: at(height),
  confirmed: 1_000,
  immature: 50,
  pending: 7,
  state: 'following',
  historyFrom: at(10),
  holes: [],
  observedAt: NOW - 1_000,
  ...change,
})
const seen = (height: number, change: Partial<ObservationView> = {}): ObservationView => ({
  source: 'provider:one',
  at: at(height),
  confirmed: 2_000,
  pending: 0,
  immature: null,
  observedAt: NOW - 10_000,
  ...change,
})
const context: ReadingContext = {
  tip: tip(5_000),
  tipHeardAt: NOW - 500,
  now: NOW,
  staleAfterBlocks: 1_000,
  observationTtlMs: 60_000,
  nodeAnswers: true,
  nodeReasons: [],
  askedAt: null,
}
const input = (change: Partial<ReadingInput>): ReadingInput => ({
  address: 'an address',
  ledger: null,
  observations: [],
  failedAt: null,
  providerReasons: [],
  ...change,
})

interface Expected {
  readonly kind: string
  readonly source: string | null
  readonly state: string
  readonly confirmed: number | null
  readonly reasons?: readonly string[]
}

const OLD = NOW - 3_600_000
const rule: readonly [string, Partial<ReadingInput>, Partial<ReadingContext>, Expected][] = [
  [
    'takes the ledger at the tip',
    { ledger: ledger(5_000) },
    {},
    { kind: 'known', source: 'ledger', state: 'current', confirmed: 1_000, reasons: [] },
  ],
  [
    'takes the ledger 999 blocks behind, and says so',
    { ledger: ledger(4_001), observations: [seen(5_000)] },
    {},
    { kind: 'known', source: 'ledger', state: 'behind', confirmed: 1_000, reasons: [] },
  ],
  [
    'takes a fresh provider answer once the ledger is 1,000 blocks behind',
    { ledger: ledger(4_000), observations: [seen(5_000)] },
    {},
    { kind: 'known', source: 'provider:one', state: 'current', confirmed: 2_000, reasons: ['ledger_behind'] },
  ],
  [
    'takes the ledger for stale when no provider answered',
    { ledger: ledger(4_000), providerReasons: ['provider_refused'] },
    {},
    {
      kind: 'stale',
      source: 'ledger',
      state: 'stale',
      confirmed: 1_000,
      reasons: ['ledger_behind', 'provider_refused'],
    },
  ],
  [
    'does not count an answer at the ledger’s own height',
    { ledger: ledger(4_000), observations: [seen(4_000, { observedAt: NOW })] },
    { askedAt: NOW },
    { kind: 'stale', source: 'ledger', state: 'stale', confirmed: 1_000 },
  ],
  [
    'does not count an observation older than its time to live',
    { observations: [seen(5_000, { observedAt: NOW - 60_001 })] },
    {},
    { kind: 'stale', source: 'provider:one', state: 'stale', confirmed: 2_000 },
  ],
  [
    'does not count an observation below the best known tip',
    { observations: [seen(4_999)] },
    {},
    { kind: 'stale', source: 'provider:one', state: 'stale', confirmed: 2_000 },
  ],
  [
    'counts an answer of this very question although the tip moved on meanwhile',
    { observations: [seen(4_999, { observedAt: NOW })] },
    { askedAt: NOW - 5 },
    { kind: 'known', source: 'provider:one', state: 'behind', confirmed: 2_000 },
  ],
  [
    'does not count what a provider said before it failed to answer again',
    { observations: [seen(5_000)], failedAt: NOW - 1, providerReasons: ['provider_unreachable'] },
    {},
    {
      kind: 'stale',
      source: 'provider:one',
      state: 'stale',
      confirmed: 2_000,
      reasons: ['snapshot_waiting', 'provider_unreachable'],
    },
  ],
  [
    'shows an old observation above a stale ledger',
    { ledger: ledger(3_000), observations: [seen(3_500, { observedAt: OLD })] },
    {},
    { kind: 'stale', source: 'provider:one', state: 'stale', confirmed: 2_000 },
  ],
  [
    'shows the stale ledger above an older observation',
    { ledger: ledger(3_600), observations: [seen(3_500, { observedAt: OLD })] },
    {},
    { kind: 'stale', source: 'ledger', state: 'stale', confirmed: 1_000 },
  ],
  [
    'shows the last reading of a void snapshot as stale, never as known',
    { observations: [seen(5_000, { source: 'ledger' })] },
    {},
    { kind: 'stale', source: 'ledger', state: 'stale', confirmed: 2_000, reasons: ['snapshot_void'] },
  ],
  [
    'is unknown, not zero, when there is nothing at all',
    {},
    { nodeAnswers: false, nodeReasons: ['node_unreachable'] },
    {
      kind: 'unknown',
      source: null,
      state: 'unknown',
      confirmed: null,
      reasons: ['snapshot_waiting', 'node_unreachable'],
    },
  ],
  [
    'stays known but offline when the node is gone and the ledger was near the tip',
    { ledger: ledger(4_990) },
    { nodeAnswers: false, nodeReasons: ['node_unreachable'] },
    { kind: 'known', source: 'ledger', state: 'offline', confirmed: 1_000, reasons: ['node_unreachable'] },
  ],
  [
    'stays known but offline without any tip (regtest with nobody there)',
    { ledger: ledger(4_990) },
    { tip: null, tipHeardAt: null, nodeAnswers: false, nodeReasons: ['node_unreachable'] },
    { kind: 'known', source: 'ledger', state: 'offline', confirmed: 1_000 },
  ],
  [
    'says that blocks between snapshot and cursor are still being read',
    { ledger: ledger(4_998, { state: 'joining' }) },
    {},
    { kind: 'known', source: 'ledger', state: 'behind', confirmed: 1_000, reasons: ['joining'] },
  ],
]

describe('the hybrid rule', () => {
  it.each(rule)('%s', (_, change, contextChange, expected) => {
    const reading = chooseReading(input(change), { ...context, ...contextChange })
    const { kind, source, confirmed, freshness, reasons } = reading
    expect({
      kind,
      source,
      confirmed,
      state: freshness.state,
      ...(expected.reasons ? { reasons } : {}),
    }).toEqual(expected)
  })
})

describe('a total', () => {
  const known = chooseReading(input({ ledger: ledger(5_000) }), context)
  const stale = chooseReading(input({ ledger: ledger(3_000, { pending: null }) }), context)
  const unknown = chooseReading(input({}), context)

  it('adds what is known and stale, and counts what is missing', () => {
    expect(totalOf([known, stale, unknown])).toEqual({
      confirmed: 2_000,
      pending: 7,
      immature: 100,
      known: 1,
      stale: 1,
      unknown: 1,
      oldestAsOf: at(3_000),
    })
  })

  it('is null, not zero, when nothing is known', () => {
    expect(totalOf([unknown])).toMatchObject({
      confirmed: null,
      pending: null,
      immature: null,
      oldestAsOf: null,
    })
  })
})

import { describe, expect, it } from 'vitest'
import { type BlockHash, blockHash } from '../../../shared/chain.ts'
import {
  estimateTipHeight,
  type FreshnessInput,
  freshnessOf,
  TIP_FRESH_MS,
} from '../../../shared/freshness.ts'
import type { BestTip } from '../../../shared/reading.ts'

const NOW = 1_790_000_000_000
const hash = (n: number): BlockHash => blockHash(n.toString(16).padStart(64, '0'))
const tip = (height: number, estimated = false): BestTip => ({
  height,
  hash: estimated ? null : hash(height),
  time: estimated ? null : 1_790_000_000,
  source: estimated ? 'estimate' : 'node',
  estimated,
})
const at = (height: number) => ({ height, hash: hash(height) })

const base: FreshnessInput = {
  kind: 'known',
  asOf: at(100),
  observedAt: NOW - 20_000,
  sourceAnswers: true,
  tip: tip(100),
  tipHeardAt: NOW - 1_000,
  now: NOW,
}

const cases: readonly [string, Partial<FreshnessInput>, string, number | null][] = [
  ['is current at the best known tip that was heard of a moment ago', {}, 'current', 0],
  [
    'is current up to two minutes after the tip was heard of',
    { tipHeardAt: NOW - TIP_FRESH_MS },
    'current',
    0,
  ],
  ['is not current a moment later: nobody has spoken', { tipHeardAt: NOW - TIP_FRESH_MS - 1 }, 'offline', 0],
  ['is behind by the blocks that are missing', { tip: tip(112) }, 'behind', 12],
  ['is behind, never current, one block below the stale limit', { tip: tip(1099) }, 'behind', 999],
  [
    'is offline when its own source does not answer, whatever the tip is',
    { sourceAnswers: false },
    'offline',
    0,
  ],
  ['counts the blocks of an offline reading too', { sourceAnswers: false, tip: tip(103) }, 'offline', 3],
  [
    'is offline against an estimated tip, with the estimate counted',
    { tip: tip(106, true), tipHeardAt: null },
    'offline',
    6,
  ],
  [
    'is offline without any tip, and then no number of blocks is made up',
    { tip: null, tipHeardAt: null },
    'offline',
    null,
  ],
  ['is stale when the reading is, even at the tip', { kind: 'stale' }, 'stale', 0],
  ['is never behind by less than nothing when the tip went back', { tip: tip(90) }, 'current', 0],
  ['is not current when the clock was set back by an hour', { tipHeardAt: NOW + 3_600_000 }, 'offline', 0],
]

describe('freshness', () => {
  it.each(cases)('%s', (_, change, state, blocksBehind) => {
    const freshness = freshnessOf({ ...base, ...change })
    expect(freshness).toEqual({ state, blocksBehind, observedAt: NOW - 20_000 })
  })

  it('says nothing of an unknown reading', () => {
    const freshness = freshnessOf({ ...base, kind: 'unknown', asOf: null })
    expect(freshness).toEqual({ state: 'unknown', blocksBehind: null, observedAt: null })
  })
})

describe('the estimated tip', () => {
  const last = { height: 900_000, time: NOW / 1000 }

  it('grows by one block in ten minutes since the last known block', () => {
    expect(estimateTipHeight('main', last, NOW + 60 * 60_000)).toBe(900_006)
  })

  it('is never below the last known block, also when the clock is behind it', () => {
    expect(estimateTipHeight('main', last, NOW - 86_400_000)).toBe(900_000)
  })

  it('does not exist on regtest, which has no schedule', () => {
    expect(estimateTipHeight('regtest', last, NOW)).toBeNull()
  })

  it('does not exist without a known block', () => {
    expect(estimateTipHeight('main', null, NOW)).toBeNull()
  })
})

import { describe, expect, it } from 'vitest'
import {
  type BestTipInput,
  bestTip,
  type NodeTip,
  type ProviderTipReport,
} from '../../../electron/engine/best-tip.ts'
import { type BlockHash, blockHash } from '../../../shared/chain.ts'

const NOW = 1_790_000_000_000
const HOUR = 3_600_000
const hash = (n: number): BlockHash => blockHash(n.toString(16).padStart(64, '0'))
const node = (height: number, headers = height): NodeTip => ({
  best: { height, hash: hash(height) },
  headers,
  time: NOW / 1000,
  heardAt: NOW - 1_000,
})
const report = (family: string, height: number, heardAt = NOW - 1_000): ProviderTipReport => ({
  id: family,
  family,
  height,
  hash: hash(height),
  time: NOW / 1000,
  heardAt,
})
const base: BestTipInput = {
  network: 'main',
  node: null,
  nodeAnswers: false,
  providers: [],
  lastKnown: { height: 900_000, time: NOW / 1000 },
  now: NOW,
}

const cases: readonly [string, Partial<BestTipInput>, number | null, string | null][] = [
  [
    'is the own node’s while it answers, whatever providers claim',
    { node: node(900_100), nodeAnswers: true, providers: [report('esplora', 905_000)] },
    900_100,
    'node',
  ],
  [
    'is the own node’s headers during its initial download',
    { node: node(1_000, 900_100), nodeAnswers: true },
    900_100,
    'node',
  ],
  [
    'is the highest that two families reach',
    { providers: [report('esplora', 900_050), report('electrum', 900_003)] },
    900_003,
    'provider:electrum',
  ],
  [
    'is the only family’s when it is plausible',
    { providers: [report('esplora', 900_003)] },
    900_003,
    'provider:esplora',
  ],
  [
    'is not one family’s tale of a far future',
    { providers: [report('esplora', 950_000)] },
    900_000,
    'estimate',
  ],
  [
    'does not fall below what the own node last said',
    { node: node(900_010), providers: [report('esplora', 900_003)] },
    900_010,
    'node',
  ],
  [
    'forgets what a provider said more than two hours ago',
    { providers: [report('esplora', 900_001, NOW - 2 * HOUR - 1)] },
    900_000,
    'estimate',
  ],
  ['is estimated by the clock when nobody says anything', { now: NOW + HOUR }, 900_006, 'estimate'],
  ['is unknown on regtest when nobody says anything', { network: 'regtest', node: node(200) }, null, null],
  [
    'is the provider’s on regtest when only it answers',
    { network: 'regtest', providers: [report('esplora', 5_000)] },
    5_000,
    'provider:esplora',
  ],
]

describe('the best known tip', () => {
  it.each(cases)('%s', (_, change, height, source) => {
    const { tip } = bestTip({ ...base, ...change })
    expect(tip?.height ?? null).toBe(height)
    expect(tip?.source ?? null).toBe(source)
  })

  it('has neither hash nor time when it is an estimate', () => {
    expect(bestTip(base)).toEqual({
      tip: { height: 900_000, hash: null, time: null, source: 'estimate', estimated: true },
      heardAt: null,
    })
  })

  it('has no hash while the node knows only headers of it', () => {
    expect(bestTip({ ...base, node: node(10, 20), nodeAnswers: true }).tip).toMatchObject({
      height: 20,
      hash: null,
      time: null,
    })
  })
})

import { describe, expect, it } from 'vitest'
import {
  createModeChoice,
  FIRST_TRIAL_BLOCKS,
  type HistoryMode,
  type ModeChoice,
} from '../../../../electron/engine/backfill/mode-choice.ts'
import { createRandom } from '../../../bench/random.ts'

const BOTH: readonly HistoryMode[] = ['filters', 'blocks']
const SLICE_MS = 250

/** What a chain costs to get through when the choice decides, block by block as `costOf` says. */
function walk(
  choice: ModeChoice,
  blocks: number,
  costOf: (mode: HistoryMode, height: number) => number,
  allowed = BOTH,
): { readonly ms: number; readonly modes: Map<HistoryMode, number> } {
  let ms = 0
  const modes = new Map<HistoryMode, number>()
  for (let height = 0; height < blocks; ) {
    const next = choice.next(allowed, SLICE_MS)
    const count = Math.min(next.blocks, blocks - height)
    let took = 0
    for (let i = 0; i < count; i++) took += costOf(next.mode, height + i)
    choice.record(next.mode, count, took)
    modes.set(next.mode, (modes.get(next.mode) ?? 0) + count)
    ms += took
    height += count
  }
  return { ms, modes }
}

const total = (blocks: number, costOf: (height: number) => number): number =>
  Array.from({ length: blocks }, (_, height) => costOf(height)).reduce((sum, cost) => sum + cost, 0)

describe('the choice between filters and blocks', () => {
  it('tries both before it prefers one', () => {
    const choice = createModeChoice()
    const tried = ['', ''].map(() => {
      const { mode, blocks } = choice.next(BOTH, SLICE_MS)
      choice.record(mode, blocks, 10)
      return { mode, blocks }
    })
    expect(new Set(tried.map(({ mode }) => mode))).toEqual(new Set(BOTH))
    expect(tried.every(({ blocks }) => blocks === FIRST_TRIAL_BLOCKS)).toBe(true)
  })

  it('stays within 15 % of the better way for any two costs, on a chain that changes nothing', () => {
    const random = createRandom(7)
    for (let round = 0; round < 60; round++) {
      const cost = { filters: 0.05 + random.below(4_000) / 100, blocks: 0.05 + random.below(4_000) / 100 }
      const blocks = 30_000
      const { ms } = walk(createModeChoice(), blocks, (mode) => cost[mode])
      expect(ms / (blocks * Math.min(cost.filters, cost.blocks))).toBeLessThan(1.15)
    }
  })

  it('changes its mind where the chain does: small early blocks, large late ones', () => {
    const blocks = 60_000
    const costOf = (mode: HistoryMode, height: number): number =>
      mode === 'filters' ? 1 : height < 20_000 ? 0.2 : 8
    const { ms, modes } = walk(createModeChoice(), blocks, costOf)
    const best = total(blocks, (height) => Math.min(costOf('filters', height), costOf('blocks', height)))
    expect(ms / best).toBeLessThan(1.15)
    expect(modes.get('blocks')).toBeGreaterThan(18_000)
    expect(modes.get('filters')).toBeGreaterThan(38_000)
  })

  it('counts what hits cost: filters that name every block lose against blocks', () => {
    const { modes } = walk(createModeChoice(), 20_000, (mode) => (mode === 'filters' ? 5.5 : 5))
    expect(modes.get('blocks')).toBeGreaterThan(modes.get('filters') ?? 0)
  })

  it('uses what is allowed, also unmeasured, and asks for at least one block however long it takes', () => {
    const choice = createModeChoice()
    expect(choice.next(['blocks'], SLICE_MS)).toEqual({ mode: 'blocks', blocks: FIRST_TRIAL_BLOCKS })
    choice.record('blocks', 1, 9_000)
    expect(choice.next(['blocks'], SLICE_MS)).toEqual({ mode: 'blocks', blocks: 1 })
    const { modes } = walk(choice, 500, () => 1, ['blocks'])
    expect([...modes.keys()]).toEqual(['blocks'])
  })

  it('measures filters anew when other scripts take part', () => {
    const choice = createModeChoice()
    walk(choice, 5_000, (mode) => (mode === 'filters' ? 1 : 4))
    choice.forget('filters')
    const { modes } = walk(choice, 5_000, (mode) => (mode === 'filters' ? 9 : 4))
    expect(modes.get('blocks')).toBeGreaterThan(4_500)
  })
})

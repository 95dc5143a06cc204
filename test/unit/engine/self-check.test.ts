import { expect, it } from 'vitest'
import { type CheckedOutput, compareOutputs, differingScripts } from '../../../electron/engine/self-check.ts'
import { out } from '../store/world.ts'

const coin = (change: Partial<CheckedOutput> = {}): CheckedOutput => ({
  ...out('paid'),
  script: 1,
  value: 5_000,
  coinbase: false,
  height: 100,
  ...change,
})

it('takes two sets for the same whatever their order', () => {
  const more = coin({ ...out('more') })
  expect(compareOutputs([coin(), more], [more, coin()])).toEqual({ same: 2, missing: [], extra: [] })
})

it.each([
  ['its value', { value: 5_001 }],
  ['its height', { height: 101 }],
  ['its index', { vout: 1 }],
  ['its script', { script: 2 }],
  ['being a reward', { coinbase: true }],
])('tells an output that differs in %s on both sides', (_, change) => {
  const [node, ledger] = [coin(), coin(change)]
  expect(compareOutputs([node], [ledger])).toEqual({ same: 0, missing: [node], extra: [ledger] })
})

it('names each script that differs once, on whichever side', () => {
  const missing = [coin(), coin({ ...out('more') })]
  expect(differingScripts({ same: 0, missing, extra: [coin({ script: 7 })] })).toEqual([1, 7])
})

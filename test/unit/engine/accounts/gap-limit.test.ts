import { assert, constant, integer, oneof, property, record } from 'fast-check'
import { expect, it } from 'vitest'
import {
  DEFAULT_LOOKAHEAD,
  gapEnd,
  growTo,
  isShort,
  MAX_INDEX,
} from '../../../../electron/engine/accounts/gap-limit.ts'
import { DEFAULT_GAP_LIMIT } from '../../../../shared/ipc/accounts.ts'

const WHERE_NOTHING_IS_SAID = { ranged: true, gapLimit: DEFAULT_GAP_LIMIT, lookahead: DEFAULT_LOOKAHEAD }

it('watches a thousand scripts of a chain before any is used, and the gap limit where that is wider', () => {
  expect(growTo({ usedTo: 0, derivedTo: 0 }, WHERE_NOTHING_IS_SAID)).toBe(1_000)
  expect(growTo({ usedTo: 0, derivedTo: 1_000 }, WHERE_NOTHING_IS_SAID)).toBeNull()
  expect(growTo({ usedTo: 0, derivedTo: 1_000 }, { ...WHERE_NOTHING_IS_SAID, gapLimit: 5_000 })).toBe(5_000)
})

it('grows by a whole lookahead while half of one is still ahead of the gap', () => {
  expect(growTo({ usedTo: 480, derivedTo: 1_000 }, WHERE_NOTHING_IS_SAID)).toBeNull()
  expect(growTo({ usedTo: 481, derivedTo: 1_000 }, WHERE_NOTHING_IS_SAID)).toBe(1_501)
})

it('watches one script of a chain without a range, whatever is used', () => {
  const width = { ...WHERE_NOTHING_IS_SAID, ranged: false }
  expect(growTo({ usedTo: 0, derivedTo: 0 }, width)).toBe(1)
  expect(growTo({ usedTo: 1, derivedTo: 1 }, width)).toBeNull()
})

it('always leaves a chain that is wide enough, never shorter than its gap, and within the indices there are', () => {
  const width = record({
    ranged: constant(true),
    gapLimit: integer({ min: 1, max: 100_000 }),
    lookahead: integer({ min: 1, max: 100_000 }),
  })
  const usedTo = oneof(
    integer({ min: 0, max: 300_000 }),
    integer({ min: MAX_INDEX - 10, max: MAX_INDEX + 1 }),
  )
  assert(
    property(width, usedTo, integer({ min: 0, max: MAX_INDEX }), (wide, used, derived) => {
      const before = { usedTo: used, derivedTo: derived }
      const to = growTo(before, wide)
      const after = { usedTo: used, derivedTo: to ?? derived }
      expect(growTo(after, wide)).toBeNull()
      expect(isShort(after, wide)).toBe(false)
      expect(after.derivedTo).toBeGreaterThanOrEqual(gapEnd(after, wide))
      expect(to === null || (to > derived && to <= MAX_INDEX + 1)).toBe(true)
    }),
  )
})

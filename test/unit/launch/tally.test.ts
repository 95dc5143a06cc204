import { expect, test } from 'vitest'
import {
  lastLine,
  linesOf,
  NEEDS_ELECTRON,
  NEEDS_TRACE,
  strictInCi,
  type Tally,
  tallyOfCheck,
} from '../../ground/tally.ts'

const skips: Tally = {
  suite: 'e2e',
  passed: 3,
  failed: 1,
  failures: [{ title: 'keeps a coin', why: 'expected 1\nto be 2' }],
  skipped: [
    { title: 'opens a window', reason: NEEDS_ELECTRON },
    { title: 'cuts the power', reason: NEEDS_TRACE },
    { title: 'shows a balance', reason: 'no bitcoind' },
  ],
}

test('The last line sums every suite, and a check counts as one', () => {
  const all = [tallyOfCheck('lint', true), tallyOfCheck('types', false), skips]
  expect(lastLine(all)).toBe('4 passed, 2 failed, 3 skipped')
})

test('In CI a skip is a failure unless it is for want of the Electron binary, or of the right to trace', () => {
  expect(lastLine([strictInCi(skips, true)])).toBe('3 passed, 2 failed, 2 skipped')
})

test("On a person's machine a skip stays a skip", () => {
  expect(strictInCi(skips, false)).toEqual(skips)
})

test('The summary of a suite names what failed, with why, and what was skipped', () => {
  expect(linesOf(strictInCi(skips, true))).toEqual([
    'e2e: 3 passed, 2 failed, 2 skipped',
    '  failed: keeps a coin',
    '    expected 1',
    '    to be 2',
    '  failed: shows a balance',
    '    skipped: no bitcoind',
    `  skipped: opens a window (${NEEDS_ELECTRON})`,
    `  skipped: cuts the power (${NEEDS_TRACE})`,
  ])
})

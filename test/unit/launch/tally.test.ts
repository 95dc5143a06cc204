import { expect, test } from 'vitest'
import {
  lastLine,
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

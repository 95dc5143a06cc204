/** What a suite came to, and the sum over suites. Pure. */

/** A test that did not run, with why. */
export interface Skip {
  readonly title: string
  /** Empty where the test does not say. */
  readonly reason: string
}

export interface Tally {
  readonly suite: string
  readonly passed: number
  readonly failed: number
  readonly skipped: readonly Skip[]
}

/** Part of every reason of a spec that needs the one binary a machine may lack even in CI. */
export const NEEDS_ELECTRON = "needs Electron's binary"
/** The same for tracing processes, which a container may forbid. */
export const NEEDS_TRACE = 'needs strace'
const ALLOWED = [NEEDS_ELECTRON, NEEDS_TRACE]

/** The tally of a step that is one check: lint, format, types, build. */
export function tallyOfCheck(suite: string, ok: boolean): Tally {
  return { suite, passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: [] }
}

/** Where CI is true, a skip is a failure unless it lacks Electron's binary, or may not trace. */
export function strictInCi(tally: Tally, ci: boolean): Tally {
  if (!ci) return tally
  const allowed = tally.skipped.filter(({ title, reason }) =>
    ALLOWED.some((words) => `${title} ${reason}`.includes(words)),
  )
  return { ...tally, failed: tally.failed + tally.skipped.length - allowed.length, skipped: allowed }
}

/** The last line over all suites. */
export function lastLine(tallies: readonly Tally[]): string {
  const sum = (of: (tally: Tally) => number): number => tallies.reduce((total, tally) => total + of(tally), 0)
  return `${sum((t) => t.passed)} passed, ${sum((t) => t.failed)} failed, ${sum((t) => t.skipped.length)} skipped`
}

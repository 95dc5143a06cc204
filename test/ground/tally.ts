/** What a suite came to, and the sum over suites. Pure. */

/** A test that did not run, with why. */
export interface Skip {
  readonly title: string
  /** Empty where the test does not say. */
  readonly reason: string
}

/** A test, a file or a promise that failed, with why. */
export interface Failure {
  readonly title: string
  /** The error's first lines and where it was thrown; empty for a check, which has printed its own. */
  readonly why: string
}

export interface Tally {
  readonly suite: string
  readonly passed: number
  readonly failed: number
  /** What is known of those that failed: a run that was cut short knows less of them than `failed` counts. */
  readonly failures: readonly Failure[]
  readonly skipped: readonly Skip[]
}

/** Part of every reason of a spec that needs the one binary a machine may lack even in CI. */
export const NEEDS_ELECTRON = "needs Electron's binary"
/** The same for tracing processes, which a container may forbid. */
export const NEEDS_TRACE = 'needs strace'
const ALLOWED = [NEEDS_ELECTRON, NEEDS_TRACE]

/** The tally of a step that is one check: lint, format, types, build. */
export function tallyOfCheck(suite: string, ok: boolean): Tally {
  return { suite, passed: ok ? 1 : 0, failed: ok ? 0 : 1, failures: [], skipped: [] }
}

/** Where CI is true, a skip is a failure unless it lacks Electron's binary, or may not trace. */
export function strictInCi(tally: Tally, ci: boolean): Tally {
  if (!ci) return tally
  const allowed = tally.skipped.filter(({ title, reason }) =>
    ALLOWED.some((words) => `${title} ${reason}`.includes(words)),
  )
  const refused = tally.skipped.filter((skip) => !allowed.includes(skip))
  return {
    ...tally,
    failed: tally.failed + refused.length,
    failures: [
      ...tally.failures,
      ...refused.map(({ title, reason }) => ({ title, why: `skipped: ${reason}` })),
    ],
    skipped: allowed,
  }
}

/** What a suite came to, with the name of everything that failed or was skipped, for who reads the end of a log alone. */
export function linesOf({ suite, passed, failed, failures, skipped }: Tally): readonly string[] {
  return [
    `${suite}: ${passed} passed, ${failed} failed, ${skipped.length} skipped`,
    ...failures.flatMap(({ title, why }) => [`  failed: ${title}`, ...indented(why)]),
    ...skipped.map(({ title, reason }) => `  skipped: ${title}${reason ? ` (${reason})` : ''}`),
  ]
}

function indented(text: string): readonly string[] {
  return text === '' ? [] : text.split('\n').map((line) => `    ${line}`)
}

/** The last line over all suites. */
export function lastLine(tallies: readonly Tally[]): string {
  const sum = (of: (tally: Tally) => number): number => tallies.reduce((total, tally) => total + of(tally), 0)
  return `${sum((t) => t.passed)} passed, ${sum((t) => t.failed)} failed, ${sum((t) => t.skipped.length)} skipped`
}

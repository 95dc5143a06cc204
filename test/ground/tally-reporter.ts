/** A vitest reporter that counts, and keeps the reason of every skip: the JSON reporter leaves those out. */
import { writeFileSync } from 'node:fs'
import type { Reporter, SerializedError, TestModule, TestRunEndReason } from 'vitest/node'
import type { Skip, Tally } from './tally.ts'

/** Counts one project's run and writes the tally to `file` when it ends. */
export function createTallyReporter(suite: string, file: string): Reporter {
  return {
    onTestRunEnd(
      modules: readonly TestModule[],
      errors: readonly SerializedError[],
      reason: TestRunEndReason,
    ): void {
      const tally = tallyOf(suite, modules, errors.length)
      const cutShort = reason === 'failed' && tally.failed === 0
      writeFileSync(file, JSON.stringify(cutShort ? { ...tally, failed: 1 } : tally))
    },
  }
}

/** A setup that fails, a file that does not load and an unhandled rejection count as a failure each. */
function tallyOf(suite: string, modules: readonly TestModule[], unhandled: number): Tally {
  const skipped: Skip[] = []
  let passed = 0
  let failed = unhandled
  for (const module of modules) {
    failed += module.errors().length
    for (const inner of module.children.allSuites()) failed += inner.errors().length
    for (const test of module.children.allTests()) {
      const result = test.result()
      if (result.state === 'passed') passed += 1
      else if (result.state === 'skipped')
        skipped.push({ title: test.fullName, reason: result.note ?? reasonIn(test.fullName) })
      else failed += 1 // failed, or still pending when the run ended
    }
  }
  return { suite, passed, failed, skipped }
}

/** Groups that are skipped as a whole carry the reason in their name. */
function reasonIn(title: string): string {
  return /\(skipped: (.+)\) > /.exec(title)?.[1] ?? ''
}

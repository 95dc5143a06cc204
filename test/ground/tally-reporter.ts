/** A vitest reporter that counts, and keeps the reason of every skip: the JSON reporter leaves those out. */
import { writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import type { Reporter, SerializedError, TestModule, TestRunEndReason } from 'vitest/node'
import type { Failure, Skip, Tally } from './tally.ts'

/** Of a message, which may hold a whole page or table: enough to know the fault again. */
const LINES_OF_A_MESSAGE = 12

/** Counts one project's run and writes the tally to `file` when it ends. */
export function createTallyReporter(suite: string, file: string): Reporter {
  return {
    onTestRunEnd(
      modules: readonly TestModule[],
      errors: readonly SerializedError[],
      reason: TestRunEndReason,
    ): void {
      const tally = tallyOf(suite, modules, errors)
      const cutShort = reason === 'failed' && tally.failed === 0
      writeFileSync(file, JSON.stringify(cutShort ? { ...tally, failed: 1 } : tally))
    },
  }
}

/** A setup that fails, a file that does not load and an unhandled rejection count as a failure each. */
function tallyOf(
  suite: string,
  modules: readonly TestModule[],
  unhandled: readonly SerializedError[],
): Tally {
  const failures: Failure[] = unhandled.map((error) => ({ title: 'unhandled', why: whyOf([error]) }))
  const skipped: Skip[] = []
  let passed = 0
  for (const module of modules) {
    const { relativeModuleId: file } = module
    failures.push(...module.errors().map((error) => ({ title: file, why: whyOf([error]) })))
    for (const inner of module.children.allSuites())
      failures.push(
        ...inner.errors().map((error) => ({ title: `${file} > ${inner.fullName}`, why: whyOf([error]) })),
      )
    for (const test of module.children.allTests()) {
      const result = test.result()
      if (result.state === 'passed') passed += 1
      else if (result.state === 'skipped')
        skipped.push({ title: test.fullName, reason: result.note ?? reasonIn(test.fullName) })
      else failures.push({ title: `${file} > ${test.fullName}`, why: whyOf(result.errors ?? []) })
    }
  }
  return { suite, passed, failed: failures.length, failures, skipped }
}

/** A test that is still pending when the run ends has no error of its own. */
function whyOf(errors: readonly SerializedError[]): string {
  if (errors.length === 0) return 'did not end'
  return errors.map(linesOf).join('\n')
}

function linesOf({ message, diff, stacks }: SerializedError): string {
  const lines = [...firstLines(message), ...firstLines(typeof diff === 'string' ? diff : '')]
  const at = stacks?.[0]
  const place = at === undefined ? [] : [`at ${relative(process.cwd(), at.file)}:${at.line}:${at.column}`]
  return [...lines, ...place].join('\n')
}

function firstLines(text: string): readonly string[] {
  const plain = stripVTControlCharacters(text).trim()
  return plain === '' ? [] : plain.split('\n').slice(0, LINES_OF_A_MESSAGE)
}

/** Groups that are skipped as a whole carry the reason in their name. */
function reasonIn(title: string): string {
  return /\(skipped: (.+)\) > /.exec(title)?.[1] ?? ''
}

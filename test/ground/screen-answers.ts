/** Answers of a scripted host that differ from what it would say: another value, a failure, or none at all. */
import type { DemoHost } from '../../renderer/demo/demo-host.ts'
import { AppError } from '../../shared/errors.ts'
import type { RequestName } from '../../shared/ipc/contract.ts'

/** The request is never answered. */
export const SILENT = Symbol('silent')

/** By request: a value, an `AppError` it fails with, or `SILENT`. */
export type Answers = Partial<Readonly<Record<RequestName, unknown>>>

/** The host, but for those answers. */
export function withAnswers(host: DemoHost, answers: Answers = {}): DemoHost {
  const given = new Map<string, unknown>(Object.entries(answers))
  return {
    ...host,
    call: (name, input) => {
      const answer = given.get(name)
      if (answer === undefined) return host.call(name, input)
      if (answer === SILENT) return new Promise(() => undefined)
      if (!(answer instanceof AppError)) return Promise.resolve({ ok: true, value: answer })
      const { code, message, said } = answer
      return Promise.resolve({ ok: false, error: { code, message, said, retryable: true } })
    },
  }
}

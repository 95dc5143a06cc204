/**
 * Exit codes: 0 all known, 1 fault, 2 wrong usage, 3 some stale, 4 some unknown (wins over 3), 5 sources disagree (wins
 * over 4), 129/130/143 interrupted.
 */
import { assertNever } from '../../shared/assert-never.ts'
import type { ErrorCode } from '../../shared/errors.ts'
import type { Reading } from '../../shared/reading.ts'

export const EXIT = { ok: 0, fault: 1, usage: 2, stale: 3, unknown: 4, disagree: 5 } as const

/** The signals that end a command, with the codes shells expect. */
export const INTERRUPTED = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const
export type Interrupt = keyof typeof INTERRUPTED

/** What the readings make of the exit code; a part of an account that is unknown is some. No reading at all is 0: nothing is missing. */
export function exitCodeOfReadings(readings: readonly Pick<Reading, 'kind' | 'parts'>[]): number {
  if (readings.some(({ kind, parts }) => kind === 'unknown' || (parts?.unknown ?? 0) > 0)) return EXIT.unknown
  if (readings.some(({ kind }) => kind === 'stale')) return EXIT.stale
  return EXIT.ok
}

/** What a failed request makes of it. A node or provider that is down is never a fault nor wrong usage. */
export function exitCodeOfError(code: ErrorCode): number {
  switch (code) {
    case 'invalid_input':
    case 'refused_entries':
    case 'not_watched':
      return EXIT.usage
    case 'node':
    case 'provider':
    case 'timeout':
      return EXIT.stale
    case 'locked':
    case 'newer_schema':
    case 'wrong_network':
    case 'storage':
    case 'forbidden':
    case 'cancelled':
    case 'internal':
      return EXIT.fault
    default:
      return assertNever(code)
  }
}

/** `--at`, `--from`, `--to` and `--zone`: points in the past as a person types them. */
import type { PastPoint, TimeReason } from '../../shared/ipc/time.ts'
import { isZone, parseInstant, zonedText } from '../../shared/zoned-time.ts'
import { MAX_HEIGHT } from '../ipc/schemas/accounts.ts'
import type { OptionValues } from './option-spec.ts'
import { UsageError } from './usage-error.ts'

/** What the person's calendar and clock show. Throws a UsageError for a zone that is not known. */
export function zoneOption({ zone }: OptionValues): string {
  if (zone === undefined) return Intl.DateTimeFormat().resolvedOptions().timeZone
  if (!isZone(zone)) throw new UsageError('--zone must be a time zone such as Europe/Berlin or UTC.')
  return zone
}

/** The point of an option; null without it. A day means its last second, with `edge` 'first' its first. */
export function pastOption(
  name: 'at' | 'from' | 'to',
  values: OptionValues,
  edge: 'first' | 'last' = 'last',
): PastPoint | null {
  const text = values[name]
  if (text === undefined) return null
  if (/^\d{1,9}$/.test(text) && Number(text) <= MAX_HEIGHT) return { height: Number(text) }
  const time = parseInstant(text, zoneOption(values), edge)
  if (time === null)
    throw new UsageError(
      `--${name} must be the height of a block (a whole number from 0), or a date such as 2020-12-31 or 2020-12-31T18:00.`,
    )
  return { time }
}

/** How a point is printed: an instant always with its zone. */
export function pastText(point: PastPoint, zone: string): string {
  return 'height' in point ? `block ${point.height}` : `${zonedText(point.time, zone)} (${zone})`
}

/** Why nobody can say which block an instant means. */
export const TIME_REASON_WORDS: Readonly<Record<TimeReason, string>> = {
  block_times_unknown:
    'own data keeps no block times from so long ago; with --refresh, the own node is asked which block it was',
  time_above_ledger: 'own data does not reach that time yet; --refresh brings it to the tip of the own node',
  before_genesis: 'there was no block yet',
  chain_moving: 'the chain moved while it was looked at: try again',
}

/** Times of a named zone, as the language writes them. */
import { currentLanguage } from '../i18n/index.ts'

/** The zone that this machine is set to, such as Europe/Berlin. */
export function ownZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone
}

/** The date in the zone, without its name. */
export function zonedDay(at: number, zone: string): string {
  return new Intl.DateTimeFormat(currentLanguage(), { dateStyle: 'medium', timeZone: zone }).format(at)
}

/** Date and time to the second in the zone, 24 hours, without the zone's name. */
export function zonedDateTime(at: number, zone: string): string {
  const options = { dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23', timeZone: zone } as const
  return new Intl.DateTimeFormat(currentLanguage(), options).format(at)
}

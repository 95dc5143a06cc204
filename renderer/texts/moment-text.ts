/** The moment that is shown, in words. */
import { zonedDateTime } from '../format/zoned.ts'
import { t } from '../i18n/index.ts'
import type { Moment } from '../stores/view-store.ts'

/** "As of Dec 31, 2025, 23:59:59 Europe/Berlin", or of a block. */
export function momentText({ height, time, zone }: Moment): string {
  if (time === null) return t('moment.asOfHeight', { height })
  return t('moment.asOf', { when: t('moment.zoneTime', { time: zonedDateTime(time, zone), zone }) })
}

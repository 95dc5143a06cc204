/** From where on nothing is missing in a list: what lies before it, or was not read, is said to be unknown. */
import type { ListKnown } from '../../shared/ipc/lists.ts'
import { t } from '../i18n/index.ts'
import { blockText } from './words.ts'

/** "Complete above block 840,000. ...", or how many addresses were not read; empty where there is nothing to say. */
export function knownText({ unread, since }: ListKnown): string {
  if (unread > 0) return t('activity.unread', { count: unread })
  if (since === undefined) return ''
  if (since === null) return t('activity.inDoubt')
  return since.height === 0
    ? t('activity.past.whole')
    : t('activity.since', { block: blockText(since.height) })
}

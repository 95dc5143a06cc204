/** Copying what rows stand for: the whole address or descriptor of each, a line each. */
import { btcFromSats } from '../../../shared/amounts.ts'
import type { AppServices } from '../../app-context.ts'
import { t } from '../../i18n/index.ts'

/** Rows that one question may name. */
const AT_ONCE = 1_000

/** The rows that something is done to: those that are picked, or the selected one. */
export function chosenIds({ view }: Pick<AppServices, 'view'>): readonly number[] {
  const { picked, selected } = view.getState()
  return picked.size > 0 ? [...picked] : selected === null ? [] : [selected]
}

/** Copies the chosen rows, and says how many. */
export async function copyRows(services: AppServices): Promise<void> {
  const { bridge, notices } = services
  const ids = chosenIds(services)
  try {
    const texts: string[] = []
    for (let from = 0; from < ids.length; from += AT_ONCE) {
      const { rows } = await bridge.call('portfolio.rows', { watchIds: ids.slice(from, from + AT_ONCE) })
      texts.push(...rows.map(({ watch }) => watch.text))
    }
    await navigator.clipboard.writeText(texts.join('\n'))
    notices.done(t('notices.copiedMany', { count: texts.length }))
  } catch (error) {
    notices.error(error)
  }
}

/** Copies a balance as a plain figure in the chosen unit, without gaps: for spreadsheets and forms. */
export async function copyAmount({ prefs, notices }: AppServices, sats: number): Promise<void> {
  try {
    await navigator.clipboard.writeText(prefs.getState().unit === 'btc' ? btcFromSats(sats) : String(sats))
    notices.done(t('notices.copiedAmount'))
  } catch (error) {
    notices.error(error)
  }
}

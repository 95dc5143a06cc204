/** Questions that went on from one provider to the next, and why. */
import type { SourceActivity } from '../../../shared/ipc/sources.ts'
import { dateTime } from '../../format/age.ts'
import { t } from '../../i18n/index.ts'
import { listText } from '../../texts/words.ts'

const SHOWN = 50

/** Newest first; no address is in it. */
export function Failovers({ since, failovers }: Pick<SourceActivity, 'since' | 'failovers'>) {
  if (failovers.length === 0)
    return <p className="dim">{t('sources.noFailovers', { since: dateTime(since) })}</p>
  return (
    <ul className="lines" aria-label={t('sources.failovers')}>
      {failovers.slice(0, SHOWN).map(({ at, from, to, count }) => (
        <li key={`${at} ${to} ${from.map(({ id }) => id).join()}`}>
          <span className="dim">{dateTime(at)}</span>
          <span>
            {listText(
              from.map(({ id, problem }) => t('sources.failedBy', { id, why: t(`callProblems.${problem}`) })),
            )}
          </span>
          <span className={to === null ? 'out' : ''}>
            {to === null ? t('sources.nobody') : t('sources.insteadOf', { id: to })}
          </span>
          {count > 1 && <span className="dim">{t('sources.repeated', { count })}</span>}
        </li>
      ))}
    </ul>
  )
}

import { useHost } from '../../app-context.ts'
import { clockTime } from '../../format/age.ts'
import { t } from '../../i18n/index.ts'

/** Says that the host cannot be heard, and as of when everything below is. */
export function ConnectionBanner() {
  const connection = useHost((state) => state.connection)
  const heardAt = useHost((state) => state.heardAt)
  if (connection === 'connected') return null
  return (
    <div className="banner" role="alert">
      <b>
        {heardAt === null ? t('connection.lost') : t('connection.lostSince', { time: clockTime(heardAt) })}
      </b>{' '}
      <span>{t('connection.lostHint')}</span>
    </div>
  )
}

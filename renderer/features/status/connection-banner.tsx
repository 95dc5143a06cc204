import { useHost } from '../../app-context.ts'
import { t } from '../../i18n/index.ts'

/** Says that the host cannot be heard, and as of when everything below is. */
export function ConnectionBanner() {
  const connection = useHost((state) => state.connection)
  const heardAt = useHost((state) => state.heardAt)
  if (connection === 'connected') return null
  return (
    <div className="banner" role="alert">
      <b>{t.connection.lost(heardAt)}</b> <span>{t.connection.lostHint}</span>
    </div>
  )
}

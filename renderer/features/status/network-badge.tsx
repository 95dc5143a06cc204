import { useSnapshot } from '../../app-context.ts'
import { t } from '../../i18n/index.ts'

/** Names every network but the main one, so that play money is never taken for money. */
export function NetworkBadge() {
  const network = useSnapshot((snapshot) => snapshot.network)
  if (network === 'main') return null
  return (
    <span
      className="badge"
      title={t('network.hint', { name: t(`network.names.${network}`) })}
      data-network={network}
    >
      {t(`network.names.${network}`)}
    </span>
  )
}

/** What to do before there is anything to see. */
import { useApp, useSnapshot } from '../../app-context.ts'
import { t } from '../../i18n/index.ts'
import { openPage } from '../../stores/navigate.ts'

/** True when neither an own node nor a provider is set up. */
export function useNoSource(): boolean {
  return useSnapshot(({ settings }) => settings.node === null && settings.providers.length === 0)
}

/** Shown while no address is watched. */
export function EmptyState() {
  const { view } = useApp()
  return (
    <div className="empty">
      <h2>{t('empty.title')}</h2>
      <p>{t('empty.text')}</p>
      <button type="button" className="btn main" onClick={() => view.setState({ dialog: 'add' })}>
        {t('empty.add')}
      </button>
    </div>
  )
}

/** What each source costs in privacy, and the way to set one up. */
export function NoSource() {
  const { view } = useApp()
  return (
    <section className="no-source">
      <h3>{t('empty.sourceTitle')}</h3>
      <p>{t('empty.sourceText')}</p>
      <dl>
        <dt>{t('empty.nodeTerm')}</dt>
        <dd>{t('empty.nodeText')}</dd>
        <dt>{t('empty.providerTerm')}</dt>
        <dd>{t('empty.providerText')}</dd>
      </dl>
      <button type="button" className="btn" onClick={() => openPage(view, 'sources')}>
        {t('empty.settings')}
      </button>
    </section>
  )
}

import { useApp } from '../../app-context.ts'
import { t } from '../../i18n/index.ts'

/** The ways to a backup of everything of one's own, and back from one. */
export function BackupButtons() {
  const { view } = useApp()
  return (
    <div className="form-actions">
      <button
        type="button"
        className="btn"
        onClick={() => view.setState({ dialog: 'export', exportForm: 'backup' })}
      >
        {t('backups.make')}
      </button>
      <button type="button" className="btn" onClick={() => view.setState({ dialog: 'import' })}>
        {t('backups.restore')}
      </button>
    </div>
  )
}

import { useApp, useView } from '../app-context.ts'
import { Modal } from '../components/modal.tsx'
import { t } from '../i18n/index.ts'
import { KEYS } from './shortcuts.ts'

/** Every key that works everywhere, with what it does. */
export function ShortcutsDialog() {
  const { view } = useApp()
  const open = useView((state) => state.dialog === 'shortcuts')
  const close = (): void => view.setState({ dialog: 'none' })
  return (
    <Modal open={open} onClose={close} title={t('commands.shortcuts')} text={t('commands.shortcutsText')}>
      <dl className="keys">
        {KEYS.map(([name, keys]) => (
          <div key={name}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{t(`commands.keys.${name}`)}</dd>
          </div>
        ))}
      </dl>
      <div className="modal-actions">
        <button type="button" className="btn" onClick={close}>
          {t('settings.close')}
        </button>
      </div>
    </Modal>
  )
}

import type { ReactNode } from 'react'
import { t } from '../../i18n/index.ts'

/** The last line of a dialog: the button that closes it, then what else can be done. `sticky` keeps it in sight of a long one. */
export function DialogActions({
  onClose,
  sticky = false,
  children,
}: {
  readonly onClose: () => void
  readonly sticky?: boolean
  readonly children?: ReactNode
}) {
  return (
    <div className={sticky ? 'modal-actions sticky' : 'modal-actions'}>
      <button type="button" className="btn" onClick={onClose}>
        {t('settings.close')}
      </button>
      {children}
    </div>
  )
}

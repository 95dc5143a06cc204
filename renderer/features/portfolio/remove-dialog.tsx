/** Asks before entries leave the portfolio. */
import { AlertDialog } from '@base-ui/react/alert-dialog'
import { useRef } from 'react'
import type { Watch } from '../../../shared/ipc/contract.ts'
import { useApp, useView } from '../../app-context.ts'
import { deafWhileClosing } from '../../components/deaf-while-closing.ts'
import { focusFirst } from '../../components/focus-at-once.ts'
import { useRow } from '../../components/use-row.ts'
import { shortChunks } from '../../format/address.ts'
import { t } from '../../i18n/index.ts'

/** The question, for the picked rows, or the selected one. */
export function RemoveDialog() {
  const { view, actions } = useApp()
  const popup = useRef<HTMLDivElement>(null)
  const open = useView((state) => state.dialog === 'remove')
  const picked = useView((state) => state.picked)
  const selected = useView((state) => state.selected)
  const [only] = picked
  const watch = useRow(picked.size === 1 ? (only ?? null) : selected)?.watch
  const watchIds = picked.size > 0 ? [...picked] : watch === undefined ? [] : [watch.id]
  const close = (): void => view.setState({ dialog: 'none' })
  const confirm = (): void => {
    close()
    void actions.remove(watchIds)
  }
  if (watchIds.length === 0) return null
  return (
    <AlertDialog.Root open={open} onOpenChange={(next) => !next && close()}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="backdrop" />
        <AlertDialog.Popup
          className="modal small"
          ref={popup}
          initialFocus={() => focusFirst(popup.current)}
          {...deafWhileClosing(open)}
        >
          <AlertDialog.Title className="modal-title">
            {watch === undefined || picked.size > 1
              ? t('remove.titleMany', { count: watchIds.length })
              : t('remove.title', { name: nameOf(watch) })}
          </AlertDialog.Title>
          <AlertDialog.Description className="modal-text">{t('remove.text')}</AlertDialog.Description>
          <div className="modal-actions">
            <AlertDialog.Close className="btn">{t('settings.close')}</AlertDialog.Close>
            <button type="button" className="btn danger" onClick={confirm}>
              {t('remove.confirm')}
            </button>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}

function nameOf({ label, text }: Watch): string {
  return label === '' ? shortChunks(text).join(' ').replace('  ', ' … ') : label
}

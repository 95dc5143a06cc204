/** Asks before an address leaves the portfolio. */
import { AlertDialog } from '@base-ui/react/alert-dialog'
import { useApp, useView } from '../../app-context.ts'
import { useRow } from '../../components/use-row.ts'
import { shortChunks } from '../../format/address.ts'
import { t } from '../../i18n/index.ts'

/** The question, for the selected row. */
export function RemoveDialog() {
  const { view, actions } = useApp()
  const open = useView((state) => state.dialog === 'remove')
  const selected = useView((state) => state.selected)
  const watch = useRow(selected)?.watch
  const close = (): void => view.setState({ dialog: 'none' })
  const confirm = (): void => {
    close()
    if (watch) void actions.remove(watch.id)
  }
  if (!watch) return null
  const name = watch.label === '' ? shortChunks(watch.text).join(' ').replace('  ', ' … ') : watch.label
  return (
    <AlertDialog.Root open={open} onOpenChange={(next) => !next && close()}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="backdrop" />
        <AlertDialog.Popup className="modal small">
          <AlertDialog.Title className="modal-title">{t('remove.title', { name })}</AlertDialog.Title>
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

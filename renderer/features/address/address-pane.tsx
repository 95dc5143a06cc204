/** The right pane: explains the selected number. */
import { useSnapshot, useView } from '../../app-context.ts'
import { later } from '../../components/later.tsx'
import { useRow } from '../../components/use-row.ts'
import { t } from '../../i18n/index.ts'

const AddressDetails = later(async () => (await import('./address-details.tsx')).AddressDetails)

/** The details of the selected row, or how to select one. */
export function AddressPane() {
  const selected = useView((state) => state.selected)
  const empty = useSnapshot(({ entries, archived }) => entries + archived === 0)
  const row = useRow(selected)
  return (
    <aside className="pane" aria-label={t('pane.label')} data-pane="detail" tabIndex={-1}>
      {row ? (
        <AddressDetails key={row.watch.id} row={row} />
      ) : (
        !empty && <p className="dim">{t('pane.nothing')}</p>
      )}
    </aside>
  )
}

/** The right pane: explains the selected number. */
import { useSnapshot, useView } from '../../app-context.ts'
import { later } from '../../components/later.tsx'
import { useRested } from '../../components/use-rested.ts'
import { useRow } from '../../components/use-row.ts'
import { t } from '../../i18n/index.ts'

const PlaceOverview = later(async () => (await import('../../components/place-overview.tsx')).PlaceOverview)
const AddressDetails = later(async () => (await import('./address-details.tsx')).AddressDetails)

/** The details of the selected row, or how to select one. */
export function AddressPane() {
  const selected = useView((state) => state.selected)
  const empty = useSnapshot(({ entries, archived }) => entries + archived === 0)
  const row = useRow(selected)
  const rested = useRested()
  return (
    <aside className="pane" aria-label={t('pane.label')} data-pane="detail" tabIndex={-1}>
      {row ? (
        <AddressDetails key={row.watch.id} row={row} />
      ) : (
        !empty &&
        (rested ? (
          <PlaceOverview hint={t('pane.nothing')} moment={null} />
        ) : (
          <p className="dim">{t('pane.nothing')}</p>
        ))
      )}
    </aside>
  )
}

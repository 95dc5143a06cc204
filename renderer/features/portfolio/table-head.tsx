import type { SortColumn } from '../../../shared/ipc/rows.ts'
import { useApp, useView } from '../../app-context.ts'
import { t } from '../../i18n/index.ts'
import { nextSort } from '../../stores/selectors.ts'

/** The heading row. Pressing a heading sorts: ascending, descending, as added. */
export function TableHead({ withImmature }: { readonly withImmature: boolean }) {
  return (
    <thead>
      <tr aria-rowindex={1}>
        <SortHeading column="name" text={t('table.name')} />
        <SortHeading column="address" text={t('table.address')} />
        <SortHeading column="confirmed" text={t('table.confirmed')} right />
        <SortHeading column="pending" text={t('table.pending')} right />
        {withImmature && (
          <th scope="col" className="r">
            {t('table.immature')}
          </th>
        )}
        <SortHeading column="freshness" text={t('table.freshness')} />
      </tr>
    </thead>
  )
}

interface HeadingProps {
  readonly column: SortColumn
  readonly text: string
  readonly right?: boolean
}

function SortHeading({ column, text, right = false }: HeadingProps) {
  const { view } = useApp()
  const sort = useView((state) => (state.sort?.column === column ? state.sort.direction : null))
  return (
    <th scope="col" className={right ? 'r' : ''} aria-sort={sort ?? 'none'}>
      <button
        type="button"
        className="sort"
        onClick={() => view.setState({ sort: nextSort(view.getState().sort, column) })}
      >
        {text}
        {sort && <span aria-hidden="true">{sort === 'ascending' ? ' ↑' : ' ↓'}</span>}
      </button>
    </th>
  )
}

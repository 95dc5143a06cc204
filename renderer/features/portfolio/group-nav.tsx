/** The left pane: everything, then each group with its number of addresses. */
import { useMemo } from 'react'
import { useApp, useSnapshot, useView } from '../../app-context.ts'
import { t } from '../../i18n/index.ts'
import { groupsOf } from '../../stores/selectors.ts'

/** What a group is called on the screen; null is everything, '' is none. */
export function groupName(group: string | null): string {
  if (group === null) return t.nav.everything
  return group === '' ? t.nav.none : group
}

/** Choosing a group shows its rows and its total. */
export function GroupNav() {
  const rows = useSnapshot((snapshot) => snapshot.rows)
  const groups = useMemo(() => groupsOf(rows), [rows])
  return (
    <nav className="nav" aria-label={t.nav.label} data-pane="nav" tabIndex={-1}>
      <h2>{t.nav.label}</h2>
      <ul>
        <GroupItem group={null} count={rows.length} />
        {groups.map(({ name, count }) => (
          <GroupItem key={name} group={name} count={count} />
        ))}
      </ul>
    </nav>
  )
}

function GroupItem({ group, count }: { readonly group: string | null; readonly count: number }) {
  const { view } = useApp()
  const current = useView((state) => state.group === group)
  return (
    <li>
      <button
        type="button"
        className="nav-item"
        aria-current={current ? 'true' : undefined}
        onClick={() => view.setState({ group })}
      >
        <span className="nav-name">{groupName(group)}</span>
        <span className="nav-count">
          <span aria-hidden="true">{count}</span>
          <span className="sr-only">{t.nav.count(count)}</span>
        </span>
      </button>
    </li>
  )
}

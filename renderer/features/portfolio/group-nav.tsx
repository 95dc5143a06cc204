/** The left pane: everything, then each group with its number of addresses, then what is archived. */
import { useApp, useSnapshot, useView } from '../../app-context.ts'
import { t } from '../../i18n/index.ts'
import { openPage } from '../../stores/navigate.ts'
import { groupsShown } from '../../stores/selectors.ts'
import { useDropTarget } from './row-drag.ts'

/** What is chosen in this pane: a group ('' is none, null is everything), or the archived entries. */
interface Place {
  readonly group: string | null
  readonly archived: boolean
}

function placeName({ group, archived }: Place): string {
  if (archived) return t('nav.archived')
  if (group === null) return t('nav.everything')
  return group === '' ? t('nav.none') : group
}

/** What the chosen place is called on the screen. */
export function usePlaceName(): string {
  return useView(placeName)
}

/** Choosing a place shows its rows and its total. */
export function GroupNav() {
  const groups = groupsShown(useSnapshot((snapshot) => snapshot.places))
  const archived = useSnapshot((snapshot) => snapshot.archived)
  const entries = useSnapshot((snapshot) => snapshot.entries)
  const showsArchived = useView((state) => state.archived)
  return (
    <>
      <h2>{t('nav.label')}</h2>
      <ul>
        <PlaceItem group={null} archived={false} count={entries} />
        {groups.map(({ name, count }) => (
          <PlaceItem key={name} group={name} archived={false} count={count} />
        ))}
        <li>
          <NewGroup />
        </li>
        {(archived > 0 || showsArchived) && <PlaceItem group={null} archived count={archived} />}
      </ul>
    </>
  )
}

function PlaceItem({ group, archived, count }: Place & { readonly count: number }) {
  const { view } = useApp()
  const current = useView(
    (state) => state.page === 'portfolio' && state.group === group && state.archived === archived,
  )
  const drop = useDropTarget(archived ? null : group)
  return (
    <li className="nav-line" {...drop}>
      <button
        type="button"
        className="nav-item"
        aria-current={current ? 'true' : undefined}
        onClick={() => openPage(view, 'portfolio', { group, archived })}
      >
        <span className="nav-name">{placeName({ group, archived })}</span>
        <span className="nav-count">
          <span aria-hidden="true">{count}</span>
          <span className="sr-only">{t('words.addresses', { count })}</span>
        </span>
      </button>
      {group !== null && group !== '' && <GroupMenu group={group} />}
    </li>
  )
}

function GroupMenu({ group }: { readonly group: string }) {
  const { view } = useApp()
  return (
    <button
      type="button"
      className="nav-more"
      aria-label={t('group.menu', { name: group })}
      title={t('group.menu', { name: group })}
      onClick={() => view.setState({ dialog: 'group', editedGroup: group })}
    >
      <span aria-hidden="true">⋯</span>
    </button>
  )
}

/** A group begins with what is in it: the picked rows, or the selected one. */
function NewGroup() {
  const { view } = useApp()
  const possible = useView(({ picked, selected }) => picked.size > 0 || selected !== null)
  return (
    <button
      type="button"
      className="nav-item quiet"
      aria-disabled={!possible}
      title={possible ? undefined : t('group.createHint')}
      onClick={() => possible && view.setState({ dialog: 'move', moveTo: '' })}
    >
      {t('group.create')}
    </button>
  )
}

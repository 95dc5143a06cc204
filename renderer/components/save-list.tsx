/** The way from a list to a file of exactly what it shows. */
import type { ListWanted } from '../../shared/ipc/lists.ts'
import { useApp } from '../app-context.ts'
import { t } from '../i18n/index.ts'

interface SaveListProps {
  readonly list: ListWanted
  /** As a link: beside what is no list of its own. */
  readonly quiet?: boolean
}

/** Opens the dialog that shows the first rows and saves all of them. */
export function SaveList({ list, quiet = false }: SaveListProps) {
  const { view } = useApp()
  return (
    <button
      type="button"
      className={quiet ? 'link save-list' : 'btn save-list'}
      title={t('lists.hint')}
      onClick={() => view.setState({ dialog: 'list', list })}
    >
      {list.kind === 'entries' && list.watchIds ? t('lists.openPicked') : t('lists.open')}
    </button>
  )
}

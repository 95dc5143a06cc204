/** What makes the rows move: another list to look at, and another snapshot of the host. */
import type { HostStore } from './host-store.ts'
import type { RowsLink } from './rows-store.ts'
import { queryOf, type ViewStore } from './view-store.ts'

/** Follows until the returned function is called. Nothing is asked before the host was heard. */
export function followRows(rowsLink: RowsLink, host: HostStore, view: ViewStore): () => void {
  let seen = 0
  const show = (): void => {
    if (seen > 0) rowsLink.show(queryOf(view.getState()))
  }
  const unsubscribeHost = host.subscribe(({ snapshots }) => {
    if (snapshots === seen) return
    const isFirst = seen === 0
    seen = snapshots
    if (isFirst) show()
    else rowsLink.refresh()
  })
  const unsubscribeView = view.subscribe(show)
  return () => {
    unsubscribeHost()
    unsubscribeView()
  }
}

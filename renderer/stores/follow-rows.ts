/** What makes the rows move: another list to look at, and another snapshot of the host. */
import type { HostStore } from './host-store.ts'
import type { RowsLink } from './rows-store.ts'
import { queryOf, type ViewStore } from './view-store.ts'

/**
 * Follows until the returned function is called. The first rows are asked for as soon as there is a connection, beside
 * the first snapshot, so that both are drawn at once, and are not fetched again for that one where they are of its revision;
 * every later snapshot fetches them anew, as freshness moves without a revision.
 */
export function followRows(rowsLink: RowsLink, host: HostStore, view: ViewStore): () => void {
  let seen = 0
  let asked = false
  const show = (): void => {
    const { connection, snapshots } = host.getState()
    if (connection !== 'connected' && snapshots === 0) return
    asked = true
    rowsLink.show(queryOf(view.getState()))
  }
  const unsubscribeHost = host.subscribe(({ snapshots, snapshot }) => {
    if (!asked) show()
    else if (snapshots !== seen && seen === 0 && snapshot) rowsLink.refreshTo(snapshot.revision)
    else if (snapshots !== seen) rowsLink.refresh()
    seen = snapshots
  })
  const unsubscribeView = view.subscribe(show)
  return () => {
    unsubscribeHost()
    unsubscribeView()
  }
}

/** A row by its entry: from the list where it is at hand, else fetched. */
import type { PortfolioRow } from '../../shared/ipc/contract.ts'
import { useRows } from '../app-context.ts'
import type { RowsState } from '../stores/rows-store.ts'
import { useFetched } from './use-fetched.ts'

/** Undefined while it is on its way, and where it is not watched any more. */
export function useRow(watchId: number | null): PortfolioRow | undefined {
  const shown = useRows((rows) => findRow(rows, watchId))
  const missing = watchId !== null && shown === undefined
  const { state } = useFetched('portfolio.rows', missing ? { watchIds: [watchId] } : null)
  if (shown !== undefined || state.kind !== 'ready') return shown
  return state.value.rows.find(({ watch }) => watch.id === watchId)
}

function findRow({ pages }: RowsState, watchId: number | null): PortfolioRow | undefined {
  if (watchId === null) return undefined
  for (const page of pages.values()) {
    const row = page.find(({ watch }) => watch.id === watchId)
    if (row) return row
  }
  return undefined
}

/** A row by its entry: from the list where it is at hand, else fetched. */
import type { PortfolioRow } from '../../shared/ipc/contract.ts'
import { useHost, useRows } from '../app-context.ts'
import { rowOf } from '../stores/rows-store.ts'
import { useFetched } from './use-fetched.ts'

/** Undefined while it is on its way, and where it is not watched any more. */
export function useRow(watchId: number | null): PortfolioRow | undefined {
  const shown = useRows((rows) => (watchId === null ? undefined : rowOf(rows, watchId)))
  const version = useHost(({ snapshots }) => snapshots)
  const missing = watchId !== null && shown === undefined
  const { state } = useFetched('portfolio.rows', missing ? { watchIds: [watchId] } : null, version)
  if (shown !== undefined || state.kind !== 'ready') return shown
  return state.value.rows.find(({ watch }) => watch.id === watchId)
}

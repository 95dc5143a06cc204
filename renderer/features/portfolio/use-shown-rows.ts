import { useMemo } from 'react'
import type { PortfolioRow } from '../../../shared/ipc/contract.ts'
import { useSnapshot, useView } from '../../app-context.ts'
import { rowsShown } from '../../stores/selectors.ts'

/** The rows of the chosen group that match the filter, in the chosen order. */
export function useShownRows(): readonly PortfolioRow[] {
  const rows = useSnapshot((snapshot) => snapshot.rows)
  const group = useView((state) => state.group)
  const archived = useView((state) => state.archived)
  const text = useView((state) => state.text)
  const sort = useView((state) => state.sort)
  return useMemo(() => rowsShown(rows, { group, archived, text, sort }), [rows, group, archived, text, sort])
}

/** All rows of the chosen group: what the total is made of. */
export function useGroupRows(): readonly PortfolioRow[] {
  const rows = useSnapshot((snapshot) => snapshot.rows)
  const group = useView((state) => state.group)
  const archived = useView((state) => state.archived)
  return useMemo(() => rowsShown(rows, { group, archived, text: '', sort: null }), [rows, group, archived])
}

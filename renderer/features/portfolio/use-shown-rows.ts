import { useMemo } from 'react'
import type { PortfolioRow } from '../../../shared/ipc/contract.ts'
import { useSnapshot, useView } from '../../app-context.ts'
import { rowsShown } from '../../stores/selectors.ts'

/** The rows of the chosen group that match the filter, in the chosen order. */
export function useShownRows(): readonly PortfolioRow[] {
  const rows = useSnapshot((snapshot) => snapshot.rows)
  const group = useView((state) => state.group)
  const text = useView((state) => state.text)
  const sort = useView((state) => state.sort)
  return useMemo(() => rowsShown(rows, { group, text, sort }), [rows, group, text, sort])
}

/** All rows of the chosen group: what the total is made of. */
export function useGroupRows(): readonly PortfolioRow[] {
  const rows = useSnapshot((snapshot) => snapshot.rows)
  const group = useView((state) => state.group)
  return useMemo(() => rowsShown(rows, { group, text: '', sort: null }), [rows, group])
}

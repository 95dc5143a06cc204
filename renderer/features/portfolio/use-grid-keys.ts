/** The keys of the table: they move, pick and rename. */
import type { KeyboardEvent, RefObject } from 'react'
import type { PortfolioRow } from '../../../shared/ipc/contract.ts'
import { useApp } from '../../app-context.ts'
import { between, toggled } from '../../stores/picking.ts'
import type { ViewStore } from '../../stores/view-store.ts'
import { placeForKey } from './grid-keys.ts'
import { ROW_HEIGHT } from './use-window.ts'

/** Moves selection and focus; a row out of sight is scrolled to first, so that it is drawn. */
export function useGridKeys(rows: readonly PortfolioRow[], scroller: RefObject<HTMLDivElement | null>) {
  const { view } = useApp()
  return (event: KeyboardEvent<HTMLTableElement>): void => {
    if (!(event.target instanceof HTMLTableRowElement)) return
    if (!runPickKey(event, rows, view) && !runMoveKey(event, rows, view, scroller.current)) return
    event.preventDefault()
  }
}

/** Space picks, Ctrl+A picks all, Escape picks nothing, F2 renames. */
function runPickKey(event: KeyboardEvent, rows: readonly PortfolioRow[], view: ViewStore): boolean {
  const { selected, picked, anchor } = view.getState()
  const ctrl = event.ctrlKey || event.metaKey
  if (event.key === ' ' && selected !== null) {
    view.setState({
      picked: toggled(picked, anchor === selected ? null : anchor, selected),
      anchor: selected,
    })
  } else if (ctrl && event.key.toLowerCase() === 'a') {
    view.setState({ picked: new Set(rows.map(({ watch }) => watch.id)) })
  } else if (event.key === 'Escape' && picked.size > 0) view.setState({ picked: new Set() })
  else if (event.key === 'F2' && selected !== null) view.setState({ renaming: selected })
  else return false
  return true
}

function runMoveKey(
  event: KeyboardEvent,
  rows: readonly PortfolioRow[],
  view: ViewStore,
  scroller: HTMLElement | null,
): boolean {
  const { selected, anchor } = view.getState()
  const at = rows.findIndex(({ watch }) => watch.id === selected)
  const place = placeForKey(event.key, at, rows.length)
  const row = place === null ? undefined : rows[place]
  if (place === null || !row) return false
  const { id } = row.watch
  view.setState({
    selected: id,
    focusNext: id,
    ...pickedOnMove(event.shiftKey, rows, anchor ?? selected, id),
  })
  showRow(scroller, place)
  return true
}

function pickedOnMove(shift: boolean, rows: readonly PortfolioRow[], anchor: number | null, id: number) {
  if (!shift) return { picked: new Set<number>(), anchor: id }
  const ids = rows.map(({ watch }) => watch.id)
  return { picked: between(ids, anchor, id), anchor }
}

function showRow(scroller: HTMLElement | null, place: number): void {
  if (!scroller) return
  const head = scroller.querySelector('thead')?.clientHeight ?? 0
  const top = place * ROW_HEIGHT
  if (top < scroller.scrollTop) scroller.scrollTop = top
  const bottom = top + ROW_HEIGHT + head - scroller.clientHeight
  if (bottom > scroller.scrollTop) scroller.scrollTop = bottom
}

/** The portfolio as a grid: one Tab stop, arrows move, what is selected is explained in the right pane. */
import { type KeyboardEvent, type RefObject, useCallback, useMemo, useRef } from 'react'
import type { PortfolioRow } from '../../../shared/ipc/contract.ts'
import { useApp, useView } from '../../app-context.ts'
import { t } from '../../i18n/index.ts'
import { placeForKey } from './grid-keys.ts'
import { usePlaceName } from './group-nav.tsx'
import { Row } from './portfolio-row.tsx'
import { TableHead } from './table-head.tsx'
import { useShownRows } from './use-shown-rows.ts'
import { ROW_HEIGHT, useWindow } from './use-window.ts'

/** The rows of the chosen group that match the filter. */
export function PortfolioTable() {
  const rows = useShownRows()
  const name = usePlaceName()
  const scroller = useRef<HTMLDivElement>(null)
  const onKeyDown = useGridKeys(rows, scroller)
  const withImmature = useMemo(() => rows.some(({ reading }) => (reading.immature ?? 0) !== 0), [rows])
  return (
    <div className="scroll" ref={scroller}>
      <table
        className={withImmature ? 'grid with-immature' : 'grid'}
        role="grid"
        aria-label={t('table.label', { name })}
        aria-rowcount={rows.length + 1}
        onKeyDown={onKeyDown}
      >
        <TableHead withImmature={withImmature} />
        <Body rows={rows} scroller={scroller} withImmature={withImmature} />
      </table>
      {rows.length === 0 && <NoRows />}
    </div>
  )
}

function NoRows() {
  const text = useView((state) => state.text)
  return <p className="no-rows">{text === '' ? t('table.emptyGroup') : t('table.noMatch', { text })}</p>
}

interface BodyProps {
  readonly rows: readonly PortfolioRow[]
  readonly scroller: RefObject<HTMLDivElement | null>
  readonly withImmature: boolean
}

function Body({ rows, scroller, withImmature }: BodyProps) {
  const { view } = useApp()
  const selected = useView((state) => state.selected)
  const focusNext = useView((state) => state.focusNext)
  const { first, end } = useWindow(scroller, rows.length)
  const onSelect = useCallback(
    (watchId: number) => view.setState({ selected: watchId, focusNext: null }),
    [view],
  )
  const drawn = rows.slice(first, end)
  const hasSelected = drawn.some(({ watch }) => watch.id === selected)
  return (
    <tbody>
      <Spacer rows={first} />
      {drawn.map((row, offset) => (
        <Row
          key={row.watch.id}
          row={row}
          index={first + offset + 2}
          selected={row.watch.id === selected}
          focusable={hasSelected ? row.watch.id === selected : offset === 0}
          takesFocus={row.watch.id === focusNext}
          withImmature={withImmature}
          onSelect={onSelect}
        />
      ))}
      <Spacer rows={rows.length - end} />
    </tbody>
  )
}

function Spacer({ rows }: { readonly rows: number }) {
  if (rows <= 0) return null
  return (
    <tr aria-hidden="true" className="spacer">
      <td colSpan={6} style={{ height: rows * ROW_HEIGHT }} />
    </tr>
  )
}

/** Moves selection and focus; a row out of sight is scrolled to first, so that it is drawn. */
function useGridKeys(rows: readonly PortfolioRow[], scroller: RefObject<HTMLDivElement | null>) {
  const { view } = useApp()
  return (event: KeyboardEvent<HTMLTableElement>): void => {
    if (!(event.target instanceof HTMLTableRowElement)) return
    const at = rows.findIndex(({ watch }) => watch.id === view.getState().selected)
    const place = placeForKey(event.key, at, rows.length)
    const row = place === null ? undefined : rows[place]
    if (place === null || !row) return
    event.preventDefault()
    view.setState({ selected: row.watch.id, focusNext: row.watch.id })
    showRow(scroller.current, place)
  }
}

function showRow(scroller: HTMLElement | null, place: number): void {
  if (!scroller) return
  const head = scroller.querySelector('thead')?.clientHeight ?? 0
  const top = place * ROW_HEIGHT
  if (top < scroller.scrollTop) scroller.scrollTop = top
  const bottom = top + ROW_HEIGHT + head - scroller.clientHeight
  if (bottom > scroller.scrollTop) scroller.scrollTop = bottom
}

/** The portfolio as a grid: one Tab stop, arrows move, what is selected is explained in the right pane. */
import { type MouseEvent, type RefObject, useCallback, useMemo, useRef } from 'react'
import type { PortfolioRow } from '../../../shared/ipc/contract.ts'
import { useApp, useView } from '../../app-context.ts'
import { t } from '../../i18n/index.ts'
import { between, toggled } from '../../stores/picking.ts'
import { usePlaceName } from './group-nav.tsx'
import { PickedBar } from './picked-bar.tsx'
import { Row } from './portfolio-row.tsx'
import { TableHead } from './table-head.tsx'
import { useGridKeys } from './use-grid-keys.ts'
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
    <>
      <div className="scroll" ref={scroller}>
        <table
          className={withImmature ? 'grid with-immature' : 'grid'}
          role="grid"
          aria-label={t('table.label', { name })}
          aria-rowcount={rows.length + 1}
          aria-multiselectable="true"
          onKeyDown={onKeyDown}
        >
          <TableHead withImmature={withImmature} />
          <Body rows={rows} scroller={scroller} withImmature={withImmature} />
        </table>
        {rows.length === 0 && <NoRows />}
      </div>
      <PickedBar rows={rows} />
    </>
  )
}

function NoRows() {
  const { view } = useApp()
  const text = useView((state) => state.text)
  if (text === '') return <p className="no-rows">{t('table.emptyGroup')}</p>
  return (
    <p className="no-rows">
      {t('table.noMatch', { text })}{' '}
      <button type="button" className="btn" onClick={() => view.setState({ text: '' })}>
        {t('table.clearFilter')}
      </button>
    </p>
  )
}

interface BodyProps {
  readonly rows: readonly PortfolioRow[]
  readonly scroller: RefObject<HTMLDivElement | null>
  readonly withImmature: boolean
}

function Body({ rows, scroller, withImmature }: BodyProps) {
  const selected = useView((state) => state.selected)
  const picked = useView((state) => state.picked)
  const renaming = useView((state) => state.renaming)
  const focusNext = useView((state) => state.focusNext)
  const { first, end } = useWindow(scroller, rows.length)
  const { onFocus, onClick } = useRowEvents(rows)
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
          selected={picked.size > 0 ? picked.has(row.watch.id) : row.watch.id === selected}
          focusable={hasSelected ? row.watch.id === selected : offset === 0}
          takesFocus={row.watch.id === focusNext}
          renaming={row.watch.id === renaming}
          withImmature={withImmature}
          onFocus={onFocus}
          onClick={onClick}
        />
      ))}
      <Spacer rows={rows.length - end} />
    </tbody>
  )
}

/** A press selects; with Ctrl it picks one more, with Shift everything up to it. */
function useRowEvents(rows: readonly PortfolioRow[]) {
  const { view } = useApp()
  const onFocus = useCallback(
    (watchId: number) => view.setState({ selected: watchId, focusNext: null }),
    [view],
  )
  const onClick = useCallback(
    (watchId: number, event: MouseEvent) => {
      const { picked, anchor } = view.getState()
      if (event.ctrlKey || event.metaKey)
        return view.setState({ picked: toggled(picked, anchor, watchId), anchor: watchId, selected: watchId })
      if (event.shiftKey) {
        const ids = rows.map(({ watch }) => watch.id)
        return view.setState({ picked: between(ids, anchor, watchId), selected: watchId })
      }
      return view.setState({ selected: watchId, anchor: watchId, picked: new Set() })
    },
    [view, rows],
  )
  return { onFocus, onClick }
}

function Spacer({ rows }: { readonly rows: number }) {
  if (rows <= 0) return null
  return (
    <tr aria-hidden="true" className="spacer">
      <td colSpan={6} style={{ height: rows * ROW_HEIGHT }} />
    </tr>
  )
}

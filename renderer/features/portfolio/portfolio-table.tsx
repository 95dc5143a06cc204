/** The portfolio as a grid: one Tab stop, arrows move, what is selected is explained in the right pane. */
import { type RefObject, useEffect, useRef } from 'react'
import { useApp, useRows, useView } from '../../app-context.ts'
import { AsyncList } from '../../components/async-list.tsx'
import { t } from '../../i18n/index.ts'
import { rowAt } from '../../stores/rows-store.ts'
import { errorText } from '../../texts/host-text.ts'
import { usePlaceName } from './group-nav.tsx'
import { PickedBar } from './picked-bar.tsx'
import { MissingRow, Row } from './portfolio-row.tsx'
import { TableHead } from './table-head.tsx'
import { useGridKeys, useReveal } from './use-grid-keys.ts'
import { useRowEvents } from './use-row-events.ts'
import { ROW_HEIGHT, useWindow } from './use-window.ts'

/** The rows of the chosen group that match the filter. */
export function PortfolioTable() {
  const count = useRows((rows) => rows.count)
  const query = useRows((rows) => rows.query)
  const withImmature = useRows((rows) => rows.place?.immature ?? false)
  const name = usePlaceName()
  const scroller = useRef<HTMLDivElement>(null)
  const onKeyDown = useGridKeys(scroller)
  useReveal(scroller)
  const shown = useRef(query)
  useEffect(() => {
    // Another list begins at its beginning; the first one is there, and setting it would lay the page out at once.
    if (query !== shown.current && shown.current !== null && scroller.current) scroller.current.scrollTop = 0
    shown.current = query
  }, [query])
  return (
    <>
      <div className="scroll" ref={scroller} tabIndex={-1} role="presentation" onKeyDown={onKeyDown}>
        <table
          className={withImmature ? 'grid with-immature' : 'grid'}
          role="grid"
          aria-label={t('table.label', { name })}
          aria-rowcount={count + 1}
          aria-multiselectable="true"
        >
          <TableHead withImmature={withImmature} />
          <Body scroller={scroller} count={count} withImmature={withImmature} />
        </table>
        <Failure />
        {query !== null && count === 0 && <NoRows />}
      </div>
      <PickedBar />
    </>
  )
}

function Failure() {
  const { rowsLink } = useApp()
  const failure = useRows((rows) => rows.failure)
  if (failure === null) return null
  const message = errorText(failure)
  return (
    <div className="no-rows">
      <AsyncList
        state={{ kind: 'failed', message, error: failure }}
        retry={() => rowsLink.refresh()}
        isEmpty={() => true}
        empty={null}
      >
        {() => null}
      </AsyncList>
    </div>
  )
}

function NoRows() {
  const { view } = useApp()
  const text = useView((state) => state.text)
  if (text === '') return <EmptyPlace />
  return (
    <p className="no-rows">
      {t('table.noMatch', { text })}{' '}
      <button type="button" className="btn" onClick={() => view.setState({ text: '' })}>
        {t('table.clearFilter')}
      </button>
    </p>
  )
}

/** Nothing is in the group, or archived. */
function EmptyPlace() {
  const { view } = useApp()
  const archived = useView((state) => state.archived)
  if (archived) return <p className="no-rows">{t('table.emptyArchive')}</p>
  return (
    <p className="no-rows">
      {t('table.emptyGroup')}{' '}
      <button type="button" className="btn" onClick={() => view.setState({ dialog: 'add' })}>
        {t('empty.add')}
      </button>
    </p>
  )
}

interface BodyProps {
  readonly scroller: RefObject<HTMLDivElement | null>
  readonly count: number
  readonly withImmature: boolean
}

function Body({ scroller, count, withImmature }: BodyProps) {
  const { rowsLink } = useApp()
  const rows = useRows((state) => state)
  const selected = useView((state) => state.selected)
  const picked = useView((state) => state.picked)
  const renaming = useView((state) => state.renaming)
  const focusNext = useView((state) => state.focusNext)
  const focusAt = useView((state) => state.focusAt)
  const { first, end } = useWindow(scroller, count)
  const { onFocus, onClick, onMenu } = useRowEvents()
  useEffect(() => rowsLink.want(first, end), [rowsLink, first, end])
  const drawn = Array.from({ length: Math.max(0, end - first) }, (_, offset) => rowAt(rows, first + offset))
  const columns = withImmature ? 6 : 5
  const tabStop = drawn.some((row) => row?.watch.id === selected) ? selected : drawn.find(Boolean)?.watch.id
  return (
    <tbody>
      <Spacer rows={first} columns={columns} />
      {drawn.map((row, offset) => {
        const at = first + offset
        if (row === undefined) return <MissingRow key={`at ${at}`} index={at + 2} columns={columns} />
        const { id } = row.watch
        return (
          <Row
            key={id}
            row={row}
            index={at + 2}
            selected={picked.size > 0 ? picked.has(id) : id === selected}
            focusable={id === tabStop}
            takesFocus={id === focusNext || at === focusAt}
            renaming={id === renaming}
            withImmature={withImmature}
            onFocus={onFocus}
            onClick={onClick}
            onMenu={onMenu}
          />
        )
      })}
      <Spacer rows={count - end} columns={columns} />
    </tbody>
  )
}

function Spacer({ rows, columns }: { readonly rows: number; readonly columns: number }) {
  if (rows <= 0) return null
  return (
    <tr aria-hidden="true" className="spacer">
      <td colSpan={columns} style={{ height: rows * ROW_HEIGHT }} />
    </tr>
  )
}

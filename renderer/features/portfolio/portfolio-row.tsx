import { type MouseEvent, memo, useEffect, useRef } from 'react'
import type { PortfolioRow } from '../../../shared/ipc/contract.ts'
import { useApp, usePrefs } from '../../app-context.ts'
import { ShortAddress } from '../../components/address.tsx'
import { Amount } from '../../components/amount.tsx'
import { FreshnessText } from '../../components/freshness.tsx'
import { Moved } from '../../components/moved.tsx'
import { useWorthHint } from '../../components/worth.tsx'
import { t, useLanguage } from '../../i18n/index.ts'
import { sourceText } from '../../texts/words.ts'
import { LabelCell } from './label-cell.tsx'
import { startRowDrag } from './row-drag.ts'

/** A row and its place in the grid. */
export interface RowProps {
  readonly row: PortfolioRow
  /** Place in the table from 1, the heading row being 1. */
  readonly index: number
  readonly selected: boolean
  /** The one row that Tab reaches. */
  readonly focusable: boolean
  /** Whether it takes the focus now: the arrows led here. */
  readonly takesFocus: boolean
  readonly withImmature: boolean
  /** Its name is being edited. */
  readonly renaming: boolean
  /** With the place in the list, from 0. */
  readonly onFocus: (watchId: number, at: number) => void
  readonly onClick: (watchId: number, at: number, event: MouseEvent) => void
  readonly onMenu: (watchId: number, at: number, event: MouseEvent) => void
}

/** One address with its figures. Drawn again only when its data changes; its age has a life of its own. */
export const Row = memo(function Row({
  row,
  index,
  selected,
  focusable,
  takesFocus,
  renaming,
  withImmature,
  onFocus,
  onClick,
  onMenu,
}: RowProps) {
  useLanguage()
  const services = useApp()
  const element = useRef<HTMLTableRowElement>(null)
  useEffect(() => {
    if (takesFocus) element.current?.focus({ preventScroll: true })
  }, [takesFocus])
  const { watch, reading } = row
  const worth = useWorthHint(reading.confirmed)
  const hidden = usePrefs((prefs) => prefs.hideAmounts)
  return (
    <tr
      ref={element}
      aria-rowindex={index}
      aria-selected={selected}
      tabIndex={focusable ? 0 : -1}
      data-watch={watch.id}
      data-address={watch.text}
      data-archived={watch.archived || undefined}
      draggable={!renaming}
      onDragStart={(event) => startRowDrag(event, watch.id, services)}
      onClick={(event) => onClick(watch.id, index - 2, event)}
      onContextMenu={(event) => onMenu(watch.id, index - 2, event)}
      onFocus={() => onFocus(watch.id, index - 2)}
    >
      <LabelCell watch={watch} renaming={renaming} />
      <td>
        <EntryText watch={watch} />
      </td>
      <td className="r" title={worth}>
        <Moved value={hidden ? null : reading.confirmed}>
          <Amount sats={reading.confirmed} />
        </Moved>
      </td>
      <td className={`r ${pendingClass(reading.pending)}`}>
        <Moved value={hidden ? null : reading.pending}>
          {reading.pending !== 0 && <Amount sats={reading.pending} signed />}
        </Moved>
      </td>
      {withImmature && <td className="r">{reading.immature !== 0 && <Amount sats={reading.immature} />}</td>}
      <td title={reading.source === null ? undefined : sourceText(reading.source)}>
        <span className="fresh-line">
          <FreshnessText reading={reading} />
          <SourceName reading={reading} />
        </span>
      </td>
    </tr>
  )
})

/** An address, or of an account how many of its addresses are used. */
function EntryText({ watch: { text, account } }: Pick<PortfolioRow, 'watch'>) {
  if (account === undefined) return <ShortAddress address={text} />
  const count = account.chains.reduce((sum, { usedTo }) => sum + usedTo, 0)
  return (
    <span className="addr" title={text}>
      {t('account.addressesUsed', { count })}
    </span>
  )
}

/** Who said it: the word of freshness comes first where there is little room. */
function SourceName({ reading: { source } }: Pick<PortfolioRow, 'reading'>) {
  return source === null ? null : <span className="row-source">{sourceText(source)}</span>
}

function pendingClass(pending: number | null): string {
  if (pending === null || pending === 0) return ''
  return pending > 0 ? 'in' : 'out'
}

/** Stands where a row is on its way. */
export function MissingRow({ index, columns }: { readonly index: number; readonly columns: number }) {
  return (
    <tr aria-rowindex={index} aria-busy className="missing">
      <td colSpan={columns}>
        <span className="sr-only">{t('states.loading')}</span>
      </td>
    </tr>
  )
}

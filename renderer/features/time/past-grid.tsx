/** The rows at a moment: one Tab stop, arrows move, what is selected is explained in the right pane. */
import { type KeyboardEvent, useRef } from 'react'
import type { MomentPage, MomentRow } from '../../../shared/ipc/moment.ts'
import { useApp, useView } from '../../app-context.ts'
import { ShortAddress } from '../../components/address.tsx'
import { Amount } from '../../components/amount.tsx'
import { useWorthHint } from '../../components/worth.tsx'
import { t } from '../../i18n/index.ts'
import { sourceText } from '../../texts/words.ts'

/** The table; a row that is not known says so, and never 0. */
export function PastGrid({ page, name }: { readonly page: MomentPage; readonly name: string }) {
  const { view } = useApp()
  const selected = useView((state) => state.selected)
  const body = useRef<HTMLTableSectionElement>(null)
  const ids = page.rows.map(({ watch }) => watch.id)
  const select = (id: number): void => view.setState({ selected: id, picked: new Set(), anchor: id })
  const onKeyDown = (event: KeyboardEvent): void => {
    const at = selected === null ? -1 : ids.indexOf(selected)
    const next = nextPlace(event.key, at, ids.length)
    const id = next === null ? undefined : ids[next]
    if (next === null || id === undefined) return
    event.preventDefault()
    select(id)
    body.current?.querySelectorAll<HTMLElement>('tr')[next]?.focus()
  }
  const reachable = selected !== null && ids.includes(selected) ? selected : ids[0]
  return (
    <table
      className="grid past-grid"
      role="grid"
      aria-label={t('moment.table', { name, height: page.height })}
      aria-rowcount={page.count + 1}
      onKeyDown={onKeyDown}
    >
      <thead>
        <tr>
          <th scope="col">{t('table.name')}</th>
          <th scope="col">{t('table.address')}</th>
          <th scope="col" className="r">
            {t('table.confirmed')}
          </th>
          <th scope="col">{t('moment.completeness')}</th>
        </tr>
      </thead>
      <tbody ref={body}>
        {page.rows.map((row, index) => (
          <PastRow
            key={row.watch.id}
            row={row}
            index={index + 2}
            selected={row.watch.id === selected}
            focusable={row.watch.id === reachable}
            onSelect={select}
          />
        ))}
      </tbody>
    </table>
  )
}

const STEPS: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowDown: (at) => at + 1,
  ArrowUp: (at) => at - 1,
  PageDown: (at) => at + 15,
  PageUp: (at) => at - 15,
  Home: () => 0,
  End: (_, count) => count - 1,
}

function nextPlace(key: string, at: number, count: number): number | null {
  const step = STEPS[key]
  if (step === undefined || count === 0) return null
  return Math.max(0, Math.min(count - 1, step(at, count)))
}

interface RowProps {
  readonly row: MomentRow
  readonly index: number
  readonly selected: boolean
  readonly focusable: boolean
  readonly onSelect: (id: number) => void
}

function PastRow({ row: { watch, reading }, index, selected, focusable, onSelect }: RowProps) {
  return (
    <tr
      aria-rowindex={index}
      aria-selected={selected}
      tabIndex={focusable ? 0 : -1}
      data-past={watch.id}
      data-kind={reading.kind}
      onClick={() => onSelect(watch.id)}
      onFocus={() => onSelect(watch.id)}
    >
      <td className="label">
        {watch.label === '' ? <span className="dim">{t('words.noLabel')}</span> : watch.label}
      </td>
      <td>
        <ShortAddress address={watch.text} />
      </td>
      <td className="r" title={useWorthHint(reading.confirmed)}>
        <Amount sats={reading.confirmed} />
      </td>
      <td>
        <span className={reading.kind === 'known' ? '' : 'unknown'}>{stateText(reading)}</span>
        {reading.source !== null && <span className="row-source"> {sourceText(reading.source)}</span>}
      </td>
    </tr>
  )
}

function stateText({ kind, parts }: MomentRow['reading']): string {
  if (parts && parts.known > 0 && parts.unknown > 0)
    return t('moment.partly', { known: parts.known, all: parts.known + parts.stale + parts.unknown })
  return kind === 'known' ? t('moment.exact') : t('moment.notKnownRow')
}

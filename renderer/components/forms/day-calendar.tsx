/** A month as a grid of days, with keys: arrows, Home and End in the week, PageUp and PageDown by month, with Shift by year. */
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { dayAfter, dayText, monthAfter, monthText, weekdays, weekStart, weeksOf } from '../../format/day.ts'
import { t } from '../../i18n/index.ts'

const MOVES: Readonly<Record<string, (day: string, byYear: boolean) => string>> = {
  ArrowLeft: (day) => dayAfter(day, -1),
  ArrowRight: (day) => dayAfter(day, 1),
  ArrowUp: (day) => dayAfter(day, -7),
  ArrowDown: (day) => dayAfter(day, 7),
  Home: weekStart,
  End: (day) => dayAfter(weekStart(day), 6),
  PageUp: (day, byYear) => monthAfter(day, byYear ? -12 : -1),
  PageDown: (day, byYear) => monthAfter(day, byYear ? 12 : 1),
}

/** Opens at `value`, else at today. */
export function DayCalendar({
  value,
  onPick,
}: {
  readonly value: string
  readonly onPick: (day: string) => void
}) {
  const [at, setAt] = useState(() => (value === '' ? today() : value))
  const grid = useRef<HTMLTableElement>(null)
  const moved = useRef(false)
  useEffect(() => {
    if (moved.current) grid.current?.querySelector<HTMLButtonElement>(`[data-at="${at}"]`)?.focus()
    moved.current = false
  }, [at])
  const onKeyDown = (event: KeyboardEvent): void => {
    const move = MOVES[event.key]
    if (move === undefined || event.altKey || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    moved.current = true
    setAt(move(at, event.shiftKey))
  }
  return (
    <>
      <div className="calendar-head">
        <button
          type="button"
          className="btn quiet"
          aria-label={t('day.earlier')}
          onClick={() => setAt(monthAfter(at, -1))}
        >
          ‹
        </button>
        <b aria-live="polite">{monthText(at)}</b>
        <button
          type="button"
          className="btn quiet"
          aria-label={t('day.later')}
          onClick={() => setAt(monthAfter(at, 1))}
        >
          ›
        </button>
      </div>
      <table ref={grid} role="grid" aria-label={monthText(at)} onKeyDown={onKeyDown}>
        <thead>
          <tr>
            {weekdays().map(({ short, full }) => (
              <th key={full} scope="col" aria-label={full}>
                {short}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeksOf(at).map((week) => (
            <tr key={week.join()}>
              {week.map((day, index) =>
                day === null ? (
                  // oxlint-disable-next-line react/no-array-index-key -- empty cells have nothing else
                  <td key={`none-${index}`} />
                ) : (
                  <td key={day} aria-selected={day === value}>
                    <button
                      type="button"
                      data-at={day}
                      tabIndex={day === at ? 0 : -1}
                      aria-label={dayText(day)}
                      aria-current={day === today() ? 'date' : undefined}
                      onClick={() => onPick(day)}
                    >
                      {Number(day.slice(8))}
                    </button>
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}

/** Of this machine's clock and zone. */
function today(): string {
  const now = new Date()
  const two = (part: number): string => String(part).padStart(2, '0')
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`
}

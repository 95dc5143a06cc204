/**
 * A day to type or to pick. The browser's own field speaks the browser's language, whatever the window's; this one is
 * written `YYYY-MM-DD` in every language, and its calendar has the names of the window's.
 */
import { Popover } from '@base-ui/react/popover'
import { type KeyboardEvent, useId, useRef, useState } from 'react'
import { dayAfter, dayTyped, monthAfter } from '../../format/day.ts'
import { t } from '../../i18n/index.ts'
import { focusOn } from '../focus-at-once.ts'
import { DayCalendar } from './day-calendar.tsx'

/** Keys that move the day that is typed, as in the browser's own field. */
const MOVES: Readonly<Record<string, (day: string) => string>> = {
  ArrowUp: (day) => dayAfter(day, 1),
  ArrowDown: (day) => dayAfter(day, -1),
  PageUp: (day) => monthAfter(day, 1),
  PageDown: (day) => monthAfter(day, -1),
}

/** `value` is `YYYY-MM-DD`, or '' while nothing, or nothing that is a day, is typed. */
export function DayField({
  label,
  value,
  onChange,
}: {
  readonly label: string
  readonly value: string
  readonly onChange: (day: string) => void
}) {
  const id = useId()
  const [typed, setTyped] = useState(value)
  const [open, setOpen] = useState(false)
  const popup = useRef<HTMLDivElement>(null)
  // What is typed stands as it is while it means the value; a value from elsewhere replaces it.
  const text = dayTyped(typed) === value ? typed : value
  const isWrong = text.trim() !== '' && value === ''
  const change = (next: string): void => {
    setTyped(next)
    onChange(dayTyped(next))
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey && event.key === 'ArrowDown') setOpen(true)
    else if (value === '' || event.altKey || MOVES[event.key] === undefined) return
    else change(MOVES[event.key]?.(value) ?? value)
    event.preventDefault()
  }
  return (
    <div className="field day">
      <label htmlFor={id} id={`${id}-label`}>
        {label}
      </label>
      <span className="day-box">
        <input
          type="text"
          id={id}
          className="mono"
          data-day=""
          placeholder={t('day.form')}
          aria-describedby={`${id}-form`}
          aria-invalid={isWrong}
          value={text}
          onChange={(event) => change(event.target.value)}
          onBlur={() => value !== '' && setTyped(value)}
          onKeyDown={onKeyDown}
          autoComplete="off"
          spellCheck={false}
        />
        <span id={`${id}-form`} className="sr-only">
          {t('day.formSaid')}
        </span>
        <Popover.Root open={open} onOpenChange={setOpen}>
          <Popover.Trigger
            type="button"
            className="btn quiet day-open"
            aria-label={t('day.calendar')}
            aria-describedby={`${id}-label`}
          >
            <CalendarIcon />
          </Popover.Trigger>
          <Popover.Portal>
            <Popover.Positioner className="menu-place" sideOffset={4} align="end">
              <Popover.Popup
                className="menu calendar"
                aria-label={t('day.calendar')}
                ref={popup}
                initialFocus={() => focusOn(popup.current, 'button[data-at][tabindex="0"]')}
              >
                <DayCalendar
                  value={value}
                  onPick={(day) => {
                    change(day)
                    setOpen(false)
                  }}
                />
              </Popover.Popup>
            </Popover.Positioner>
          </Popover.Portal>
        </Popover.Root>
      </span>
    </div>
  )
}

function CalendarIcon() {
  return (
    <svg viewBox="0 0 16 16" width="14" height="14" fill="none" stroke="currentColor" aria-hidden="true">
      <path d="M2.5 3.5h11v10h-11zM2.5 6.5h11M5.5 1.5v3M10.5 1.5v3" />
    </svg>
  )
}

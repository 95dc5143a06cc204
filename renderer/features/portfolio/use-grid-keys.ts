/** The keys of the table: they move, pick, rename, and find a row by the beginning of its name. */
import { type KeyboardEvent, type RefObject, useEffect, useRef } from 'react'
import { type AppServices, useApp, useRows, useView } from '../../app-context.ts'
import { toggled } from '../../stores/picking.ts'
import { rowAt } from '../../stores/rows-store.ts'
import { sameData } from '../../stores/share-rows.ts'
import { queryOf } from '../../stores/view-store.ts'
import { copyRows } from './copy-rows.ts'
import { placeForKey } from './grid-keys.ts'
import { pickAll, pickBetween } from './pick-rows.ts'
import { ROW_HEIGHT } from './use-window.ts'

/** Letters typed within this time belong together. */
const TYPING_MS = 900

/** Moves selection and focus; a row out of sight is scrolled to first, so that it is fetched and drawn. */
export function useGridKeys(scroller: RefObject<HTMLDivElement | null>) {
  const services = useApp()
  const typed = useRef({ text: '', at: 0 })
  return (event: KeyboardEvent<HTMLDivElement>): void => {
    const { target } = event
    if (!(target instanceof HTMLTableRowElement) && target !== scroller.current) return
    const handled =
      runPickKey(event, services) ||
      runMoveKey(event, services, scroller.current) ||
      runTyping(event, services, scroller.current, typed.current)
    if (handled) event.preventDefault()
  }
}

/** Space picks, Ctrl+A picks all, Escape picks nothing, F2 renames, Ctrl+C copies, Delete asks whether to stop watching. */
function runPickKey(event: KeyboardEvent, services: AppServices): boolean {
  const { view } = services
  const { selected, picked, anchor } = view.getState()
  const ctrl = event.ctrlKey || event.metaKey
  if (event.key === ' ' && selected !== null) {
    view.setState({
      picked: toggled(picked, anchor === selected ? null : anchor, selected),
      anchor: selected,
    })
  } else if (ctrl && event.key.toLowerCase() === 'a') void pickAll(services)
  else if (ctrl && event.key.toLowerCase() === 'c' && selected !== null && noTextChosen())
    void copyRows(services)
  else if (event.key === 'Delete' && (selected !== null || picked.size > 0))
    view.setState({ dialog: 'remove' })
  else if (event.key === 'Escape' && picked.size > 0) view.setState({ picked: new Set() })
  else if (event.key === 'F2' && selected !== null) view.setState({ renaming: selected })
  else return false
  return true
}

/** Text that was chosen with the pointer is copied by the browser. */
function noTextChosen(): boolean {
  return window.getSelection()?.isCollapsed ?? true
}

function runMoveKey(event: KeyboardEvent, services: AppServices, scroller: HTMLElement | null): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false
  const { view, rows } = services
  const { selected, anchor } = view.getState()
  const { count } = rows.getState()
  const place = placeForKey(event.key, placeNow(services), count)
  if (place === null) return false
  if (event.shiftKey) void pickBetween(services, anchor ?? selected, place)
  else view.setState({ picked: new Set() })
  goTo(services, place, scroller)
  const id = rowAt(rows.getState(), place)?.watch.id
  if (!event.shiftKey && id !== undefined) view.setState({ anchor: id })
  return true
}

/** Where the selected row stands: rows may have come or gone before it. */
function placeNow({ view, rows }: AppServices): number {
  const { selected, at } = view.getState()
  const state = rows.getState()
  if (selected === null) return -1
  for (let off = 0; off < 100; off++)
    for (const near of [at - off, at + off]) if (rowAt(state, near)?.watch.id === selected) return near
  return at
}

/** The row there takes the focus as soon as it is drawn; until then the list keeps it. */
function goTo({ view, rows }: AppServices, place: number, scroller: HTMLElement | null): void {
  const id = rowAt(rows.getState(), place)?.watch.id
  if (id === undefined) {
    scroller?.focus({ preventScroll: true })
    view.setState({ focusAt: place, at: place })
  } else view.setState({ selected: id, focusNext: id, focusAt: null, at: place })
  showRow(scroller, place)
}

/** A letter goes to the next name that begins with it, several to the first that begins with them. */
function runTyping(
  event: KeyboardEvent,
  services: AppServices,
  scroller: HTMLElement | null,
  typed: { text: string; at: number },
): boolean {
  if (event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey || event.key === '?')
    return false
  const goesOn = event.timeStamp - typed.at < TYPING_MS
  typed.text = goesOn ? typed.text + event.key : event.key
  typed.at = event.timeStamp
  const { bridge, view, notices } = services
  const at = placeNow(services)
  const find = { startsWith: typed.text, after: Math.max(-1, typed.text.length > 1 ? at - 1 : at) }
  bridge
    .call('portfolio.locate', { of: queryOf(view.getState()), find })
    .then((found) => found && goTo(services, found.index, scroller), notices.error)
  return true
}

/** A row that was found elsewhere is scrolled to once its list is there. */
export function useReveal(scroller: RefObject<HTMLDivElement | null>): void {
  const services = useApp()
  const reveal = useView((state) => state.reveal)
  const query = useRows((rows) => rows.query)
  useEffect(() => {
    const { bridge, view, notices } = services
    if (reveal === null || query === null || !sameData(query, queryOf(view.getState()))) return
    view.setState({ reveal: null })
    bridge
      .call('portfolio.locate', { of: query, find: { watchId: reveal } })
      .then((found) => found && goTo(services, found.index, scroller.current), notices.error)
  }, [services, reveal, query, scroller])
}

function showRow(scroller: HTMLElement | null, place: number): void {
  if (!scroller) return
  const head = scroller.querySelector('thead')?.clientHeight ?? 0
  const top = place * ROW_HEIGHT
  if (top < scroller.scrollTop) scroller.scrollTop = top
  const bottom = top + ROW_HEIGHT + head - scroller.clientHeight
  if (bottom > scroller.scrollTop) scroller.scrollTop = bottom
}

/** Keys that work everywhere: refresh, add, filter, pages, and F6 from pane to pane. */
import { useEffect } from 'react'
import { type AppServices, useApp } from '../app-context.ts'
import { undoNewest } from '../components/toasts.tsx'
import { openPage } from '../stores/navigate.ts'
import { PAGES } from '../stores/view-store.ts'
import { FILTER_ID } from './header.tsx'
import { pageAt, type Shortcut, shortcutOf } from './shortcuts.ts'

/** Listens while mounted. With a dialog open only some work; the browser's own meaning is kept away always. */
export function useShortcuts(): void {
  const services = useApp()
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const shortcut = shortcutOf(event, isField(event.target))
      if (shortcut === null) return
      if (shortcut === 'undo' && !undoNewest()) return
      event.preventDefault()
      runShortcut(shortcut, services)
    }
    // The list of short notices takes F6 for itself while one is shown: nobody would get past it from pane to pane.
    const onF6 = (event: KeyboardEvent): void => {
      const shortcut = shortcutOf(event, false)
      if (shortcut !== 'next_pane' && shortcut !== 'previous_pane') return
      event.stopImmediatePropagation()
      onKeyDown(event)
    }
    window.addEventListener('keydown', onF6, { capture: true })
    window.addEventListener('keydown', onKeyDown)
    return () => {
      window.removeEventListener('keydown', onF6, { capture: true })
      window.removeEventListener('keydown', onKeyDown)
    }
  }, [services])
}

/** What keys type into. */
const FIELDS = 'textarea, select, input:not([type=checkbox], [type=radio], [type=button])'

function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches(FIELDS)
}

function runShortcut(shortcut: Shortcut, services: AppServices): void {
  const { view, prefs, setPrefs, actions } = services
  if (shortcut === 'refresh') return void actions.refreshAll()
  if (shortcut === 'undo') return // done above
  if (shortcut === 'hide') return setPrefs({ hideAmounts: !prefs.getState().hideAmounts })
  if (view.getState().dialog === 'none') runInWindow(shortcut, services)
}

function runInWindow(shortcut: Shortcut, { view }: AppServices): void {
  if (typeof shortcut === 'object') {
    const page = pageAt(PAGES, shortcut.page)
    if (page) openPage(view, page)
  } else if (shortcut === 'next_page' || shortcut === 'previous_page') turnPage(view, shortcut)
  else if (shortcut === 'add' || shortcut === 'palette') view.setState({ dialog: shortcut })
  else if (shortcut === 'help') view.setState({ dialog: 'shortcuts' })
  else if (shortcut === 'settings') openPage(view, 'settings')
  else if (shortcut === 'filter') document.getElementById(FILTER_ID)?.focus()
  else focusPane(shortcut === 'next_pane' ? 1 : -1)
}

/** To the page after or before in the navigation, around its ends. */
function turnPage(view: AppServices['view'], turn: 'next_page' | 'previous_page'): void {
  const at = PAGES.indexOf(view.getState().page) + (turn === 'next_page' ? 1 : -1)
  const page = PAGES.at(at % PAGES.length)
  if (page) openPage(view, page)
}

/** The short notices stand above the window, and are a pane only while there are some. */
function isShown(pane: HTMLElement): boolean {
  return pane.offsetParent !== null || pane.querySelector('.toast') !== null
}

/** Focuses the next pane: its selected row or current item where it has one, else the pane itself. */
function focusPane(step: 1 | -1): void {
  const panes = [...document.querySelectorAll<HTMLElement>('[data-pane]')].filter(isShown)
  if (panes.length === 0) return
  const at = panes.findIndex((pane) => pane.contains(document.activeElement))
  const from = at === -1 && step === -1 ? 0 : at
  const pane = panes[(from + step + panes.length) % panes.length]
  const inner = pane?.querySelector<HTMLElement>('tr[tabindex="0"], [aria-current]')
  ;(inner ?? pane)?.focus()
}

/** Which key press means what, apart from who listens. */
import type { Page } from '../stores/view-store.ts'

/** What the keys can do. */
export type Shortcut =
  | 'refresh'
  | 'add'
  | 'filter'
  | 'hide'
  | 'palette'
  | 'settings'
  | 'help'
  | 'undo'
  | 'next_page'
  | 'previous_page'
  | 'next_pane'
  | 'previous_pane'
  | { readonly page: number }

type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>

const WITH_CTRL: Readonly<Record<string, Shortcut>> = {
  r: 'refresh',
  n: 'add',
  f: 'filter',
  k: 'palette',
  ',': 'settings',
  pagedown: 'next_page',
  pageup: 'previous_page',
}

/** The shortcut a key press means, or null. Ctrl, or Command on a Mac. A question mark counts outside of fields alone. */
export function shortcutOf(event: Press, typing = false): Shortcut | null {
  const { key, altKey, shiftKey } = event
  const ctrl = event.ctrlKey || event.metaKey
  if (key === 'F5') return 'refresh'
  if (key === 'F6') return shiftKey ? 'previous_pane' : 'next_pane'
  if (altKey) return !ctrl && /^[1-9]$/.test(key) ? { page: Number(key) - 1 } : null
  if (!ctrl) return key === '?' && !typing ? 'help' : null
  if (shiftKey) return key.toLowerCase() === 'h' ? 'hide' : null
  if (key.toLowerCase() === 'z') return typing ? null : 'undo' // in a field it is the field's
  return WITH_CTRL[key.toLowerCase()] ?? null
}

/** The keys as people read them, in the order of the overview. */
export const KEYS = [
  ['palette', 'Ctrl K'],
  ['filter', 'Ctrl F'],
  ['refresh', 'Ctrl R, F5'],
  ['add', 'Ctrl N'],
  ['hide', 'Ctrl Shift H'],
  ['settings', 'Ctrl ,'],
  ['pages', 'Alt 1 … 5'],
  ['turn', 'Ctrl PgUp, Ctrl PgDn'],
  ['panes', 'F6'],
  ['rows', '↑ ↓ PgUp PgDn Home End'],
  ['pick', 'Space, Shift ↑ ↓'],
  ['rename', 'F2'],
  ['menu', 'Shift F10'],
  ['copy', 'Ctrl C'],
  ['remove', 'Del'],
  ['undo', 'Ctrl Z'],
  ['close', 'Esc'],
  ['help', '?'],
] as const satisfies readonly (readonly [string, string])[]

/** The page at a place of the navigation. */
export function pageAt(pages: readonly Page[], place: number): Page | null {
  return pages[place] ?? null
}

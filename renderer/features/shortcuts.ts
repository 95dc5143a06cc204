/** Which key press means what, apart from who listens. */

/** What the keys can do. */
export type Shortcut = 'refresh' | 'add' | 'filter' | 'hide' | 'next_pane' | 'previous_pane'

/** The shortcut a key press means, or null. Ctrl, or Command on a Mac. */
export function shortcutOf(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>,
): Shortcut | null {
  if (event.key === 'F5') return 'refresh'
  if (event.key === 'F6') return event.shiftKey ? 'previous_pane' : 'next_pane'
  if (event.altKey || !(event.ctrlKey || event.metaKey)) return null
  if (event.shiftKey) return event.key.toLowerCase() === 'h' ? 'hide' : null
  const byKey: Readonly<Record<string, Shortcut>> = { r: 'refresh', n: 'add', f: 'filter' }
  return byKey[event.key.toLowerCase()] ?? null
}

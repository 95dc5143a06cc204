/** The person's choice of theme, kept in this browser or window. The system's is followed without one. */
export const THEMES = ['system', 'light', 'dark'] as const
/** `system` follows the system as it changes. */
export type Theme = (typeof THEMES)[number]

const KEY = 'tidemark.theme'

/** The stored choice; `system` where nothing (or nothing known) is stored or storage is off. */
export function storedTheme(): Theme {
  const stored = readStorage()
  return THEMES.find((theme) => theme === stored) ?? 'system'
}

/** Shows the theme and keeps the choice where storage allows it. */
export function applyTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = theme
  try {
    localStorage.setItem(KEY, theme)
  } catch {
    // Storage is switched off: the choice holds until the window closes.
  }
}

function readStorage(): string | null {
  try {
    return localStorage.getItem(KEY)
  } catch {
    return null // storage is switched off
  }
}

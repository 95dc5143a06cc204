/** Which door `npm start` opens, decided from what is known of the machine. Pure. */

export interface DoorFacts {
  /** Whether Electron's binary is complete on this machine. */
  readonly electronThere: boolean
  /** Whether a window could be shown at all. */
  readonly display: boolean
  /** Whether there is a person to ask. */
  readonly terminal: boolean
  /** `--no-open`: only the URL is wanted. */
  readonly noOpen: boolean
}

/** `ask`: a download is possible, when the person wants it. `serve`: on loopback, because of `why`. */
export type Door =
  | { readonly kind: 'electron' }
  | { readonly kind: 'ask' }
  | { readonly kind: 'serve'; readonly why: string }

/** Electron when it is there and can show a window; a question when it could be had; loopback otherwise. */
export function chooseDoor(facts: DoorFacts): Door {
  if (facts.noOpen) return { kind: 'serve', why: '--no-open was given' }
  if (!facts.display) return { kind: 'serve', why: 'there is no display for a window' }
  if (facts.electronThere) return { kind: 'electron' }
  if (facts.terminal) return { kind: 'ask' }
  return { kind: 'serve', why: "Electron's binary is not here, and there is no terminal to ask on" }
}

/** Whether a window can be shown: always on macOS and Windows, with X11 or Wayland elsewhere. */
export function hasDisplay(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): boolean {
  if (platform === 'darwin' || platform === 'win32') return true
  return Boolean(env['DISPLAY']) || Boolean(env['WAYLAND_DISPLAY'])
}

/** Dialogs that something outside of the page asks for: a menu, a link. What is typed in an open one is not lost to them. */
import type { OpenDialog, ViewStore } from './view-store.ts'

/** A dialog that can be asked for from outside. */
export type AskedDialog = Exclude<OpenDialog, 'none'>

/** Nothing is typed in them that would be missed. */
const GIVES_WAY: ReadonlySet<OpenDialog> = new Set(['none', 'palette', 'shortcuts'])

/** Who asks for dialogs, and how it is told that one waits. */
export interface DialogQueue {
  /**
   * Runs `open` now, or as soon as the dialog that is open is closed. What asks under the same name meanwhile takes its
   * place: an entry of the menu that is pressed twice opens once.
   */
  readonly ask: (dialog: AskedDialog, open: () => void) => void
  readonly stop: () => void
}

/** Builds the queue over the one dialog that can be open. `onHeld` hears of a dialog that waits. */
export function createDialogQueue(view: ViewStore, onHeld: () => void): DialogQueue {
  const waiting = new Map<AskedDialog, () => void>()

  function ask(dialog: AskedDialog, open: () => void): void {
    if (GIVES_WAY.has(view.getState().dialog)) return open()
    if (dialog === view.getState().dialog && dialog !== 'link') return
    if (!waiting.has(dialog)) onHeld()
    waiting.set(dialog, open)
  }

  const stop = view.subscribe(({ dialog }, before) => {
    if (dialog !== 'none' || before.dialog === 'none') return
    const [next] = waiting
    if (next === undefined) return
    waiting.delete(next[0])
    next[1]()
  })
  return { ask, stop }
}

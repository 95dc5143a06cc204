/** What is pressed in a dialog that is closed already, and only fades away, was meant to be pressed once. */
import type { DOMAttributes, KeyboardEvent, SyntheticEvent } from 'react'

type Handlers = Pick<DOMAttributes<HTMLElement>, 'onKeyDownCapture' | 'onClickCapture'>

const NONE: Handlers = {}
const DEAF: Handlers = { onKeyDownCapture: ignoreActivation, onClickCapture: ignore }

/** For the popup of a dialog: it keeps the focus until it is gone, and a second Enter would do everything twice. */
export function deafWhileClosing(open: boolean): Handlers {
  return open ? NONE : DEAF
}

/** Other keys are for the window: Ctrl+Z, say, for what was just done. */
function ignoreActivation(event: KeyboardEvent<HTMLElement>): void {
  if (event.key === 'Enter' || event.key === ' ') ignore(event)
}

function ignore(event: SyntheticEvent): void {
  event.preventDefault()
  event.stopPropagation()
}

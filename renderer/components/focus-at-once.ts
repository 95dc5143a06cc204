/** Whose turn the keyboard is when something opens or closes: at once, and not with the next frame. */
import { type RefObject, useLayoutEffect, useRef } from 'react'

const TAKES_FOCUS = 'textarea, input, select, button, a[href], [tabindex]'

/**
 * For an `initialFocus` of Base UI: gives the focus itself, to what the keyboard reaches first in the dialog, and leaves
 * nothing to the library, which would wait for the next frame: what is typed before it, on a busy machine a word or more,
 * would go to nobody.
 */
export function focusFirst(popup: HTMLElement | null): false {
  const all = [...(popup?.querySelectorAll<HTMLElement>(TAKES_FOCUS) ?? [])]
  const first = all.find(isReached)
  if (first === undefined) return focusItself(popup)
  first.focus()
  return false
}

/** The same for a dialog that is read first: to the dialog itself. */
export function focusItself(popup: HTMLElement | null): false {
  popup?.focus({ preventScroll: true })
  return false
}

/** The same for a popup in which one element is meant, by its selector. */
export function focusOn(popup: HTMLElement | null, selector: string): false {
  popup?.querySelector<HTMLElement>(selector)?.focus({ preventScroll: true })
  return false
}

/** The `ref` of a popup that is not asked for its `initialFocus`: arrows that are pressed at once move in it, not below it. */
export function focusDrawn(popup: HTMLElement | null): void {
  popup?.focus({ preventScroll: true })
}

/**
 * The `ref` of a field that opens where a text stands: it has the focus, and what is in it is chosen. The same function at
 * each drawing: a new one would be called again, and what was typed so far would be chosen, and lost with the next letter.
 */
export function chooseText(input: HTMLInputElement | null): void {
  input?.select()
}

/**
 * For a button that gives way to a form: its `ref`, and what is called before the form closes where the button is to have
 * the focus again. Whoever went elsewhere keeps it.
 */
export function useFocusBack(editing: boolean): {
  readonly opener: RefObject<HTMLButtonElement | null>
  readonly giveBack: () => void
} {
  const opener = useRef<HTMLButtonElement>(null)
  const wanted = useRef(false)
  useLayoutEffect(() => {
    if (editing) return
    if (wanted.current) opener.current?.focus()
    wanted.current = false
  }, [editing])
  return { opener, giveBack: () => void (wanted.current = true) }
}

/** Of radio buttons that belong together, the checked one stands for all. */
function isReached(element: HTMLElement): boolean {
  if (element.tabIndex < 0 || element.matches(':disabled') || !element.checkVisibility()) return false
  if (!(element instanceof HTMLInputElement) || element.type !== 'radio' || element.checked) return true
  const name = CSS.escape(element.name)
  const scope = element.form ?? element.ownerDocument
  return scope.querySelector(`input[type=radio][name="${name}"]:checked`) === null
}

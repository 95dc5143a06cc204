/** Going from page to page, without losing by accident what was typed and not saved. */
import type { Page, ViewState, ViewStore } from './view-store.ts'

/** Where in a page to go. */
export type Place = Partial<Pick<ViewState, 'group' | 'archived' | 'selected' | 'text' | 'reveal' | 'moment'>>

/** Opens a page. With something unsaved on the one that is left, the first try warns and the second goes. */
export function openPage(view: ViewStore, page: Page, place: Place = {}): void {
  const { page: from, unsaved, warned } = view.getState()
  if (page !== from && unsaved.size > 0 && !warned) return view.setState({ warned: true })
  view.setState({ page, warned: false, picked: new Set(), renaming: null, ...place })
}

/** A part of the page, by its name, holds changes that are not saved, or does not any more. */
export function tellUnsaved(view: ViewStore, part: string, isUnsaved: boolean): void {
  const { unsaved } = view.getState()
  if (unsaved.has(part) === isUnsaved) return
  const next = new Set(unsaved)
  if (isUnsaved) next.add(part)
  else next.delete(part)
  view.setState({ unsaved: next, warned: false }) // what the warning said is not so any more
}

/** A part of the settings that is being edited: it follows what is stored until somebody changes it. */
import { useEffect, useState } from 'react'
import { useApp } from '../../app-context.ts'
import { tellUnsaved } from '../../stores/navigate.ts'
import { sameData } from '../../stores/share-rows.ts'

/** What is shown, and how it changes. */
export interface Draft<T> {
  readonly value: T
  /** It differs from what is stored. */
  readonly unsaved: boolean
  readonly edit: (change: (before: T) => T) => void
  /** The same where something was changed; what merely follows the stored value goes on doing so. */
  readonly editIfAny: (change: (before: T) => T) => void
  /** `saved` is stored now; what was changed meanwhile stays. */
  readonly settle: (saved: T) => void
  /** Back to what is stored. */
  readonly reset: () => void
}

/** `part` names it to the person who leaves the page while it is not saved. */
export function useDraft<T>(part: string, stored: T): Draft<T> {
  const [draft, setDraft] = useState<{ readonly value: T } | null>(null)
  const value = draft ? draft.value : stored
  const unsaved = draft !== null && !sameData(draft.value, stored)
  useUnsaved(part, unsaved)
  return {
    value,
    unsaved,
    edit: (change) => setDraft((before) => ({ value: change(before ? before.value : stored) })),
    editIfAny: (change) => setDraft((before) => before && { value: change(before.value) }),
    settle: (saved) => setDraft((now) => (now && sameData(now.value, saved) ? null : now)),
    reset: () => setDraft(null),
  }
}

/** Says so to whoever would leave the page, as long as something is not saved. */
export function useUnsaved(part: string, unsaved: boolean): void {
  const { view } = useApp()
  useEffect(() => {
    tellUnsaved(view, part, unsaved)
    return () => tellUnsaved(view, part, false)
  }, [view, part, unsaved])
}

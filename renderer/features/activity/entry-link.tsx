import type { ReactNode } from 'react'
import { useApp } from '../../app-context.ts'
import { openPage } from '../../stores/navigate.ts'

/** Goes to an entry in the portfolio. */
export function EntryLink({ watchId, children }: { readonly watchId: number; readonly children: ReactNode }) {
  const { view } = useApp()
  return (
    <button
      type="button"
      className="link"
      onClick={() =>
        openPage(view, 'portfolio', { group: null, archived: false, text: '', selected: watchId })
      }
    >
      {children}
    </button>
  )
}

import type { ReactNode } from 'react'
import { type AppServices, useApp } from '../../app-context.ts'
import { openPage } from '../../stores/navigate.ts'

/** Goes to an entry in the portfolio, wherever it stands in a long list, archived or not. */
export function EntryLink({ watchId, children }: { readonly watchId: number; readonly children: ReactNode }) {
  const services = useApp()
  return (
    <button type="button" className="link" onClick={() => void openEntry(services, watchId)}>
      {children}
    </button>
  )
}

/** Where it cannot be asked whether the entry is archived, it is looked for among those that are not. */
async function openEntry({ bridge, view }: AppServices, watchId: number): Promise<void> {
  const archived = await bridge.call('portfolio.rows', { watchIds: [watchId] }).then(
    ({ rows }) => rows[0]?.watch.archived ?? false,
    () => false,
  )
  openPage(view, 'portfolio', { group: null, archived, text: '', selected: watchId, reveal: watchId })
}

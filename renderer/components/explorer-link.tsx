/** A link to the explorer of the person's choice. It is opened by a press alone, and only where one was chosen. */
import type { ReactNode } from 'react'
import { type ExplorerThing, explorerLink } from '../../shared/explorer.ts'
import { usePrefs } from '../app-context.ts'
import { t } from '../i18n/index.ts'

/** Shows its children as they are where there is no explorer, or the id is none. */
export function ExplorerLink({
  thing,
  id,
  children,
}: {
  readonly thing: ExplorerThing
  readonly id: string
  readonly children: ReactNode
}) {
  const explorer = usePrefs((prefs) => prefs.explorer)
  const href = explorerLink(explorer, thing, id)
  if (href === null) return children
  return (
    <a
      className="explorer"
      href={href}
      target="_blank"
      rel="noopener noreferrer"
      referrerPolicy="no-referrer"
      title={t('explorer.open', { host: explorer.replace(/^https?:\/\//, '') })}
    >
      {children}
    </a>
  )
}

/** Links that lead out of the app: those of the person's own block explorer alone, in the system's browser. */
import { shell } from 'electron'
import { isExplorerLink } from '../../shared/explorer.ts'
import type { Host } from '../host-types.ts'
import { currentView } from './current-view.ts'

/** Opens a link that was pressed in the window, if it is one of the explorer that is chosen now; else does nothing. */
export async function openExplorerLink(url: string, host: Pick<Host, 'router'>): Promise<void> {
  const { explorer } = await currentView(host)
  if (isExplorerLink(explorer, url)) await shell.openExternal(url)
}

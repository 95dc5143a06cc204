import type { RequestOutput } from '../../shared/ipc/contract.ts'
import { DEFAULT_VIEW, type ViewSettings } from '../../shared/view.ts'
import type { Host } from '../host-types.ts'

const NEVER = new AbortController().signal

/** How things are shown now; the defaults where that cannot be read. */
export async function currentView({ router }: Pick<Host, 'router'>): Promise<ViewSettings> {
  const result = await router.call('view.get', {}, NEVER)
  if (!result.ok) return DEFAULT_VIEW
  return result.value as RequestOutput<'view.get'> // the router answers a name with its own output
}

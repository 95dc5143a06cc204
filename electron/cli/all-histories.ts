/** Every history that was asked for, a page after the other. */
import type { WatchHistory } from '../../shared/ipc/contract.ts'
import type { CommandContext } from './command.ts'

const AT_ONCE = 1_000

/** In the order of adding. */
export async function allHistories(request: CommandContext['request']): Promise<readonly WatchHistory[]> {
  const all: WatchHistory[] = []
  for (let after = 0; ; ) {
    const page = await request('history.list', { limit: AT_ONCE, ...(after > 0 && { after }) })
    all.push(...page.histories)
    if (page.next === null) return all
    after = page.next
  }
}

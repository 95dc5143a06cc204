/** Picking many rows, also such as were never scrolled to: the host knows the list. */

import { PAGE_ROWS } from '../../../shared/ipc/rows.ts'
import type { AppServices } from '../../app-context.ts'
import { rowAt } from '../../stores/rows-store.ts'
import { queryOf } from '../../stores/view-store.ts'

let newest = 0

/** All rows of the list. */
export async function pickAll({ bridge, view, notices }: AppServices): Promise<void> {
  const mine = ++newest
  try {
    const { watchIds } = await bridge.call('portfolio.ids', { of: queryOf(view.getState()) })
    if (mine === newest) view.setState({ picked: new Set(watchIds) })
  } catch (error) {
    notices.error(error)
  }
}

/** Everything between the row where picking began and a place of the list, both included. */
export async function pickBetween(services: AppServices, anchor: number | null, to: number): Promise<void> {
  const { bridge, view, rows, notices } = services
  const mine = ++newest
  const of = queryOf(view.getState())
  try {
    const from = anchor === null ? to : await placeOf(services, anchor, to)
    const [first, end] = [Math.min(from, to), Math.max(from, to) + 1]
    const near = Array.from({ length: end - first }, (_, i) => rowAt(rows.getState(), first + i)?.watch.id)
    const watchIds = near.includes(undefined)
      ? (await bridge.call('portfolio.ids', { of, from: first, limit: end - first })).watchIds
      : near.flatMap((id) => id ?? [])
    if (mine === newest) view.setState({ picked: new Set(watchIds) })
  } catch (error) {
    notices.error(error)
  }
}

/** Where a row stands now; the other end of the stretch where it is not in the list any more. */
async function placeOf({ bridge, view, rows }: AppServices, watchId: number, other: number): Promise<number> {
  const { pages } = rows.getState()
  for (const [page, some] of pages) {
    const index = some.findIndex(({ watch }) => watch.id === watchId)
    if (index !== -1) return page * PAGE_ROWS + index
  }
  const found = await bridge.call('portfolio.locate', { of: queryOf(view.getState()), find: { watchId } })
  return found?.index ?? other
}

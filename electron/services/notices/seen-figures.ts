/** What is remembered of the figures of entries: read for some of them at a time, however many there are. */
import type { NoticeStore, NoticeUpdate } from '../../store/notice-store.ts'
import { type SeenFigure, unwatched } from './figures.ts'

const PREFIX = 'seen:'
/** Read in one go. */
export const STRETCH = 500

/** Of these entries; those of which nothing is remembered are absent. */
export function seenAmong(
  store: Pick<NoticeStore, 'statesAmong'>,
  watchIds: readonly number[],
): ReadonlyMap<number, SeenFigure> {
  return watchIds.length === 0 ? new Map() : parsed(store.statesAmong(watchIds.map((id) => `${PREFIX}${id}`)))
}

/** How these are written down. */
export function seenState(seen: ReadonlyMap<number, SeenFigure>): NoticeUpdate['state'] {
  return Object.fromEntries([...seen].map(([id, figure]) => [`${PREFIX}${id}`, JSON.stringify(figure)]))
}

/**
 * Of entries that nobody looks at now: what moves meanwhile is not told later. `followed` says which of some are looked at.
 * A stretch after the other, with a turn for others in between.
 */
export async function forgetUnfollowed(
  store: Pick<NoticeStore, 'statesAfter'>,
  followed: (watchIds: readonly number[]) => ReadonlySet<number>,
  pause: () => Promise<void>,
): Promise<NoticeUpdate['state']> {
  const state: Record<string, string | null> = {}
  for (let after = ''; ; ) {
    const found = store.statesAfter(PREFIX, after, STRETCH)
    const seen = parsed(found)
    const inSight = followed([...seen.keys()])
    Object.assign(state, seenState(unwatched(new Map([...seen].filter(([id]) => !inSight.has(id))))))
    after = [...found.keys()].at(-1) ?? ''
    if (found.size < STRETCH) return state
    await pause()
  }
}

function parsed(states: ReadonlyMap<string, string>): ReadonlyMap<number, SeenFigure> {
  const entries = [...states].map(
    ([key, value]) => [Number(key.slice(PREFIX.length)), JSON.parse(value) as SeenFigure] as const, // written above
  )
  return new Map(entries)
}

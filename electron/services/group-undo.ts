/**
 * Taking back that a portfolio was renamed, merged into another or deleted. As on the way there, nobody may be asked about an
 * entry at any instant whom neither the portfolio before nor the one after allows.
 */
import { AppError } from '../../shared/errors.ts'
import type { GroupBefore, GroupsRequests } from '../../shared/ipc/groups.ts'
import type { Tier } from '../../shared/providers.ts'
import { say } from '../../shared/said.ts'
import { joinedLimit, limitOf } from '../engine/groups/group-limit.ts'
import type { NoteStore } from '../store/notes.ts'
import type { PortfolioService } from './portfolio-service.ts'
import type { SettingsService } from './settings-service.ts'

export interface GroupUndoOptions {
  readonly store: NoteStore
  readonly portfolio: Pick<PortfolioService, 'list'>
  readonly settings: Pick<SettingsService, 'current'>
  /** Undefined takes a limit away. */
  readonly setLimits: (limits: ReadonlyMap<string, Tier | undefined>) => Promise<void>
  /** Fails where a limit would have to be written and cannot be. */
  readonly requireWritable: (limit: Tier | undefined) => void
  readonly onChange: () => void
}

export interface GroupUndo {
  before(request: GroupsRequests['groups.before']['in']): GroupBefore
  restore(before: GroupBefore): Promise<GroupsRequests['groups.restore']['out']>
}

/** Builds it. */
export function createGroupUndo(options: GroupUndoOptions): GroupUndo {
  const { store, portfolio, settings, setLimits, requireWritable, onChange } = options

  function before({ group, into }: GroupsRequests['groups.before']['in']): GroupBefore {
    const { privacy } = settings.current()
    const noteOf = (name: string): string => store.note({ kind: 'group', ref: name }) ?? ''
    const limitNow = (name: string): Tier | null => limitOf(privacy, name) ?? null
    const list = portfolio.list()
    const idsIn = (name: string): readonly number[] =>
      list.flatMap((watch) => (watch.group === name ? watch.id : []))
    return {
      group,
      watchIds: idsIn(group),
      note: noteOf(group),
      limit: limitNow(group),
      into: {
        name: into,
        note: noteOf(into),
        limit: limitNow(into),
        watchIds: into === '' ? [] : idsIn(into),
      },
      order: store.order(),
    }
  }

  /** What was set since for either name is the person's, and stricter wins: taking back is no word about limits. */
  function limitBack(was: GroupBefore): Tier | undefined {
    const { privacy, providers } = settings.current()
    const waiting = limitOf(privacy, was.group)
    const own = was.limit ?? undefined
    const limit = isAsMade(was) ? own : joinedLimit(own, limitOf(privacy, was.into.name), providers)
    return waiting === undefined ? limit : joinedLimit(limit, waiting, providers)
  }

  /** Whether the limit of what it became is still the one that was made of both. */
  function isAsMade({ limit, into }: GroupBefore): boolean {
    const { privacy, providers } = settings.current()
    const now = limitOf(privacy, into.name) ?? null
    if (into.name === '') return now === into.limit
    const joined = joinedLimit(limit ?? undefined, into.limit ?? undefined, providers) ?? null
    return now === joined || now === limit
  }

  /** Only where nothing came there since: it came under the limit that stands. */
  async function loosen({ into }: GroupBefore): Promise<void> {
    const had = new Set(into.watchIds)
    if (portfolio.list().some((watch) => watch.group === into.name && !had.has(watch.id))) return
    await setLimits(new Map([[into.name, into.limit ?? undefined]]))
  }

  async function restore(was: GroupBefore): Promise<{ readonly moved: number }> {
    const { group, into } = was
    if (group === '' || store.groups().some(({ name }) => name === group))
      throw new AppError('invalid_input', say('group_exists'))
    const limit = limitBack(was)
    const mayLoosen = into.name !== '' && isAsMade(was)
    requireWritable(limit)
    await setLimits(new Map([[group, limit]]))
    const wanted = new Set(was.watchIds)
    const still = portfolio.list().filter((watch) => wanted.has(watch.id) && watch.group === into.name)
    const moved = await store.moveWatches(
      still.map(({ id }) => id),
      group,
    )
    await store.putNotes([
      { kind: 'group', ref: group, text: was.note },
      ...(into.name === '' ? [] : [{ kind: 'group' as const, ref: into.name, text: into.note }]),
    ])
    await store.orderGroups(was.order)
    onChange()
    if (mayLoosen) await loosen(was)
    return { moved }
  }

  return { before, restore }
}

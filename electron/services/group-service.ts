/**
 * Portfolios and notes. Who may be asked about an address goes by its portfolio: nothing here lets more servers be asked
 * than before unless the person says so, at no instant and wherever it is cut short (limits are narrowed before
 * entries move, and loosened after).
 */
import { AppError } from '../../shared/errors.ts'
import type { PrivacyInput, Watch } from '../../shared/ipc/contract.ts'
import type { Group, GroupsRequests, MovedFrom, Note, NoteKey } from '../../shared/ipc/groups.ts'
import type { Privacy, Tier } from '../../shared/providers.ts'
import type { Total } from '../../shared/reading.ts'
import { say } from '../../shared/said.ts'
import { joinedLimit, limitOf } from '../engine/groups/group-limit.ts'
import { type Harmless, refuseSecrets } from '../engine/labels/secret-text.ts'
import type { NoteStore } from '../store/notes.ts'
import { createGroupUndo, type GroupUndo } from './group-undo.ts'
import type { PortfolioService } from './portfolio-service.ts'
import type { SettingsService } from './settings-service.ts'
import { createWideningCheck } from './widening.ts'

export interface GroupServiceOptions {
  readonly store: NoteStore
  readonly portfolio: Pick<PortfolioService, 'list' | 'entries'>
  /** The sum of the entries in sight of a portfolio. */
  readonly total: (group: string) => Promise<Total>
  readonly settings: Pick<SettingsService, 'current' | 'view' | 'setPrivacy'>
  readonly harmless: Harmless
  /** Entries are in other portfolios now: others may be asked about them. */
  readonly onChange: () => void
}

type In<K extends keyof GroupsRequests> = GroupsRequests[K]['in']
type Out<K extends keyof GroupsRequests> = GroupsRequests[K]['out']

export interface GroupService extends GroupUndo {
  list(): Promise<readonly Group[]>
  rename(request: In<'groups.rename'>): Promise<Out<'groups.rename'>>
  delete(request: In<'groups.delete'>): Promise<Out<'groups.delete'>>
  order(names: readonly string[]): Promise<readonly Group[]>
  move(request: In<'portfolio.move'>): Promise<Out<'portfolio.move'>>
  setNote(note: NoteKey & { readonly text: string }): Promise<boolean>
  notes(): readonly Note[]
}

/** Those that are moved, by where they are. */
function placesBefore(watches: readonly Watch[], to: string): readonly MovedFrom[] {
  const others = Map.groupBy(watches, ({ group }) => group)
  others.delete(to)
  return [...others].map(([group, some]) => ({ group, watchIds: some.map(({ id }) => id) }))
}

/** Builds the service. */
export function createGroupService(options: GroupServiceOptions): GroupService {
  const { store, portfolio, total, settings, harmless, onChange } = options
  const refuseWidening = createWideningCheck(() => settings.current())

  async function list(): Promise<readonly Group[]> {
    const { privacy } = settings.current()
    const texts = store
      .notes()
      .flatMap(({ kind, ref, text }) => (kind === 'group' ? [[ref, text] as const] : []))
    const notes = new Map(texts)
    const loose = store.loose()
    const others = loose.entries > 0 || notes.has('') ? [{ name: '', ...loose }] : []
    return Promise.all(
      [...store.groups(), ...others].map(async (group) => ({
        ...group,
        note: notes.get(group.name) ?? '',
        limit: limitOf(privacy, group.name) ?? null,
        total: await total(group.name),
      })),
    )
  }

  /** One name's limit, and that another has none, in one write. */
  async function setLimits(changes: ReadonlyMap<string, Tier | undefined>): Promise<void> {
    const { privacy } = settings.current()
    const differs = [...changes].some(([group, limit]) => limitOf(privacy, group) !== limit)
    if (!differs) return
    await settings.setPrivacy(changedLimits(privacy, changes))
  }

  /** A limit that has to go or to move is a setting: better nothing is done than a half. */
  function requireWritable(limit: Tier | undefined): void {
    if (limit === undefined || settings.view().writable) return
    throw new AppError('forbidden', say('group_limited'))
  }

  async function rename({ group, to, merge }: In<'groups.rename'>): Promise<Out<'groups.rename'>> {
    refuseSecrets([to], harmless)
    requireNames(group, to)
    const known = store.groups()
    if (!known.some(({ name }) => name === group)) throw noSuchGroup()
    const isThere = known.some(({ name }) => name === to)
    if (isThere && !merge) throw new AppError('invalid_input', say('group_exists'))
    const { privacy, providers } = settings.current()
    const [mine, theirs] = [limitOf(privacy, group), limitOf(privacy, to)]
    // A limit that waits for a name holds for whoever takes the name, as it does for entries that are added to it.
    const limit = isThere || theirs !== undefined ? joinedLimit(mine, theirs, providers) : mine
    requireWritable(mine)
    await setLimits(new Map([[to, limit]]))
    const moved = await store.renameGroup(group, to)
    onChange()
    await setLimits(new Map([[group, undefined]]))
    return { moved, limit: limit ?? null }
  }

  async function deleteGroup({ group, widen = false }: In<'groups.delete'>): Promise<Out<'groups.delete'>> {
    if (group === '' || !store.groups().some(({ name }) => name === group)) throw noSuchGroup()
    if (!widen) refuseWidening([group], '')
    requireWritable(limitOf(settings.current().privacy, group))
    const moved = await store.deleteGroup(group)
    onChange()
    await setLimits(new Map([[group, undefined]]))
    return { moved }
  }

  async function move({
    watchIds,
    group,
    widen = false,
  }: In<'portfolio.move'>): Promise<Out<'portfolio.move'>> {
    refuseSecrets([group], harmless)
    const watches = portfolio.entries(watchIds).map(({ watch }) => watch)
    // Archived ones count: nobody is asked about them now, but somebody is once they are brought back.
    const groups = watches.map((watch) => watch.group)
    if (!widen) refuseWidening(groups, group)
    const moved = await store.moveWatches(watchIds, group)
    if (moved > 0) onChange()
    return { moved, from: placesBefore(watches, group) }
  }

  return {
    ...createGroupUndo({ store, portfolio, settings, setLimits, requireWritable, onChange }),
    list,
    rename,
    delete: deleteGroup,
    order: async (names) => {
      await store.orderGroups(names.filter((name) => name !== ''))
      onChange()
      return list()
    },
    move,
    setNote: async (note) => {
      refuseSecrets([note.text], harmless)
      const changed = (await store.putNotes([note])) > 0
      if (changed) onChange()
      return changed
    },
    notes: () => store.notes(),
  }
}

function changedLimits(
  { limit, groups }: Privacy,
  changes: ReadonlyMap<string, Tier | undefined>,
): PrivacyInput {
  const merged = new Map<string, Tier | undefined>([...Object.entries(groups), ...changes])
  return {
    limit,
    groups: [...merged].flatMap(([group, tier]) => (tier === undefined ? [] : [{ group, limit: tier }])),
  }
}

function requireNames(from: string, to: string): void {
  if (from === '' || to === '') throw new AppError('invalid_input', say('group_unnamed'))
  if (from === to) throw new AppError('invalid_input', say('group_same'))
}

function noSuchGroup(): AppError {
  return new AppError('invalid_input', say('no_such_group'))
}

/** What is watched: adding, listing, archiving, removing. A bad line never spoils the good ones unless asked to. */
import type { Network } from '../../shared/chain.ts'
import { AppError } from '../../shared/errors.ts'
import type { AddRequest, AddResult, Watch } from '../../shared/ipc/contract.ts'
import { say } from '../../shared/said.ts'
import type { ScriptId } from '../engine/ports.ts'
import { type NewWatch, type PortfolioStore, textOf, type WatchScript } from '../store/portfolio-store.ts'
import { sortLines } from './add-lines.ts'
import { createPortfolioEntries, type PortfolioEntries } from './portfolio-entries.ts'
import type { RefuseWidening } from './widening.ts'

export interface PortfolioServiceOptions {
  readonly network: Network
  readonly store: PortfolioStore
  /** These scripts are new and wait for a snapshot, are gone, or others may be asked about them now. */
  readonly onChange: (scriptIds: readonly ScriptId[]) => void
  /** Something with a birthday was added: begins its history where that can be done now. */
  readonly onBirthday?: () => Promise<void>
  /** Looked at before entries that are watched already go to another portfolio. */
  readonly refuseWidening: RefuseWidening
}

export interface PortfolioService extends PortfolioEntries {
  /** Fails with `forbidden` where more servers may then be asked about what is watched already, unless `widen`. */
  add(request: AddRequest): Promise<AddResult>
  /** Adds what was parsed before, each with names of its own. */
  addEntries(entries: readonly NewWatch[]): Promise<{ readonly added: number; readonly already: number }>
  remove(watchIds: readonly number[]): Promise<number>
  /** Puts entries out of sight, or brings them back. Returns how many were not so before. */
  archive(watchIds: readonly number[], archived: boolean): Promise<number>
  /** Sets the gap limit of an account. Fails with `not_watched` and, for what has none, with `invalid_input`. */
  setGap(watchId: number, gapLimit: number): Promise<void>
  list(): readonly Watch[]
  count(): number
  readonly placeCounts: PortfolioStore['placeCounts']
  readonly idsIn: PortfolioStore['idsIn']
  /** The scripts of all watches (archived ones, too), in the order of the list, or of those named. */
  scripts(watchIds?: readonly number[]): readonly WatchScript[]
  /** The same, of accounts up to the end of their gap. */
  scriptsInGap(watchIds?: readonly number[]): readonly WatchScript[]
  watch(id: number): Watch
}

/** Builds the service. */
export function createPortfolioService({
  network,
  store,
  onChange,
  onBirthday,
  refuseWidening,
}: PortfolioServiceOptions): PortfolioService {
  async function add({ atomic, widen = false, ...request }: AddRequest): Promise<AddResult> {
    const { entries, choices, refused } = sortLines(request, network)
    if (atomic && refused.length > 0) {
      throw new AppError('refused_entries', say('add_refused'), {
        detail: refused,
      })
    }
    const chosen = choices.length === 0 ? {} : { choices }
    if (atomic && choices.length > 0) return { added: [], already: [], refused, ...chosen }
    if (!widen && request.group !== undefined) refuseWidening(groupsNow(entries), request.group)
    const { added, already } = await store.add(entries)
    changed([...added, ...already])
    if (request.birthday !== undefined) await onBirthday?.()
    return { added: asNow(added), already: asNow(already), refused, ...chosen }
  }

  /** Of those that are watched already, archived ones too: they are asked about again once they are brought back. */
  function groupsNow(entries: readonly NewWatch[]): readonly string[] {
    return store.watchesNamed(entries.map(textOf)).map(({ group }) => group)
  }

  function changed(watches: readonly Watch[]): void {
    if (watches.length > 0) onChange(store.scriptIdsOf(watches.map(({ id }) => id)))
  }

  /** The chains of accounts have grown since they were written. */
  function asNow(watches: readonly Watch[]): readonly Watch[] {
    return watches.map((watch) => (watch.kind === 'account' ? (store.watch(watch.id) ?? watch) : watch))
  }

  async function addEntries(entries: readonly NewWatch[]) {
    const { added, already } = await store.add(entries)
    changed([...added, ...already])
    return { added: added.length, already: already.length }
  }

  async function remove(watchIds: readonly number[]): Promise<number> {
    const scripts = store.scriptIdsOf(watchIds)
    const removed = await store.remove(watchIds)
    if (removed > 0) onChange(scripts)
    return removed
  }

  async function archive(watchIds: readonly number[], archived: boolean): Promise<number> {
    const count = await store.archive(watchIds, archived)
    if (count > 0) onChange(store.scriptIdsOf(watchIds))
    return count
  }

  async function setGap(watchId: number, gapLimit: number): Promise<void> {
    const { account } = watch(watchId)
    if (account?.ranged !== true) throw new AppError('invalid_input', say('no_gap_limit'))
    await store.setGap(watchId, gapLimit)
    onChange(store.scriptIdsOf([watchId]))
  }

  function watch(id: number): Watch {
    const found = store.watch(id)
    if (!found) throw new AppError('not_watched', say('entry_gone'))
    return found
  }

  return {
    ...createPortfolioEntries(network, store),
    add,
    addEntries,
    remove,
    archive,
    setGap,
    list: () => store.list(),
    count: () => store.count(),
    placeCounts: () => store.placeCounts(),
    idsIn: (place, from, limit) => store.idsIn(place, from, limit),
    scripts: (watchIds) => store.scriptsOf(watchIds),
    scriptsInGap: (watchIds) => store.scriptsInGap(watchIds),
    watch,
  }
}

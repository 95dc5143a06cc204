/** What the person watches, and which scripts it stands for. */
import type { Birthday } from '../../shared/ipc/accounts.ts'
import type { ScriptType, Watch } from '../../shared/ipc/contract.ts'
import type { Place, PlaceCount } from '../../shared/ipc/rows.ts'
import type { ParsedAccount } from '../engine/accounts/account-key.ts'
import { labelKeyOf } from '../engine/labels/label-key.ts'
import type { Clock, ScriptId } from '../engine/ports.ts'
import { createLabelRows } from './label-rows.ts'
import { createLeavingWork, createWayClearing } from './leaving-work.ts'
import { createStateWriter } from './ledger-state.ts'
import {
  createAccountInfos,
  parseBirthday,
  preparePortfolio,
  toScript,
  toWatch,
  type WatchRow,
} from './portfolio-rows.ts'
import type { Database } from './sqlite.ts'
import { guardAll } from './storage-error.ts'
import type { WriteQueue } from './write-queue.ts'

/** What to watch, checked before. What is absent leaves what is stored. */
export type NewWatch = NewAddress | NewAccount

interface NewNames {
  readonly label?: string
  readonly group?: string
  /** Out of sight from the beginning; what is there already stays where it is. */
  readonly archived?: boolean
  readonly birthday?: Birthday
  /** What it had before it was removed, and has again where nothing else is known by it. */
  readonly id?: number
}

/** One script. */
export interface NewAddress extends NewNames {
  readonly text: string
  readonly scriptPubKey: Uint8Array
  readonly scriptType: ScriptType
}

/** Chains of scripts, none of which is derived yet. */
export interface NewAccount extends NewNames {
  readonly account: ParsedAccount
  readonly gapLimit: number
  /** Set anew on an account that is there. */
  readonly gapSaid: boolean
  readonly lookahead: number
}

/** A script, which watch it came from, the address it is shown as, and what decides who may be asked about it. */
export interface WatchScript {
  readonly watchId: number
  readonly scriptId: ScriptId
  readonly address: string
  /** The watch's portfolio; '' is none. */
  readonly group: string
  readonly archived: boolean
}

/** A watch whose history is wanted from its birthday and was not begun. */
export interface DueBirthday {
  readonly watchId: number
  readonly birthday: Birthday
}

/** What came of adding. */
export interface Added {
  readonly added: Watch[]
  readonly already: Watch[]
}

/** Entries of one transaction: some ten milliseconds. */
const ADDED_AT_ONCE = 250
const ARCHIVED_AT_ONCE = 2_000
/** An entry that comes back waits so long for its place: half a second, while what is left of it goes. */
const TURNS_FOR_A_PLACE = 50

/** How many entries each portfolio has in sight ('' is none), and all of them. */
export interface PlaceCounts {
  readonly groups: readonly PlaceCount[]
  readonly entries: number
  readonly archived: number
}

export interface PortfolioStore {
  /**
   * A text that is watched already gets the new label and group; repeated entries count once. Many go in pieces, each of
   * them a transaction: what fails in the middle has those before it added.
   */
  add(entries: readonly NewWatch[]): Promise<Added>
  /**
   * Returns how many were there. Nobody sees them any more from then on; scripts that no watch is left for go, with all
   * that is known of them, in pieces that others may write between (docs/adr/0017).
   */
  remove(watchIds: readonly number[]): Promise<number>
  /** Puts watches out of sight or brings them back; the ledger follows them all the same. Returns how many changed. */
  archive(watchIds: readonly number[], archived: boolean): Promise<number>
  /** False where there is no such account with a range. Scripts that are watched stay watched. */
  setGap(watchId: number, gapLimit: number): Promise<boolean>
  /** The histories of these were begun. */
  birthdaysBegun(watchIds: readonly number[]): Promise<void>
  birthdaysDue(): readonly DueBirthday[]
  /** In the order they were added. */
  list(): readonly Watch[]
  watch(id: number): Watch | null
  /** Those of them that are watched, in the order they were added. */
  watches(ids: readonly number[]): readonly Watch[]
  /** Those with one of these texts, in the order they were added. */
  watchesNamed(texts: readonly string[]): readonly Watch[]
  /** The next ones behind an id, in the order they were added. */
  watchesAfter(id: number, limit: number): readonly Watch[]
  /** How many `list` would give. */
  count(): number
  /** The portfolios with how many entries each has in sight, in no order, and how many are archived. */
  placeCounts(): PlaceCounts
  /** A stretch of a place in the order of adding, and how many are in it. */
  idsIn(
    place: Place,
    from: number,
    limit: number,
  ): { readonly ids: readonly number[]; readonly count: number }
  /** Of the watches given, or of all: also what an account watches beyond its gap. */
  scriptsOf(watchIds?: readonly number[]): readonly WatchScript[]
  /** The same without what lies beyond the gap of an account: what others may ever be asked about. */
  scriptsInGap(watchIds?: readonly number[]): readonly WatchScript[]
  /** Of `scriptsInGap`, those of these scripts. */
  scriptsInGapAmong(scriptIds: readonly ScriptId[]): readonly WatchScript[]
  /** Those that anything is known to have paid, by the ledger or by what a provider said. */
  usedAmong(scriptIds: readonly ScriptId[]): ReadonlySet<ScriptId>
  /** The scripts of these watches, each once. */
  scriptIdsOf(watchIds: readonly number[]): readonly ScriptId[]
  /** Another text whenever accounts were used further, and so the ends of their gaps have moved. */
  gaps(): string
  /** Those of an account as its gap ended right after a block, where the ledger tells; else as it ends now. */
  scriptsInGapAt(watchId: number, height: number): readonly WatchScript[]
  /** A script, once for each watch that it belongs to. */
  scriptsById(scriptId: ScriptId): readonly WatchScript[]
  /** The same by the script pubkey. */
  scriptsByKey(scriptPubKey: Uint8Array): readonly WatchScript[]
}

/** The portfolio on a connection; on a read-only one the writes reject. */
export function createPortfolioStore(db: Database, queue: WriteQueue, clock: Clock): PortfolioStore {
  const sql = preparePortfolio(db)
  const infos = createAccountInfos(db)
  const state = createStateWriter(db)
  const leaving = createLeavingWork(db, queue)
  const isInTheWay = createWayClearing(db)
  const labels = createLabelRows(db)

  const toWatches = (rows: readonly WatchRow[], all = false): readonly Watch[] => {
    const accounts = rows.filter(({ kind }) => kind === 'account').map(({ id }) => id)
    const found = accounts.length === 0 ? new Map() : infos(all ? 'all' : accounts)
    return rows.map((row) => toWatch(row, found.get(row.id)))
  }

  function addOne(entry: NewWatch): { readonly row: WatchRow; readonly isNew: boolean } {
    const { label, group = null, archived = false, birthday: said } = entry
    const [kind, type] =
      'account' in entry
        ? (['account', entry.account.scriptType] as const)
        : (['address', entry.scriptType] as const)
    const text = textOf(entry)
    const birthday = said === undefined ? null : JSON.stringify(said)
    const name = labelKeyOf(kind, text)
    const isNew = sql.byText.get(text) === undefined
    const at = clock.now()
    const key = { labelType: name.type, labelRef: name.ref }
    const id = entry.id !== undefined && sql.isIdFree.get({ id: entry.id }) === 1 ? entry.id : null
    if (isNew)
      sql.insert.run({ id, text, kind, type, group, at, archived: Number(archived), birthday, ...key })
    else sql.update.run({ text, group, birthday })
    if (isNew && id !== null) state.nextWatchVersion() // what is kept until a higher id comes would not notice
    if (label !== undefined) labels.put({ ...name, label }, at)
    const row = sql.byText.get(text)
    if (!row) throw new Error('a watch that was just written is missing')
    if (isNew) fill(row.id, entry)
    else if ('account' in entry && entry.gapSaid) sql.setGap.run({ watch: row.id, gapLimit: entry.gapLimit })
    return { row, isNew }
  }

  function fill(watch: number, entry: NewWatch): void {
    if ('scriptPubKey' in entry) return void sql.link.run(watch, scriptOf(entry))
    const { ranged, origin, cosigners, chains } = entry.account
    sql.insertAccount.run({
      watch,
      ranged: Number(ranged),
      gapLimit: entry.gapLimit,
      lookahead: entry.lookahead,
      fingerprint: origin?.fingerprint ?? null,
      path: origin?.path ?? null,
      threshold: cosigners?.threshold ?? null,
      keys: cosigners?.keys ?? null,
    })
    for (const [chain, descriptor] of chains.entries()) sql.insertChain.run(watch, chain, descriptor)
  }

  function scriptOf({ scriptPubKey, text }: NewAddress): ScriptId {
    const bytes = Buffer.from(scriptPubKey)
    sql.insertScript.run(bytes, text)
    const id = sql.scriptId.get(bytes)
    if (id === undefined) throw new Error('a script that was just written is missing')
    return id
  }

  const addAll = db.transaction((entries: readonly NewWatch[]): Added => {
    const results = entries.map(addOne)
    if (results.length > 0) state.nextRevision()
    const watches = (isNew: boolean): Watch[] => [
      ...toWatches(results.filter((result) => result.isNew === isNew).map(({ row }) => row)),
    ]
    return { added: watches(true), already: watches(false) }
  })

  /** Some entries, once nothing that leaves is in their way. */
  async function addSome(entries: readonly NewWatch[]): Promise<Added> {
    const keys = entries.flatMap((entry) => ('scriptPubKey' in entry ? [entry.scriptPubKey] : []))
    const ids = entries.flatMap(({ id }) => id ?? [])
    for (let turns = 0; ; turns++) {
      const mayWait = turns < TURNS_FOR_A_PLACE
      const turn = () => (isInTheWay(keys, mayWait ? ids : []) ? null : addAll.immediate(entries))
      const done = await queue.run(turn, 'person', 'add')
      if (done !== null) return done
    }
  }

  async function add(entries: readonly NewWatch[]): Promise<Added> {
    const unique = [...new Map(entries.map((entry) => [textOf(entry), entry])).values()]
    const added: Watch[] = []
    const already: Watch[] = []
    for (let at = 0; at < unique.length; at += ADDED_AT_ONCE) {
      const some = await addSome(unique.slice(at, at + ADDED_AT_ONCE))
      added.push(...some.added)
      already.push(...some.already)
    }
    return { added, already }
  }

  const archiveSome = db.transaction((watchIds: readonly number[], archived: boolean) => {
    const { changes } = sql.archive.run({ ids: JSON.stringify(watchIds), archived: Number(archived) })
    if (changes > 0) state.nextRevision()
    return changes
  })

  async function archive(watchIds: readonly number[], archived: boolean): Promise<number> {
    let changed = 0
    for (let at = 0; at < watchIds.length; at += ARCHIVED_AT_ONCE) {
      const some = watchIds.slice(at, at + ARCHIVED_AT_ONCE)
      changed += await queue.run(() => archiveSome.immediate(some, archived), 'person', 'archive')
    }
    return changed
  }

  const setGap = db.transaction((watch: number, gapLimit: number) => {
    const { changes } = sql.setGap.run({ watch, gapLimit })
    if (changes > 0) state.nextRevision()
    return changes > 0
  })

  const reads = guardAll({
    list: (): readonly Watch[] => toWatches(sql.list.all(), true),
    watch: (id: number): Watch | null => {
      const row = sql.byId.get(id)
      return row ? (toWatches([row])[0] ?? null) : null
    },
    watches: (ids: readonly number[]): readonly Watch[] => toWatches(sql.byIds.all(JSON.stringify(ids))),
    watchesNamed: (texts: readonly string[]): readonly Watch[] =>
      toWatches(sql.byTexts.all(JSON.stringify(texts))),
    watchesAfter: (id: number, limit: number): readonly Watch[] => toWatches(sql.after.all(id, limit)),
    count: (): number => sql.count.get() ?? 0,
    placeCounts: (): PlaceCounts => {
      const rows = sql.placeCounts.all()
      const groups = rows.map(({ name, count }) => ({ name, count }))
      const sum = (of: 'count' | 'archived'): number => rows.reduce((all, row) => all + row[of], 0)
      return { groups, entries: sum('count'), archived: sum('archived') }
    },
    idsIn: ({ group, archived }: Place, from: number, limit: number) => {
      const place = { group, archived: Number(archived) }
      return { ids: sql.idsIn.all({ ...place, from, limit }), count: sql.countIn.get(place) ?? 0 }
    },
    birthdaysDue: (): readonly DueBirthday[] =>
      sql.due.all().flatMap(({ id, birthday: text }) => {
        const birthday = parseBirthday(text)
        return birthday === null ? [] : [{ watchId: id, birthday }]
      }),
    scriptsOf: (watchIds?: readonly number[]): readonly WatchScript[] =>
      (watchIds ? sql.scriptsOfSome.all(JSON.stringify(watchIds)) : sql.scriptsOfAll.all()).map(toScript),
    scriptsInGap: (watchIds?: readonly number[]): readonly WatchScript[] =>
      (watchIds ? sql.inGapOfSome.all(JSON.stringify(watchIds)) : sql.inGapOfAll.all()).map(toScript),
    scriptsInGapAmong: (scriptIds: readonly ScriptId[]): readonly WatchScript[] =>
      sql.inGapAmong.all(JSON.stringify(scriptIds)).map(toScript),
    usedAmong: (scriptIds: readonly ScriptId[]): ReadonlySet<ScriptId> =>
      new Set(sql.usedAmong.all(JSON.stringify(scriptIds))),
    scriptIdsOf: (watchIds: readonly number[]): readonly ScriptId[] =>
      sql.scriptIdsOf.all(JSON.stringify(watchIds)),
    gaps: (): string => sql.gaps.get() ?? '',
    scriptsInGapAt: (watch: number, height: number): readonly WatchScript[] =>
      sql.inGapAt.all({ watch, height }).map(toScript),
    scriptsById: (id: ScriptId): readonly WatchScript[] => sql.scriptsById.all(id).map(toScript),
    scriptsByKey: (key: Uint8Array): readonly WatchScript[] =>
      sql.scriptsByKey.all(Buffer.from(key)).map(toScript),
  })
  return {
    ...reads,
    add,
    remove: (watchIds) => leaving.remove(watchIds),
    archive,
    setGap: (watchId, gapLimit) => queue.run(() => setGap.immediate(watchId, gapLimit)),
    birthdaysBegun: (watchIds) => queue.run(() => void sql.begun.run(JSON.stringify(watchIds))),
  }
}

/** What a watch is known by. */
export function textOf(entry: NewWatch): string {
  return 'account' in entry ? entry.account.descriptor : entry.text
}

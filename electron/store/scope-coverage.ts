/** From where to where the scripts of a scope were read, gathered by stretches that many have in common. */
import type { BlockRef, Txid } from '../../shared/chain.ts'
import type { Hole, HoleLoss, Scope, ScopeCompleteness, ScriptRange } from '../../shared/ipc/time.ts'
import type { ScriptId } from '../engine/ports.ts'
import {
  isWholeAt,
  type ToldBesideOwn,
  type ToldMovement,
  toldCompleteness,
  toldMovements,
  toldSum,
} from '../engine/told-history.ts'
import {
  COVERAGE_COLUMNS,
  type CoverageHistory,
  type CoverageRow,
  readingAt,
  toHistories,
  withHistory,
} from './coverage-history.ts'
import { createHistoryRanges, isExact, type ScriptHistory } from './history-reads.ts'
import { createStateReader } from './ledger-state.ts'
import { byScope, type ScopeParams, type ScopeSql, scopeParams } from './scope.ts'
import type { Database } from './sqlite.ts'
import { createContradictions, createToldReads } from './told-history.ts'

/** What providers told of a scope, as far as own data does not say it. */
export interface ScopeTold {
  /** Newest first. */
  readonly movements: readonly ToldMovement[]
  readonly byTxid: ReadonlyMap<Txid, ToldMovement>
  /** The lowest block up to which any of it is told. */
  readonly upTo: BlockRef
  /** What these scripts held together right after a block; null where not all of them are told there. */
  sumAt(scripts: readonly ScriptId[], height: number): number | null
  /** Whether own data knows without a doubt what all scripts but these held right after the block. */
  isOwnKnownAt(height: number, but: readonly ScriptId[]): boolean
}

export interface ScopeCoverage {
  readonly completeness: ScopeCompleteness
  /** Every stretch, however many. */
  readonly ranges: readonly ScriptRange[]
  /** Whether every script of the scope was read at this height or told, and nothing about it is in doubt. */
  isWhole(height: number): boolean
  /** The same by own data alone. */
  isRead(height: number): boolean
  /** Whether what every script held right after the block at this height is known. */
  isKnownAt(height: number): boolean
  /** Null where nobody told anything that counts. */
  readonly told: ScopeTold | null
}

const LISTED = 20
/** Scopes that are remembered as of the revision they were read at. */
const REMEMBERED = 50

/** Reads on any connection; what was read is remembered until the revision moves on. */
export function createScopeCoverage(db: Database): (scope: Scope) => ScopeCoverage {
  const state = createStateReader(db)
  const rangesOf = createHistoryRanges(db)
  const sqlOf = byScope(db, (sql) => prepareCoverage(db, sql))
  const toldOf = createToldReads(db)
  const isContradicted = createContradictions(db)
  let memory = { revision: -1, found: new Map<string, ScopeCoverage>() }

  function read(scope: Scope, cursor: BlockRef | null): ScopeCoverage {
    const sql = sqlOf(scope)
    const params = scopeParams(scope)
    const scripts = sql.count.get(params) ?? 0
    const histories = cursor === null ? NOTHING : toHistories(sql.rows.all(params))
    const exact = cursor === null ? null : rangesOf('all')
    const ranges = cursor && exact ? gather(histories, exact, cursor) : []
    const unread = scripts - histories.size
    const own = toCoverage(ranges, scripts, unread, lossesOf(distinctHoles(ranges), sql, params))
    const all = toldOf(scope).map((told) => {
      const history = histories.get(told.script)
      const reach = history && cursor ? toRange(history, exact?.get(told.script), cursor) : null
      return { told, own: reach }
    })
    if (all.length === 0) return own
    const contradicted = all.filter(({ told, own: reach }) =>
      isContradicted(told, reach?.from.height ?? null),
    )
    const used = all.filter((each) => !contradicted.includes(each))
    const ids = new Set(used.map(({ told }) => told.script))
    const others = new Map([...histories].filter(([script]) => !ids.has(script)))
    const rest = cursor && exact ? gather(others, exact, cursor) : []
    const restUnread = scripts - ids.size - others.size
    const missing =
      restUnread +
      rest.reduce(
        (sum, range) => (range.from.height > 0 || range.holes.length > 0 ? sum + range.scripts : sum),
        0,
      )
    const isOwnKnownAt: ScopeTold['isOwnKnownAt'] = (height, but) => {
      const left = new Set(but)
      const kept = new Map([...histories].filter(([script]) => !left.has(script)))
      if (cursor === null || exact === null) return kept.size === 0
      return gather(kept, exact, cursor).every((range) => isKnown(range, height))
    }
    return withTold(own, used, { rest, restUnread, missing, contradicted: contradicted.length, isOwnKnownAt })
  }

  return (scope) => {
    const { revision, cursor } = state()
    if (memory.revision !== revision) memory = { revision, found: new Map() }
    const key = JSON.stringify(scope)
    const known = memory.found.get(key)
    if (known) return known
    const found = read(scope, cursor)
    if (memory.found.size >= REMEMBERED) memory.found.clear()
    memory.found.set(key, found)
    return found
  }
}

const NOTHING: ReadonlyMap<ScriptId, CoverageHistory> = new Map()

interface Beside {
  /** The stretches of scripts of which nothing was told, or nothing that counts. */
  readonly rest: readonly ScriptRange[]
  readonly restUnread: number
  readonly missing: number
  readonly contradicted: number
  readonly isOwnKnownAt: ScopeTold['isOwnKnownAt']
}

/** The same coverage with what providers told; what own data says of itself stays as it is. */
function withTold(
  own: ScopeCoverage,
  used: readonly ToldBesideOwn[],
  { rest, restUnread, missing, contradicted, isOwnKnownAt }: Beside,
): ScopeCoverage {
  const completeness = {
    ...own.completeness,
    told: toldCompleteness(used, { missing, contradicted }),
  }
  const [first] = used
  if (first === undefined) return { ...own, completeness }
  const byScript = new Map(used.map(({ told }) => [told.script, told]))
  let movements: readonly ToldMovement[] | null = null
  let byTxid: ReadonlyMap<Txid, ToldMovement> | null = null
  const listed = (): readonly ToldMovement[] => (movements ??= toldMovements(used))
  return {
    ...own,
    completeness,
    isWhole: (height) =>
      own.isWhole(height) ||
      (restUnread === 0 &&
        rest.every((range) => holds(range, height)) &&
        used.every((each) => isWholeAt(each, height))),
    told: {
      get movements() {
        return listed()
      },
      get byTxid() {
        return (byTxid ??= new Map(listed().map((movement) => [movement.txid, movement])))
      },
      upTo: used.reduce((low, { told }) => (told.at.height < low.height ? told.at : low), first.told.at),
      isOwnKnownAt,
      sumAt: (scripts, height) =>
        scripts.reduce<number | null>((sum, script) => {
          const told = byScript.get(script)
          const value = told ? toldSum(told, height) : null
          return sum === null || value === null ? null : sum + value
        }, 0),
    },
  }
}

function toCoverage(
  ranges: readonly ScriptRange[],
  scripts: number,
  missing: number,
  lost: readonly HoleLoss[],
): ScopeCoverage {
  const listed = ranges.slice(0, LISTED)
  const isAll = missing === 0 && scripts > 0
  const isRead = (height: number): boolean => isAll && ranges.every((range) => holds(range, height))
  return {
    ranges,
    completeness: {
      scripts,
      unread: missing,
      since: isAll && !ranges.some(({ inDoubt }) => inDoubt) ? highest(ranges.map(({ from }) => from)) : null,
      to: isAll ? lowest(ranges.map(({ to }) => to)) : null,
      ranges: listed,
      elsewhere: ranges.slice(LISTED).reduce((sum, range) => sum + range.scripts, 0),
      lost,
    },
    isWhole: isRead,
    isRead,
    isKnownAt: (height) => isAll && ranges.every((range) => isKnown(range, height)),
    told: null,
  }
}

/** Whether movements in the block at `height` are known. */
function holds({ from, to, holes, inDoubt }: ScriptRange, height: number): boolean {
  if (inDoubt || height <= from.height || height > to.height) return false
  return !holes.some((hole) => height > hole.from.height && height <= hole.to.height)
}

/** Whether what was unspent right after the block at `height` is known: also at both ends of a hole. */
function isKnown({ from, to, holes, inDoubt }: ScriptRange, height: number): boolean {
  if (inDoubt || height < from.height || height > to.height) return false
  return !holes.some((hole) => height > hole.from.height && height < hole.to.height)
}

/** The most common stretch first. */
function gather(
  histories: ReadonlyMap<ScriptId, CoverageHistory>,
  exact: ReadonlyMap<ScriptId, ScriptHistory>,
  cursor: BlockRef,
): readonly ScriptRange[] {
  const byKey = new Map<string, { range: Omit<ScriptRange, 'scripts'>; scripts: number }>()
  for (const [script, history] of histories) {
    const read = exact.get(script)
    const key = keyOf(history, read)
    const known = byKey.get(key)
    if (known) known.scripts += 1
    else byKey.set(key, { range: toRange(history, read, cursor), scripts: 1 })
  }
  return [...byKey.values()]
    .map(({ range, scripts }) => ({ ...range, scripts }))
    .toSorted((a, b) => b.scripts - a.scripts || a.from.height - b.from.height)
}

/** Two scripts with the same key have the same stretch: heights tell blocks apart, since all are on one branch. */
function keyOf({ newest, historyFrom, holes }: CoverageHistory, read: ScriptHistory | undefined): string {
  const own = `${historyFrom.height} ${newest.from_height} ${newest.to_height}`
  const holesKey = holes.length === 0 ? '' : holes.map(({ from, to }) => `${from.height}-${to.height}`).join()
  return read
    ? `${own} ${holesKey} ${read.from.height} ${read.to.height} ${read.verdict}`
    : `${own} ${holesKey}`
}

function toRange(
  history: CoverageHistory,
  read: ScriptHistory | undefined,
  cursor: BlockRef,
): Omit<ScriptRange, 'scripts'> {
  const whole = withHistory(history, read && isExact(read) ? read : undefined)
  return {
    from: whole.historyFrom,
    to: readingAt(whole.newest, cursor),
    holes: whole.holes,
    inDoubt: read !== undefined && read.verdict === 'differs',
  }
}

function distinctHoles(ranges: readonly ScriptRange[]): readonly Hole[] {
  const holes = ranges.flatMap((range) => range.holes)
  return [...new Map(holes.map((hole) => [`${hole.from.height} ${hole.to.height}`, hole])).values()].toSorted(
    (a, b) => a.from.height - b.from.height || a.to.height - b.to.height,
  )
}

interface LossRow {
  readonly from: number
  readonly to: number
  readonly coins: number
  readonly value: number
}

function lossesOf(
  holes: readonly Hole[],
  sql: ReturnType<typeof prepareCoverage>,
  params: ScopeParams,
): readonly HoleLoss[] {
  if (holes.length === 0) return []
  const ends = JSON.stringify([...new Set(holes.map(({ to }) => to.height))])
  return sql.lost.all({ ...params, ends }).flatMap(({ from, to, coins, value }) => {
    // What was read behind the snapshots may have made the hole smaller since.
    const hole = holes.find((each) => each.to.height === to && each.from.height >= from)
    return hole ? [{ ...hole, coins, value }] : []
  })
}

function highest(refs: readonly BlockRef[]): BlockRef | null {
  return refs.reduce<BlockRef | null>((top, ref) => (top && top.height >= ref.height ? top : ref), null)
}

function lowest(refs: readonly BlockRef[]): BlockRef | null {
  return refs.reduce<BlockRef | null>((low, ref) => (low && low.height <= ref.height ? low : ref), null)
}

function prepareCoverage(db: Database, { member, scripts }: ScopeSql) {
  return {
    count: db.prepare<[object], number>(`SELECT count(*) FROM (${scripts})`).pluck(),
    rows: db.prepare<[object], CoverageRow>(
      `SELECT ${COVERAGE_COLUMNS} FROM coverage c WHERE ${member('c.script')} ORDER BY c.script, c.id`,
    ),
    /** Held at the beginning, not there at the end, and no transaction that is known took it. */
    lost: db.prepare<[object], LossRow>(
      `SELECT "from", "to", count(*) AS coins, sum(value) AS value FROM (
         SELECT o.gone AS "to", o.value, (SELECT max(e.to_height) FROM coverage e
           WHERE e.script = o.script AND e.state = 'closed' AND e.to_height < o.gone) AS "from"
         FROM output o WHERE o.gone IN (SELECT value FROM json_each(@ends)) AND o.spent IS NULL
           AND ${member('o.script')})
       WHERE "from" IS NOT NULL GROUP BY "to", "from" ORDER BY "to", "from"`,
    ),
  }
}

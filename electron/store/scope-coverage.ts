/** From where to where the scripts of a scope were read, gathered by stretches that many have in common. */
import type { BlockRef } from '../../shared/chain.ts'
import type { Hole, HoleLoss, Scope, ScopeCompleteness, ScriptRange } from '../../shared/ipc/time.ts'
import type { ScriptId } from '../engine/ports.ts'
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

export interface ScopeCoverage {
  readonly completeness: ScopeCompleteness
  /** Every stretch, however many. */
  readonly ranges: readonly ScriptRange[]
  /** Whether every script of the scope was read at this height, and nothing about it is in doubt. */
  isWhole(height: number): boolean
  /** Whether what every script held right after the block at this height is known. */
  isKnownAt(height: number): boolean
}

const LISTED = 20
/** Scopes that are remembered as of the revision they were read at. */
const REMEMBERED = 50

/** Reads on any connection; what was read is remembered until the revision moves on. */
export function createScopeCoverage(db: Database): (scope: Scope) => ScopeCoverage {
  const state = createStateReader(db)
  const rangesOf = createHistoryRanges(db)
  const sqlOf = byScope(db, (sql) => prepareCoverage(db, sql))
  let memory = { revision: -1, found: new Map<string, ScopeCoverage>() }

  function read(scope: Scope, cursor: BlockRef): ScopeCoverage {
    const sql = sqlOf(scope)
    const params = scopeParams(scope)
    const scripts = sql.count.get(params) ?? 0
    const histories = toHistories(sql.rows.all(params))
    const exact = rangesOf('all')
    const ranges = gather(histories, exact, cursor)
    const unread = scripts - histories.size
    return toCoverage(ranges, scripts, unread, lossesOf(distinctHoles(ranges), sql, params))
  }

  return (scope) => {
    const { revision, cursor } = state()
    if (memory.revision !== revision) memory = { revision, found: new Map() }
    const key = JSON.stringify(scope)
    const known = memory.found.get(key)
    if (known) return known
    const found =
      cursor === null
        ? toCoverage([], sqlOf(scope).count.get(scopeParams(scope)) ?? 0, null, [])
        : read(scope, cursor)
    if (memory.found.size >= REMEMBERED) memory.found.clear()
    memory.found.set(key, found)
    return found
  }
}

/** `unread` null: all of them. */
function toCoverage(
  ranges: readonly ScriptRange[],
  scripts: number,
  unread: number | null,
  lost: readonly HoleLoss[],
): ScopeCoverage {
  const listed = ranges.slice(0, LISTED)
  const missing = unread ?? scripts
  const isAll = missing === 0 && scripts > 0
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
    isWhole: (height) => isAll && ranges.every((range) => holds(range, height)),
    isKnownAt: (height) => isAll && ranges.every((range) => isKnown(range, height)),
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

/** Whole history behind the snapshots: ranges that begin, grow group by group, and are compared where they join. */
import { type BlockRef, sameBlock } from '../../shared/chain.ts'
import {
  type HistoryArrive,
  type HistoryBase,
  type HistoryStart,
  type HistoryUpdate,
  type ScriptId,
  StoreConflict,
} from '../engine/ports.ts'
import type { StoredGroup } from './history-groups.ts'
import type { HistoryCounts, StoredHistory } from './history-rows.ts'
import type { Effect, Ledger } from './ledger.ts'

const NOTHING: HistoryCounts = { missing: 0, unexplained: 0, contradicted: 0, older: 0 }
const done = (changed: boolean): Effect => ({ changed, voidedSnapshots: 0 })

/** A range that begins at or below `base` already goes on; one that began higher begins anew, nothing known is lost. */
export function startHistory(ledger: Ledger, { scripts, base }: HistoryStart): Effect {
  ledger.blocks.check(base)
  const { rows } = ledger.history
  const fresh = scripts.filter((script) => ledger.facts.isLive(script) && beginsAbove(rows.get(script), base))
  for (const script of fresh) {
    const target = rows.snapshotOf(script)
    rows.begin(script, target !== null && target.height < base.height ? target : base, target)
  }
  const begun = new Set(fresh)
  const resumed = scripts.filter((script) => !begun.has(script) && rows.get(script)?.state === 'stopped')
  place(ledger, [...fresh, ...resumed])
  return done(fresh.length + resumed.length > 0)
}

function beginsAbove(row: StoredHistory | null, base: BlockRef): boolean {
  return row === null || row.askedHeight > base.height
}

/** Ranges that grow stop where they are. */
export function stopHistory(ledger: Ledger, scripts: readonly ScriptId[]): Effect {
  const { rows, groups } = ledger.history
  const growing = scripts.filter((script) => ['filling', 'waiting'].includes(rows.get(script)?.state ?? ''))
  const left = new Set(growing.map((script) => rows.get(script)?.group ?? null))
  for (const script of growing) {
    groups.leave(script, 'stopped')
    rows.setState(script, 'stopped')
  }
  for (const group of left) if (group !== null) groups.bump(group)
  groups.dropEmpty()
  return done(growing.length > 0)
}

/** Stopped ranges go on. */
export function resumeHistory(ledger: Ledger, scripts: readonly ScriptId[]): Effect {
  const stopped = scripts.filter((script) => ledger.history.rows.get(script)?.state === 'stopped')
  place(ledger, stopped)
  return done(stopped.length > 0)
}

/** The scripts have a snapshot at `at` now: their ranges grow towards it, past what was followed before. */
export function retargetHistory(ledger: Ledger, scripts: readonly ScriptId[], at: BlockRef): void {
  const { rows, groups } = ledger.history
  if (!rows.any()) return
  const known = scripts.filter((script) => rows.get(script) !== null)
  const moving = known.filter((script) => rows.get(script)?.state !== 'stopped')
  for (const script of known) {
    const { group } = rows.get(script) ?? {}
    groups.leave(script, 'waiting')
    rows.setTarget(script, at)
    if (group) groups.bump(group)
  }
  place(ledger, moving)
}

/** A reorganisation: nothing reaches above `to`. */
export function truncateHistory({ history: { rows, groups } }: Ledger, to: BlockRef): void {
  rows.truncate(to)
  groups.truncate(to)
  groups.dropEmpty()
}

/** Puts scripts that are in no group where they belong: into one, at their snapshot's end, or into the queue for one. */
function place(ledger: Ledger, scripts: readonly ScriptId[], blocksOnly = false): void {
  const { rows, groups } = ledger.history
  const opened = new Map<string, number>()
  const arrived: StoredHistory[] = []
  for (const script of scripts) {
    const row = rows.get(script)
    if (!row?.to) continue
    if (row.target === null) {
      rows.setState(script, 'waiting')
      continue
    }
    const to = blocksOnly ? row.to : rows.followedFrom(script, row.to, row.target.height)
    if (to.height >= row.target.height) {
      rows.setTo(script, row.target)
      rows.setState(script, 'joined')
      arrived.push(row)
      continue
    }
    const group = opened.get(to.hash) ?? groups.open(to, blocksOnly)
    opened.set(to.hash, group)
    groups.enter(script, group)
  }
  for (const group of opened.values()) groups.bump(group)
  groups.dropEmpty()
  if (!blocksOnly) judgeOlder(ledger, scripts) // a range that is read again keeps what was found
  judgeArrived(ledger, arrived)
}

/** Rows that were at their snapshot to begin with. */
function judgeArrived(ledger: Ledger, arrived: readonly StoredHistory[]): void {
  const { rows } = ledger.history
  if (arrived.length === 0) return
  const found = rows.compare(arrived.map(({ script }) => script))
  for (const { script } of arrived) rows.judge(script, NOTHING)
  judge(
    ledger,
    found,
    arrived.filter(({ script }) => differs(found.get(script) ?? NOTHING)),
    false,
  )
}

/** Coins from before the beginning show at once that a range cannot be the whole story. */
function judgeOlder({ history: { rows } }: Ledger, scripts: readonly ScriptId[]): void {
  for (const [script, { older }] of rows.compare(scripts))
    if (older > 0) rows.judge(script, { ...NOTHING, older })
}

/** What was read for a group: facts and the range's end together. */
export function growHistory(ledger: Ledger, update: HistoryUpdate): Effect {
  const { groups } = ledger.history
  const group = requireGroup(ledger, update.group)
  requireWithin(ledger, group, update)
  const snapshots = new Map(update.snapshots.map((header) => [header.height, header]))
  let changed = false
  for (const { header, txs } of update.blocks) {
    ledger.blocks.check(header)
    for (const tx of txs) changed = ledger.historyFacts(tx, { header, group: group.id, snapshots }) || changed
  }
  groups.moveTo(group.id, update.to)
  groups.merge(group.id)
  if (arriveMany(ledger, group.id, update.to.height)) return done(true) // `history_arrive` follows
  const joined = joinSnapshots(ledger, group.id, update.to.height, !group.blocksOnly)
  return done(changed || joined)
}

/** The blocks between are gone from the node. */
export function raiseHistory(ledger: Ledger, { group: asked, base }: HistoryBase): Effect {
  const { rows, groups } = ledger.history
  const group = requireGroup(ledger, asked)
  if (base.height <= group.to.height) throw new StoreConflict('the group is past this block already')
  ledger.blocks.check(base)
  rows.raise(group.id, base)
  groups.moveTo(group.id, base)
  groups.bump(group.id)
  groups.merge(group.id)
  joinSnapshots(ledger, group.id, base.height, false)
  return done(true)
}

function requireGroup({ history }: Ledger, asked: HistoryUpdate['group']): StoredGroup {
  const group = history.groups.get(asked.id)
  if (!group || group.version !== asked.version || !sameBlock(group.to, asked.to))
    throw new StoreConflict('the group that these blocks were read for has changed')
  return group
}

function requireWithin(ledger: Ledger, group: StoredGroup, { to, blocks }: HistoryUpdate): void {
  const end = ledger.history.groups.endOf(group)
  const heights = [group.to.height, ...blocks.map(({ header }) => header.height)]
  const ascends = heights.every((height, i) => i === 0 || height > (heights[i - 1] ?? 0))
  if (!ascends || to.height < (heights.at(-1) ?? 0) || to.height <= group.to.height)
    throw new StoreConflict('the blocks do not lead from where the group stands to where they say')
  if (end === null || to.height > end.height || (to.height === end.height && to.hash !== end.hash))
    throw new StoreConflict('the blocks lead past the place where the group is expected', 'branch')
  ledger.blocks.check(to)
}

/** Those that have reached their snapshot leave the group and are compared with it. */
function joinSnapshots(ledger: Ledger, group: number, height: number, byFilters: boolean): boolean {
  const { rows, groups } = ledger.history
  const found = rows.compareGroup(group, height)
  const arrived = [...found.values()].some(differs) ? rows.arrived(group, height) : []
  if (rows.join(group, height) === 0) return false
  groups.bump(group)
  judge(ledger, found, arrived, byFilters)
  groups.dropEmpty()
  return true
}

/** Whether more have reached their snapshots than may join them in one transaction. */
function arriveMany({ history: { rows, arriveAtOnce } }: Ledger, group: number, height: number): boolean {
  return rows.someArrived(group, height, arriveAtOnce + 1).length > arriveAtOnce
}

/** A piece of those that have reached their snapshots: all are compared before the first one leaves. */
export function arriveHistory(ledger: Ledger, update: HistoryArrive): Effect {
  const { rows, groups, arriveAtOnce } = ledger.history
  const group = requireGroup(ledger, update.group)
  const { compared, differs: isKnown } = groups.arriving(group.id)
  const next = isKnown ? [] : rows.arrivedAfter(group.id, group.to.height, compared, arriveAtOnce)
  const last = next.at(-1)
  if (last === undefined) return leaveGroup(ledger, group, isKnown)
  const found = [...rows.compare(next).values()]
  groups.setArriving(group.id, { compared: last, differs: found.some(differs) })
  return done(false)
}

/** `anyDiffers`: one of those that have arrived does, which concerns all that filters were read for. */
function leaveGroup(ledger: Ledger, group: StoredGroup, anyDiffers: boolean): Effect {
  const { rows, groups, arriveAtOnce } = ledger.history
  const leaving = rows.someArrived(group.id, group.to.height, arriveAtOnce)
  if (leaving.length === 0) throw new StoreConflict('no script of the group has reached its snapshot')
  const scripts = leaving.map(({ script }) => script)
  const found = rows.compare(scripts)
  rows.joinSome(scripts)
  endArrival(ledger, group.id, group.to.height)
  groups.bump(group.id)
  judge(ledger, found, anyDiffers ? leaving : [], !group.blocksOnly)
  groups.dropEmpty()
  return done(true)
}

/** The last one has left: those who come to theirs later are compared anew. */
function endArrival({ history: { rows, groups } }: Ledger, group: number, height: number): void {
  if (rows.someArrived(group, height, 1).length === 0)
    groups.setArriving(group, { compared: 0, differs: false })
}

/** What differs is written down; the first time, the ranges are read once more, from blocks alone. */
function judge(
  ledger: Ledger,
  found: ReadonlyMap<ScriptId, HistoryCounts>,
  arrived: readonly Pick<StoredHistory, 'script' | 'refilled'>[],
  byFilters: boolean,
): void {
  const { rows } = ledger.history
  for (const [script, counts] of found) rows.judge(script, counts)
  // Filters that missed a block for one may have missed what came and went for any.
  const again = arrived.filter(
    ({ script, refilled }) => !refilled && (byFilters || differs(found.get(script) ?? NOTHING)),
  )
  if (again.length === 0) return
  for (const { script } of again) rows.refill(script)
  place(
    ledger,
    again.map(({ script }) => script),
    true,
  )
}

function differs({ missing, unexplained, contradicted }: HistoryCounts): boolean {
  return missing + unexplained + contradicted > 0
}

/** Groups of scripts whose history has been read up to one block: where they stand, who is in them. */
import type { BlockRef } from '../../shared/chain.ts'
import type { HistoryGroup, ScriptId } from '../engine/ports.ts'
import { toBytes, toRef } from './bytes.ts'
import type { Database } from './sqlite.ts'

/** A group as it is stored. */
export type StoredGroup = Omit<HistoryGroup, 'end'>

export interface HistoryGroups {
  /** The one of which some have arrived, else the one somebody asked for last; null when nothing is filled. */
  first(): StoredGroup | null
  get(id: number): StoredGroup | null
  /** The nearest block at which something happens to it. */
  endOf(group: StoredGroup): BlockRef | null
  /** A new group, which takes in those that stand at the same block for the same mode. */
  open(to: BlockRef, blocksOnly: boolean): number
  /** Takes the script in; its `target` must be set. */
  enter(script: ScriptId, group: number): void
  /** Lets the script go: it stands where the group does. */
  leave(script: ScriptId, state: 'waiting' | 'stopped' | 'joined'): void
  moveTo(group: number, to: BlockRef): void
  /** How far the comparison of many arrived ones with their snapshots has come. */
  arriving(group: number): Arriving
  setArriving(group: number, arriving: Arriving): void
  /** Groups that met go on as one, which is `group`. */
  merge(group: number): void
  /** Other scripts take part now. */
  bump(group: number): void
  /** Those above `to` go back to it. */
  truncate(to: BlockRef): void
  dropEmpty(): void
}

/** Arrived scripts leave in pieces, but what is found of one may concern all: they are compared first. */
export interface Arriving {
  /** Those up to this script are compared. */
  readonly compared: ScriptId
  /** One of them differs. */
  readonly differs: boolean
}

interface GroupRow {
  readonly id: number
  readonly to_height: number
  readonly to_hash: Buffer
  readonly version: number
  readonly blocks_only: number
}

interface RefRow {
  readonly height: number
  readonly hash: Buffer
}

/** The statements over `history_group`, prepared once. */
export function createHistoryGroups(db: Database): HistoryGroups {
  const sql = prepareGroups(db)

  function get(id: number): StoredGroup | null {
    const row = sql.get.get(id)
    return row ? toGroup(row) : null
  }

  function arriving(id: number): Arriving {
    const row = sql.arriving.get(id)
    return { compared: row?.compared ?? 0, differs: row?.differs === 1 }
  }

  function merge(id: number): void {
    const others = sql.sameTo.all(id)
    if (others.length === 0) return
    for (const other of others) {
      sql.takeIn.run(id, other.id)
      if (other.blocks_only === 1) sql.blocksOnly.run(id)
      // Whoever came in was compared elsewhere, or not at all.
      sql.setArriving.run(0, Number(arriving(id).differs || arriving(other.id).differs), id)
      sql.drop.run(other.id)
    }
    sql.bump.run(id)
  }

  return {
    first: () => {
      const row = sql.first.get()
      return row ? toGroup(row) : null
    },
    get,
    endOf: (group) => nearest([sql.nextTarget.get(group.id), sql.nextGroup.get(group.to.height)]),
    open: (to, blocksOnly) => {
      const id =
        sql.newest.get(to.height, toBytes(to.hash), Number(blocksOnly)) ??
        sql.open.get(to.height, toBytes(to.hash), Number(blocksOnly))
      if (id === undefined) throw new Error('a group that was just written is missing')
      merge(id)
      return id
    },
    enter: (script, group) => void sql.enter.run(group, script),
    leave: (script, state) => void sql.leave.run(state, script),
    arriving,
    setArriving: (group, { compared, differs }) => void sql.setArriving.run(compared, Number(differs), group),
    moveTo: (group, to) => void sql.moveTo.run(to.height, toBytes(to.hash), group),
    merge,
    bump: (group) => void sql.bump.run(group),
    truncate: (to) => {
      sql.truncate.run(to.height, toBytes(to.hash), to.height)
      for (const row of sql.standingAt.all(to.height)) if (get(row.id) !== null) merge(row.id)
    },
    dropEmpty: () => void sql.dropEmpty.run(),
  }
}

function toGroup({ id, to_height, to_hash, version, blocks_only }: GroupRow): StoredGroup {
  return { id, version, to: toRef(to_height, to_hash), blocksOnly: blocks_only === 1 }
}

function nearest(rows: readonly (RefRow | undefined)[]): BlockRef | null {
  const found = rows.filter((row) => row !== undefined).toSorted((a, b) => a.height - b.height)[0]
  return found ? toRef(found.height, found.hash) : null
}

const LEAVE = `UPDATE history SET
    to_height = (SELECT g.to_height FROM history_group g WHERE g.id = history.grp),
    to_hash = (SELECT g.to_hash FROM history_group g WHERE g.id = history.grp),
    grp = NULL, state = ?
  WHERE script = ? AND grp IS NOT NULL`

function prepareGroups(db: Database) {
  return {
    first: db.prepare<[], GroupRow>(
      `SELECT * FROM history_group g WHERE EXISTS (SELECT 1 FROM history h WHERE h.grp = g.id)
       ORDER BY EXISTS (SELECT 1 FROM history h WHERE h.grp = g.id AND h.target_height <= g.to_height) DESC,
         g.id DESC LIMIT 1`,
    ),
    get: db.prepare<[number], GroupRow>('SELECT * FROM history_group WHERE id = ?'),
    nextTarget: db.prepare<[number], RefRow>(
      `SELECT target_height AS height, target_hash AS hash FROM history
       WHERE grp = ? ORDER BY target_height LIMIT 1`,
    ),
    nextGroup: db.prepare<[number], RefRow>(
      `SELECT to_height AS height, to_hash AS hash FROM history_group
       WHERE to_height > ? ORDER BY to_height LIMIT 1`,
    ),
    open: db
      .prepare<[number, Buffer, number], number>(
        'INSERT INTO history_group (to_height, to_hash, version, blocks_only) VALUES (?, ?, 1, ?) RETURNING id',
      )
      .pluck(),
    newest: db
      .prepare<[number, Buffer, number], number>(
        `SELECT id FROM history_group WHERE to_height = ? AND to_hash = ? AND blocks_only = ?
           AND id = (SELECT max(id) FROM history_group)`,
      )
      .pluck(),
    sameTo: db.prepare<[number], Pick<GroupRow, 'id' | 'blocks_only'>>(
      `SELECT o.id, o.blocks_only FROM history_group g JOIN history_group o
         ON o.to_height = g.to_height AND o.to_hash = g.to_hash AND o.id <> g.id
       WHERE g.id = ?`,
    ),
    standingAt: db.prepare<[number], { id: number }>(
      'SELECT id FROM history_group WHERE to_height = ? ORDER BY id DESC',
    ),
    takeIn: db.prepare<[number, number]>('UPDATE history SET grp = ? WHERE grp = ?'),
    blocksOnly: db.prepare<[number]>('UPDATE history_group SET blocks_only = 1 WHERE id = ?'),
    arriving: db.prepare<[number], { compared: number; differs: number }>(
      'SELECT compared, differs FROM history_group WHERE id = ?',
    ),
    setArriving: db.prepare<[number, number, number]>(
      'UPDATE history_group SET compared = ?, differs = ? WHERE id = ?',
    ),
    drop: db.prepare<[number]>('DELETE FROM history_group WHERE id = ?'),
    bump: db.prepare<[number]>('UPDATE history_group SET version = version + 1 WHERE id = ?'),
    enter: db.prepare<[number, number]>(
      "UPDATE history SET grp = ?, state = 'filling', to_height = NULL, to_hash = NULL WHERE script = ?",
    ),
    leave: db.prepare<[string, number]>(LEAVE),
    moveTo: db.prepare<[number, Buffer, number]>(
      'UPDATE history_group SET to_height = ?, to_hash = ? WHERE id = ?',
    ),
    truncate: db.prepare<[number, Buffer, number]>(
      'UPDATE history_group SET to_height = ?, to_hash = ?, version = version + 1 WHERE to_height > ?',
    ),
    dropEmpty: db.prepare(
      'DELETE FROM history_group WHERE NOT EXISTS (SELECT 1 FROM history h WHERE h.grp = history_group.id)',
    ),
  }
}

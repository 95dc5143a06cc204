/** What the scanner asks of the ledger: where it stands, and what blocks have to be matched against. */
import type { BlockRef, Txid } from '../../shared/chain.ts'
import type {
  JoinGroup,
  ScanPosition,
  ScriptId,
  WaitingScript,
  WatchedOutpoint,
  WatchSet,
} from '../engine/ports.ts'
import { toRef, toTxid } from './bytes.ts'
import { createClaimRows } from './claims.ts'
import { NO_NOTES } from './journal-recorder.ts'
import { whereWatched } from './leaving.ts'
import { lastToJoin } from './ledger-coverage.ts'
import { createStateReader } from './ledger-state.ts'
import { createScriptPacker, type ScriptColumns } from './packed-scripts.ts'
import type { Database } from './sqlite.ts'

export interface ScanReads {
  position(): ScanPosition
  /** In pieces while it is not known whether a script waits for a snapshot. */
  needsSnapshot(): Generator<void, boolean>
  /**
   * What is watched, a piece each time it goes on, so that others may write between two of them. What changes meanwhile
   * moves the watch version on, and what is matched against the set is refused.
   */
  watchSet(): Generator<void, WatchSet>
  joinGroup(): Generator<void, JoinGroup | null>
  /** Oldest first, a piece each time it goes on. */
  scriptsWithoutSnapshot(limit: number): Generator<void, readonly WaitingScript[]>
  pendingTxids(): readonly Txid[]
}

interface OutpointRow {
  readonly txid: Buffer
  readonly vout: number
  readonly script: number
  readonly active_above: number
}

/** Some scripts and their numbers, both with commas between them. Nothing where there are none. */
type PackedRow =
  | { readonly last: ScriptId; readonly ids: string; readonly scripts: string }
  | { readonly last: null }

/** Some of the scripts that wait, and the last that was looked at. */
interface WaitingPiece {
  readonly last: ScriptId
  readonly waiting: readonly WaitingScript[]
}

/** Read in one turn of the queue: some milliseconds, with what hangs on them. */
const SCRIPTS_A_PIECE = 1_000
/** The same of scripts that nothing hangs on yet. */
const NEW_A_PIECE = 4_000

interface RefRow {
  readonly height: number
  readonly hash: Buffer
}

/** The statements of the scanner's reads, prepared once. */
export function createScanReads(db: Database): ScanReads {
  const sql = prepareReads(db)
  const watched = whereWatched(db, (and) => prepareWatched(db, and))
  const state = createStateReader(db)
  const claims = createClaimRows(db, NO_NOTES)

  function* joinGroup(): Generator<void, JoinGroup | null> {
    const first = sql.lowestJoin.get()
    if (!first) return null
    const { watchVersion: version } = state()
    const upTo = watched().lastToJoin.get(first) ?? Number.MAX_SAFE_INTEGER
    const scripts = createScriptPacker(0)
    const outpoints: WatchedOutpoint[] = []
    for (let above = 0; ; ) {
      const rows = watched().joiningScripts.all({ ...first, above, upTo, limit: SCRIPTS_A_PIECE })
      scripts.add(rows.map(([, ...script]) => script))
      const last = rows.at(-1)?.[0]
      if (last === undefined) break
      for (const row of watched().joiningOutpoints.iterate({ ...first, above, upTo: last }))
        outpoints.push(toOutpoint(row))
      above = last
      yield
    }
    return {
      to: toRef(first.height, first.hash),
      watchSet: { version, scripts: scripts.done(), outpoints },
    }
  }

  /**
   * Whether a script waits changes with the scripts that are there and with the state of their coverage: a new script has a
   * new id, and everything else moves the watch version on. Looking through a million takes seconds, in pieces.
   */
  let known: { readonly watchVersion: number; readonly lastScript: number; readonly waits: boolean } | null =
    null

  function* anyWaiting(): Generator<void, boolean> {
    const { watchVersion } = state()
    const lastScript = sql.lastScript.get() ?? 0
    const isSame = known?.watchVersion === watchVersion
    if (known !== null && isSame && (known.waits || known.lastScript === lastScript)) return known.waits
    const waits = yield* lookForWaiting(known !== null && isSame ? known.lastScript : 0, lastScript)
    if (state().watchVersion === watchVersion) known = { watchVersion, lastScript, waits }
    return waits
  }

  /** The newest first: mostly it is they that wait. */
  function* lookForWaiting(above: number, to: number): Generator<void, boolean> {
    for (let below = to + 1; ; ) {
      const rows = watched().openBelow.all(above, below, SCRIPTS_A_PIECE)
      if (rows.some(([, isOpen]) => isOpen === 0)) return true
      const last = rows.at(-1)?.[0]
      if (last === undefined) return false
      below = last
      yield
    }
  }

  function* scriptsWithoutSnapshot(limit: number): Generator<void, readonly WaitingScript[]> {
    const found: WaitingScript[] = []
    for (let above = 0; found.length < limit; ) {
      const isNew = above >= (sql.lastOpen.get() ?? 0) // from here on none has been read
      const piece = isNew ? newScripts(above, limit - found.length) : openScripts(above)
      if (piece === null) break
      for (const script of piece.waiting) if (found.length < limit) found.push(script)
      above = piece.last
      yield
    }
    return found
  }

  function openScripts(above: number): WaitingPiece | null {
    const rows = watched().withOpen.all(above, SCRIPTS_A_PIECE)
    const last = rows.at(-1)?.[0]
    if (last === undefined) return null
    const waiting = rows.filter(([, , isOpen]) => isOpen === 0)
    return { last, waiting: waiting.map(([id, scriptPubKey]) => ({ id, scriptPubKey })) }
  }

  /** As one row: one of its own for each takes most of the time that they take. */
  function newScripts(above: number, most: number): WaitingPiece | null {
    const row = watched().packed.get(above, Math.min(most, NEW_A_PIECE))
    if (!row?.last) return null
    const ids = row.ids.split(',')
    const waiting = row.scripts.split(',').map((scriptPubKey, n) => ({ id: Number(ids[n]), scriptPubKey }))
    return { last: row.last, waiting }
  }

  function* watchSet(): Generator<void, WatchSet> {
    const { watchVersion: version } = state()
    const scripts = createScriptPacker(0)
    const outpoints: WatchedOutpoint[] = []
    for (let above = 0; ; ) {
      const rows = watched().followingScripts.all(above, SCRIPTS_A_PIECE)
      scripts.add(rows.map(([, ...script]) => script))
      const last = rows.at(-1)?.[0]
      if (last === undefined) return { version, scripts: scripts.done(), outpoints, claims: claims.all() }
      for (const row of watched().followingOutpoints.iterate(above, last)) outpoints.push(toOutpoint(row))
      above = last
      yield
    }
  }

  function position(): ScanPosition {
    const { cursor, watchVersion } = state()
    const ahead: readonly BlockRef[] = sql.ahead
      .all({ height: cursor?.height ?? 0 })
      .map((row) => toRef(row.height, row.hash))
    return { cursor, watchVersion, ahead, joins: sql.lowestJoin.get() !== undefined }
  }

  return {
    position,
    needsSnapshot: anyWaiting,
    watchSet,
    joinGroup,
    scriptsWithoutSnapshot,
    pendingTxids: () => sql.pending.all().map(toTxid),
  }
}

function toOutpoint(row: OutpointRow): WatchedOutpoint {
  return {
    txid: toTxid(row.txid),
    vout: row.vout,
    script: row.script,
    activeAbove: row.active_above,
  }
}

function prepareReads(db: Database) {
  return {
    // With the highest stored block: what a closed or removed script left above the cursor must not outlive its branch.
    ahead: db.prepare<[{ height: number }], RefRow>(
      `SELECT from_height AS height, from_hash AS hash FROM coverage
         WHERE state = 'following' AND from_height > @height
       UNION
       SELECT height, hash FROM (SELECT height, hash FROM block ORDER BY height DESC LIMIT 1)
         WHERE height > @height
       ORDER BY 1`,
    ),
    lastScript: db.prepare<[], number>('SELECT max(id) FROM script').pluck(),
    lastOpen: db
      .prepare<[], number | null>("SELECT max(script) FROM coverage WHERE state <> 'closed'")
      .pluck(),
    lowestJoin: db.prepare<[], RefRow>(
      `SELECT to_height AS height, to_hash AS hash FROM coverage
       WHERE state = 'joining' ORDER BY to_height, id LIMIT 1`,
    ),
    pending: db.prepare<[], Buffer>('SELECT txid FROM tx WHERE seen_at IS NOT NULL').pluck(),
  }
}

interface JoinBound {
  readonly height: number
  readonly hash: Buffer
  readonly above: number
  readonly upTo: number
}

const JOINING =
  "c.state = 'joining' AND c.to_height = @height AND c.to_hash = @hash AND c.id > @above AND c.id <= @upTo"

/** `[its coverage, the script]` */
type CoveredScript = [coverage: number, ...ScriptColumns]

/** Statements over scripts and their coverage; `and` leaves out scripts that are on their way out. */
function prepareWatched(db: Database, and: (script: string) => string) {
  const open = "EXISTS (SELECT 1 FROM coverage c WHERE c.script = s.id AND c.state <> 'closed')"
  return {
    openBelow: db
      .prepare<[number, number, number], [id: number, isOpen: number]>(
        `SELECT s.id, ${open} FROM script s WHERE s.id > ? AND s.id < ? ${and('s.id')} ORDER BY s.id DESC LIMIT ?`,
      )
      .raw(),
    // A text costs a fraction of what a buffer does.
    withOpen: db
      .prepare<[number, number], [id: number, scriptPubKey: string, isOpen: number]>(
        `SELECT s.id, lower(hex(s.script_pubkey)), ${open} FROM script s
         WHERE s.id > ? ${and('s.id')} ORDER BY s.id LIMIT ?`,
      )
      .raw(),
    packed: db.prepare<[number, number], PackedRow>(
      `SELECT max(id) AS last, group_concat(id) AS ids, lower(group_concat(hex)) AS scripts FROM (
         SELECT s.id AS id, hex(s.script_pubkey) AS hex FROM script s
         WHERE s.id > ? ${and('s.id')} ORDER BY s.id LIMIT ?)`,
    ),
    followingScripts: db
      .prepare<[number, number], CoveredScript>(
        `SELECT c.id, s.id, s.script_pubkey, c.from_height
         FROM coverage c NOT INDEXED CROSS JOIN script s ON s.id = c.script
         WHERE c.id > ? AND c.state = 'following' ${and('c.script')} ORDER BY c.id LIMIT ?`,
      )
      .raw(),
    // Pending outputs are part of it: a block may hold their spender right after them.
    followingOutpoints: db.prepare<[number, number], OutpointRow>(
      `SELECT t.txid, o.vout, o.script, c.from_height AS active_above
       FROM coverage c NOT INDEXED CROSS JOIN output o ON o.script = c.script CROSS JOIN tx t ON t.id = o.tx
       WHERE c.id > ? AND c.id <= ? AND c.state = 'following' AND o.spent IS NULL AND o.gone IS NULL
         ${and('c.script')}`,
    ),
    lastToJoin: db.prepare<[RefRow], number>(lastToJoin(and)).pluck(),
    joiningScripts: db
      .prepare<[JoinBound & { readonly limit: number }], CoveredScript>(
        `SELECT c.id, s.id, s.script_pubkey, c.to_height FROM coverage c CROSS JOIN script s ON s.id = c.script
         WHERE ${JOINING} ${and('c.script')} ORDER BY c.id LIMIT @limit`,
      )
      .raw(),
    joiningOutpoints: db.prepare<[JoinBound], OutpointRow>(
      `SELECT t.txid, o.vout, o.script, c.to_height AS active_above
       FROM coverage c CROSS JOIN output o ON o.script = c.script CROSS JOIN tx t ON t.id = o.tx
       WHERE ${JOINING} AND o.spent IS NULL AND o.gone IS NULL ${and('c.script')}`,
    ),
  }
}

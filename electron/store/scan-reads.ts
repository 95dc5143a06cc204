/** What the scanner asks of the ledger: where it stands, and what blocks have to be matched against. */
import type { BlockRef, Txid } from '../../shared/chain.ts'
import type { JoinGroup, ScanPosition, WatchedOutpoint, WatchedScript, WatchSet } from '../engine/ports.ts'
import { toRef, toTxid } from './bytes.ts'
import { createClaimRows } from './claims.ts'
import { NO_NOTES } from './journal-recorder.ts'
import { createStateReader } from './ledger-state.ts'
import { createScriptPacker, packScripts, type ScriptColumns } from './packed-scripts.ts'
import type { Database } from './sqlite.ts'

export interface ScanReads {
  position(): ScanPosition
  /**
   * What is watched, a piece each time it goes on, so that others may write between two of them. What changes meanwhile
   * moves the watch version on, and what is matched against the set is refused.
   */
  watchSet(): Generator<void, WatchSet>
  joinGroup(): JoinGroup | null
  /** Oldest first. Their `activeAbove` is 0: they take part in no block before they have coverage. */
  scriptsWithoutSnapshot(limit: number): readonly WatchedScript[]
  pendingTxids(): readonly Txid[]
}

interface ScriptRow {
  readonly id: number
  readonly script_pubkey: Buffer
  readonly active_above: number
}

interface OutpointRow {
  readonly txid: Buffer
  readonly vout: number
  readonly script: number
  readonly active_above: number
}

/** Read in one turn of the queue: some milliseconds, with what hangs on them. */
const SCRIPTS_A_PIECE = 2_000

type Counts = Pick<ScanPosition, 'needSnapshot' | 'joining'>

interface RefRow {
  readonly height: number
  readonly hash: Buffer
}

/** The statements of the scanner's reads, prepared once. */
export function createScanReads(db: Database): ScanReads {
  const sql = prepareReads(db)
  const state = createStateReader(db)
  const claims = createClaimRows(db, NO_NOTES)

  function joinGroup(): JoinGroup | null {
    const row = sql.lowestJoin.get()
    if (!row) return null
    const scripts = packScripts(sql.joiningScripts.iterate(row.height, row.hash), 0)
    const outpoints = sql.joiningOutpoints.all(row.height, row.hash).map(toOutpoint)
    const to = toRef(row.height, row.hash)
    return { to, watchSet: { version: state().watchVersion, scripts, outpoints } }
  }

  /**
   * Counting a million scripts takes a third of a second. They change with the scripts that are there and with the
   * state of their coverage: a new script has a new id, and everything else moves the watch version on.
   */
  let counted: (Counts & { readonly watchVersion: number; readonly lastScript: number }) | null = null
  function counts(watchVersion: number): Counts {
    const lastScript = sql.lastScript.get() ?? 0
    if (counted?.watchVersion !== watchVersion || counted.lastScript !== lastScript) {
      const [needSnapshot, joining] = [sql.needSnapshot.get() ?? 0, sql.joining.get() ?? 0]
      counted = { watchVersion, lastScript, needSnapshot, joining }
    }
    const { needSnapshot, joining } = counted
    return { needSnapshot, joining }
  }

  function* watchSet(): Generator<void, WatchSet> {
    const { watchVersion: version } = state()
    const scripts = createScriptPacker(sql.following.get() ?? 0)
    const outpoints: WatchedOutpoint[] = []
    for (let above = 0; ; ) {
      const rows = sql.followingScripts.all(above, SCRIPTS_A_PIECE)
      scripts.add(rows.map(([, ...script]) => script))
      const last = rows.at(-1)?.[0]
      if (last === undefined) return { version, scripts: scripts.done(), outpoints, claims: claims.all() }
      for (const row of sql.followingOutpoints.iterate(above, last)) outpoints.push(toOutpoint(row))
      above = last
      yield
    }
  }

  return {
    position: () => {
      const { cursor, watchVersion } = state()
      const ahead: readonly BlockRef[] = sql.ahead
        .all({ height: cursor?.height ?? 0 })
        .map((row) => toRef(row.height, row.hash))
      return { cursor, watchVersion, ahead, ...counts(watchVersion) }
    },
    watchSet,
    joinGroup,
    scriptsWithoutSnapshot: (limit) => sql.waiting.all(limit).map(toScript),
    pendingTxids: () => sql.pending.all().map(toTxid),
  }
}

function toScript(row: ScriptRow): WatchedScript {
  return { id: row.id, scriptPubKey: row.script_pubkey, activeAbove: row.active_above }
}

function toOutpoint(row: OutpointRow): WatchedOutpoint {
  return {
    txid: toTxid(row.txid),
    vout: row.vout,
    script: row.script,
    activeAbove: row.active_above,
  }
}

const JOINING = "c.state = 'joining' AND c.to_height = ? AND c.to_hash = ?"

function prepareReads(db: Database) {
  const scripts = (above: string, where: string): string =>
    `SELECT s.id, s.script_pubkey, ${above} AS active_above
     FROM coverage c JOIN script s ON s.id = c.script WHERE ${where}`
  // Pending outputs are part of it: a block may hold their spender right after them.
  const outpoints = (above: string, where: string): string =>
    `SELECT t.txid, o.vout, o.script, ${above} AS active_above
     FROM coverage c JOIN output o ON o.script = c.script JOIN tx t ON t.id = o.tx
     WHERE o.spent IS NULL AND o.gone IS NULL AND ${where}`
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
    needSnapshot: db
      .prepare<[], number>(
        "SELECT (SELECT count(*) FROM script) - (SELECT count(*) FROM coverage WHERE state <> 'closed')",
      )
      .pluck(),
    joining: db.prepare<[], number>("SELECT count(*) FROM coverage WHERE state = 'joining'").pluck(),
    following: db.prepare<[], number>("SELECT count(*) FROM coverage WHERE state = 'following'").pluck(),
    followingScripts: db
      .prepare<[number, number], [coverage: number, ...ScriptColumns]>(
        `SELECT c.id, s.id, s.script_pubkey, c.from_height
         FROM coverage c NOT INDEXED CROSS JOIN script s ON s.id = c.script
         WHERE c.id > ? AND c.state = 'following' ORDER BY c.id LIMIT ?`,
      )
      .raw(),
    followingOutpoints: db.prepare<[number, number], OutpointRow>(
      `SELECT t.txid, o.vout, o.script, c.from_height AS active_above
       FROM coverage c NOT INDEXED CROSS JOIN output o ON o.script = c.script CROSS JOIN tx t ON t.id = o.tx
       WHERE c.id > ? AND c.id <= ? AND c.state = 'following' AND o.spent IS NULL AND o.gone IS NULL`,
    ),
    lowestJoin: db.prepare<[], RefRow>(
      `SELECT to_height AS height, to_hash AS hash FROM coverage
       WHERE state = 'joining' ORDER BY to_height, id LIMIT 1`,
    ),
    joiningScripts: db.prepare<[number, Buffer], ScriptColumns>(scripts('c.to_height', JOINING)).raw(),
    joiningOutpoints: db.prepare<[number, Buffer], OutpointRow>(outpoints('c.to_height', JOINING)),
    waiting: db.prepare<[number], ScriptRow>(
      `SELECT s.id, s.script_pubkey, 0 AS active_above FROM script s
       WHERE NOT EXISTS (SELECT 1 FROM coverage c WHERE c.script = s.id AND c.state <> 'closed')
       ORDER BY s.id LIMIT ?`,
    ),
    pending: db.prepare<[], Buffer>('SELECT txid FROM tx WHERE seen_at IS NOT NULL').pluck(),
  }
}

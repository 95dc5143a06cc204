/** The ledger's side of the self-check: what it holds right after a block, the journal, and the repair with it. */
import { z } from 'zod'
import type { BlockRef } from '../../shared/chain.ts'
import { LEDGER_CHECK_REASONS, type LedgerCheck, type LedgerDifference } from '../../shared/ledger-check.ts'
import {
  type Clock,
  type ScriptId,
  type SnapshotUpdate,
  StoreConflict,
  type WatchedScript,
} from '../engine/ports.ts'
import type { CheckedOutput, CheckPart, LedgerHolding, SelfCheckStore } from '../engine/self-check.ts'
import { createAccountUse } from './account-use.ts'
import { toBytes, toRef, toTxid } from './bytes.ts'
import type { JournalRecorder } from './journal-recorder.ts'
import { isWatched } from './leaving.ts'
import type { Ledger } from './ledger.ts'
import { applySnapshot } from './ledger-snapshot.ts'
import { createLedgerVoid } from './ledger-void.ts'
import type { Database } from './sqlite.ts'
import { inTurns, type WriteQueue } from './write-queue.ts'

/** Set while a check is due for another reason than the time. */
export const CHECK_DUE = 'self-check-due'

/** Read in one turn of the queue: some milliseconds. */
const SCRIPTS_A_PIECE = 1_000
const WEEK_MS = 7 * 86_400_000
/** How many differences are told; the journal keeps all of them. */
const TOLD = 100

/** The port on a writing connection. */
export function createSelfCheckStore(
  db: Database,
  ledger: Ledger,
  clock: Clock,
  queue: WriteQueue,
  journal: JournalRecorder,
): SelfCheckStore {
  const sql = prepareSelfCheck(db)
  const voidFacts = createLedgerVoid(db, ledger)
  const checkOf = createCheckReader(db)

  const holdingAt = db.transaction((scripts: readonly ScriptId[], at: BlockRef): LedgerHolding | null => {
    const { cursor } = ledger.state()
    if (cursor === null || at.height > cursor.height || ledger.blocks.hashAt(at.height) !== at.hash)
      return null
    const bound = { scripts: JSON.stringify(scripts), at: at.height }
    return { covered: sql.covered.all(bound), outputs: sql.outputs.all(bound).map(toOutput) }
  })

  function* scriptsToCheck(after: ScriptId, limit: number): Generator<void, readonly WatchedScript[]> {
    const found: WatchedScript[] = []
    for (let above = after; found.length < limit; ) {
      const rows = sql.scripts.all(above, Math.min(SCRIPTS_A_PIECE, limit - found.length))
      for (const { id, script_pubkey } of rows)
        found.push({ id, scriptPubKey: script_pubkey, activeAbove: 0 })
      const last = rows.at(-1)
      if (last === undefined) break
      above = last.id
      yield
    }
    return found
  }

  function putJournal(part: CheckPart): number {
    const { reason, scripts, compared, missing, extra, repaired } = part
    const counts = { scripts, compared, missing, extra, repaired }
    const place = { height: part.block.height, hash: toBytes(part.block.hash) }
    const id = part.id ?? Number(sql.begin.run({ reason, ...place, ...counts }).lastInsertRowid)
    if (part.id !== null) sql.go.run({ id, ...place, ...counts })
    for (const output of part.missingOutputs) putDifference(id, 'missing', output)
    for (const output of part.extraOutputs) putDifference(id, 'extra', output)
    return id
  }

  function putDifference(id: number, kind: LedgerDifference['kind'], output: CheckedOutput): void {
    const { script, vout, value, height } = output
    const address = sql.address.get(script) ?? ''
    const coinbase = Number(output.coinbase)
    sql.difference.run({ id, kind, address, txid: toBytes(output.txid), vout, value, coinbase, height })
  }

  const accounts = createAccountUse(db)
  const record = db.transaction((part: CheckPart, repair: SnapshotUpdate | null): number => {
    if (repair !== null) {
      requireStored(ledger, repair)
      journal.record('self_check', () => {
        voidFacts(repair)
        return applySnapshot(ledger, repair)
      })
      accounts.noteUpdate(repair)
    }
    const id = putJournal(part)
    ledger.write.nextRevision()
    return id
  })

  const finish = db.transaction((id: number, repaired: number): LedgerCheck => {
    sql.finish.run(clock.now(), repaired, id)
    sql.notDue.run(CHECK_DUE)
    ledger.write.nextRevision()
    const check = checkOf(id)
    if (check === null) throw new Error('a check that was just written is missing')
    return check
  })

  function due(): ReturnType<typeof dueReason> {
    return dueReason(sql.due.get(CHECK_DUE), sql.lastAt.get() ?? sql.firstAt.get() ?? null, clock.now())
  }

  return {
    scriptsToCheck: (after, limit) => inTurns(queue, scriptsToCheck(after, limit), 'scripts to check'),
    holdingAt: (scripts, at) => queue.run(() => holdingAt(scripts, at), 'batch', 'check: holding'),
    recordCheck: (part, repair) => queue.run(() => record.immediate(part, repair), 'batch', 'check: record'),
    finishCheck: (id, repaired) => queue.run(() => finish.immediate(id, repaired), 'batch'),
    checkDue: () => queue.run(due, 'batch'),
  }
}

/** A repair goes with the block it was compared at: on another branch nothing of it holds. */
function requireStored(ledger: Ledger, { at }: SnapshotUpdate): void {
  const { cursor } = ledger.state()
  const isOurs = cursor !== null && at.height <= cursor.height && ledger.blocks.hashAt(at.height) === at.hash
  if (!isOurs) throw new StoreConflict('the ledger has left the block that it was compared at')
}

/** A clock that was set back does not put it off. Nothing was ever looked up: nothing to check. */
function dueReason(marked: string | undefined, last: number | null, now: number) {
  if (last === null) return null
  if (marked !== undefined) return 'unclean_exit' as const
  return now < last || now - last >= WEEK_MS ? ('weekly' as const) : null
}

interface OutputRow {
  readonly script: number
  readonly txid: Buffer
  readonly vout: number
  readonly value: number
  readonly coinbase: number
  readonly height: number
}

function toOutput({ txid, coinbase, ...rest }: OutputRow): CheckedOutput {
  return { ...rest, txid: toTxid(txid), coinbase: coinbase === 1 }
}

interface CheckRow {
  readonly id: number
  readonly reason: string
  readonly checkedAt: number
  readonly height: number
  readonly hash: Buffer
  readonly scripts: number
  readonly compared: number
  readonly missing: number
  readonly extra: number
  readonly repaired: number
}

type DifferenceRow = Omit<OutputRow, 'script' | 'coinbase'> & Pick<LedgerDifference, 'kind' | 'address'>

const reasonOf = z.enum(LEDGER_CHECK_REASONS)

/** A finished check by its row; the newest without one. On any connection. */
export function createCheckReader(db: Database): (id?: number) => LedgerCheck | null {
  const columns =
    'id, reason, finished_at AS checkedAt, height, hash, scripts, compared, missing, extra, repaired'
  const byId = db.prepare<[number], CheckRow>(
    `SELECT ${columns} FROM self_check WHERE id = ? AND finished_at IS NOT NULL`,
  )
  const newest = db.prepare<[], CheckRow>(
    `SELECT ${columns} FROM self_check WHERE finished_at IS NOT NULL ORDER BY id DESC LIMIT 1`,
  )
  const differences = db.prepare<[number, number], DifferenceRow>(
    `SELECT kind, address, txid, vout, value, height FROM self_check_difference
     WHERE self_check = ? ORDER BY id LIMIT ?`,
  )
  return db.transaction((wanted?: number) => {
    const row = wanted === undefined ? newest.get() : byId.get(wanted)
    if (!row) return null
    const { id, height, hash, reason, ...rest } = row
    return {
      ...rest,
      reason: reasonOf.parse(reason),
      block: toRef(height, hash),
      differences: differences.all(id, TOLD).map((found) => ({ ...found, txid: toTxid(found.txid) })),
    }
  })
}

const COUNTS =
  'scripts = @scripts, compared = @compared, missing = @missing, extra = @extra, repaired = @repaired'

interface AtBlock {
  readonly scripts: string
  readonly at: number
}

function prepareSelfCheck(db: Database) {
  return {
    scripts: db.prepare<[number, number], { id: number; script_pubkey: Buffer }>(
      `SELECT s.id, s.script_pubkey FROM script s
       WHERE s.id > ? AND EXISTS (SELECT 1 FROM coverage c WHERE c.script = s.id AND c.state <> 'closed')
         AND ${isWatched('s.id')}
       ORDER BY s.id LIMIT ?`,
    ),
    covered: db
      .prepare<[AtBlock], ScriptId>(
        `SELECT script FROM coverage WHERE script IN (SELECT value FROM json_each(@scripts))
           AND ${isWatched('coverage.script')} AND state <> 'closed' AND from_height <= @at AND (to_height IS NULL OR to_height >= @at)`,
      )
      .pluck(),
    outputs: db.prepare<[AtBlock], OutputRow>(
      `SELECT o.script, t.txid, o.vout, o.value, o.coinbase, o.height
       FROM output o JOIN tx t ON t.id = o.tx LEFT JOIN tx b ON b.id = o.spent
       WHERE o.script IN (SELECT value FROM json_each(@scripts)) AND o.height <= @at
         AND (o.spent IS NULL OR b.height > @at) AND (o.gone IS NULL OR o.gone > @at)`,
    ),
    begin: db.prepare<[Record<string, unknown>]>(
      `INSERT INTO self_check (reason, height, hash, scripts, compared, missing, extra, repaired)
       VALUES (@reason, @height, @hash, @scripts, @compared, @missing, @extra, @repaired)`,
    ),
    go: db.prepare<[Record<string, unknown>]>(
      `UPDATE self_check SET height = @height, hash = @hash, ${COUNTS} WHERE id = @id`,
    ),
    finish: db.prepare<[number, number, number]>(
      'UPDATE self_check SET finished_at = ?, repaired = ? WHERE id = ?',
    ),
    address: db.prepare<[number], string>('SELECT address FROM script WHERE id = ?').pluck(),
    difference: db.prepare<[Record<string, unknown>]>(
      `INSERT INTO self_check_difference (self_check, kind, address, txid, vout, value, coinbase, height)
       VALUES (@id, @kind, @address, @txid, @vout, @value, @coinbase, @height)`,
    ),
    due: db.prepare<[string], string>('SELECT value FROM meta WHERE key = ?').pluck(),
    notDue: db.prepare<[string]>('DELETE FROM meta WHERE key = ?'),
    lastAt: db.prepare<[], number | null>('SELECT max(finished_at) FROM self_check').pluck(),
    firstAt: db
      .prepare<[], number>("SELECT observed_at FROM coverage WHERE state <> 'closed' ORDER BY id LIMIT 1")
      .pluck(),
  }
}

/**
 * Writes down what each update changes, in the same transaction. Triggers of the writing connection report every change
 * of what counts as unspent and of where a transaction stands, whichever statement or foreign key caused it: nothing has
 * to be reported by hand, so nothing can be forgotten.
 */

import type { Clock } from '../engine/ports.ts'
import { encodeChanges, type JournalKind, type StoredChange } from './journal-codec.ts'
import { isOutputOf } from './output-id.ts'
import { rivalsOf } from './spenders.ts'
import type { Database } from './sqlite.ts'
import { createOutputTriggers, type OutputTriggers } from './write-triggers.ts'

/** Why something changed. */
export const JOURNAL_CAUSES = [
  'begin', // what was there when the journal began
  'connect', // a block came
  'join', // blocks were read for scripts that catch up
  'rewind', // a reorganisation
  'abandon', // following stopped: a hole begins
  'snapshot', // the unspent outputs were looked up
  'mempool', // a look at the mempool
  'history', // blocks behind a snapshot were read
  'self_check', // the check against the node's unspent outputs
] as const
export type JournalCause = (typeof JOURNAL_CAUSES)[number]

/** Told of also where nothing changed. */
const TOLD_ALWAYS: ReadonlySet<JournalCause> = new Set(['rewind', 'abandon'])

export interface JournalRecorder {
  /**
   * Runs the writes of one update, inside its transaction, and writes down what they changed. What they throw must end the
   * transaction. Of an update in pieces (`more`) that changes nothing, the last one alone says so.
   */
  record<T extends { readonly more?: boolean }>(cause: JournalCause, writes: () => T): T
  readonly triggers: OutputTriggers
  readonly notes: BlockNotes
}

/**
 * While blocks are connected the triggers for outputs keep quiet, and the few statements that write nearly all of it say
 * themselves what they do: a call from SQLite for each row would cost half as much as writing it.
 */
export interface BlockNotes {
  /** A transaction that was never heard of is in a block. */
  anchored(tx: number, txid: Buffer, height: number): void
  /** What counts as unspent of the script changed by the transaction. */
  changed(tx: number, script: number, change: number): void
  /** A transaction cannot be any more since `by` took its coins, or (`fallen`) those of one that it builds on. */
  replaced(tx: number, by: Buffer, fallen: boolean): void
  /** Runs writes that do not say what they change: the triggers do. */
  watched<T>(writes: () => T): T
}

/** Where nothing is recorded. */
export const NO_NOTES: BlockNotes = {
  anchored: () => undefined,
  changed: () => undefined,
  replaced: () => undefined,
  watched: (writes) => writes(),
}

/** Where a transaction stands. */
interface Standing {
  readonly seenAt: number | null
  readonly height: number | null
}

interface TxNotes {
  /** Before the update; null where nothing was noted of its standing. */
  before: Standing | null
  after: Standing | null
  /** Only where it was deleted. */
  txid: Buffer | null
  counted: ScriptSums | null
  lost: ScriptSums | null
  /** Of one that is new in a block: its row, without looking it up. */
  row: TxRow | null
  /** Who took its coins, or those of one that it builds on. */
  taken: { readonly by: Buffer; readonly fallen: boolean } | null
}

/** Most transactions touch one or two scripts: pairs of a script and its change, one after the other. */
type ScriptSums = number[] | Map<number, number>

const MANY_PAIRS = 32

function addTo(sums: ScriptSums | null, script: number, change: number): ScriptSums {
  if (sums === null) return [script, change]
  if (sums instanceof Map) return sums.set(script, (sums.get(script) ?? 0) + change)
  for (let at = 0; at < sums.length; at += 2)
    if (sums[at] === script) {
      sums[at + 1] = (sums[at + 1] ?? 0) + change
      return sums
    }
  sums.push(script, change)
  return sums.length > MANY_PAIRS ? new Map(pairsOf(sums)) : sums
}

function pairsOf(sums: ScriptSums | null): (readonly [script: number, change: number])[] {
  if (sums === null) return []
  if (sums instanceof Map) return [...sums]
  const pairs: (readonly [number, number])[] = []
  for (let at = 0; at < sums.length; at += 2) pairs.push([sums[at] ?? 0, sums[at + 1] ?? 0])
  return pairs
}

/** The recorder of a connection that `openDatabase` has opened to write. */
export function createJournalRecorder(db: Database, clock: Clock): JournalRecorder {
  const notes = new Map<number, TxNotes>()
  const blocks = new Map<number, Buffer>()
  /** A piece of the update that goes on was written down. */
  let isTold = false
  let lastTx = -1
  let last = of(lastTx)

  function of(tx: number): TxNotes {
    const known = notes.get(tx)
    if (known) return known
    const made = { before: null, after: null, txid: null, counted: null, lost: null, row: null, taken: null }
    notes.set(tx, made)
    return made
  }

  function changed(tx: number, script: number, change: number): void {
    if (tx !== lastTx) {
      lastTx = tx
      last = of(tx)
    }
    last.counted = addTo(last.counted, script, change)
  }

  function watched<T>(writes: () => T): T {
    if (!triggers.isQuiet()) return writes()
    triggers.tell()
    const result = writes()
    triggers.hush()
    return result
  }

  function quietly<T>(writes: () => T): T {
    triggers.hush()
    try {
      return writes()
    } finally {
      triggers.end()
    }
  }

  function forget(): void {
    notes.clear()
    blocks.clear()
    lastTx = -1
  }

  function listen(): void {
    const any = { varargs: true } // as those whose places they take: only then are statements compiled anew
    db.function('journal_output', any, (tx: number, script: number, change: number, lost: number) => {
      if (lost === 1) of(tx).lost = addTo(of(tx).lost, script, change)
      else changed(tx, script, change)
      return null
    })
    db.function(
      'journal_tx',
      any,
      (
        tx: number,
        was: number | null,
        wasAt: number | null,
        is: number | null,
        isAt: number | null,
        isNew: number,
      ) => {
        const note = of(tx)
        if (isNew === 0) note.before ??= { seenAt: was, height: wasAt }
        note.after = { seenAt: is, height: isAt }
        return null
      },
    )
    db.function('journal_tx_gone', any, (tx: number, txid: Buffer, wasAt: number | null) => {
      const note = of(tx)
      note.before ??= { seenAt: null, height: wasAt }
      note.after = null
      note.txid = txid
      return null
    })
    db.function('journal_block_gone', any, (height: number, hash: Buffer) => void blocks.set(height, hash))
  }

  // Before any statement of the connection is used: a new function has all of them compiled anew.
  listen()
  const triggers = createOutputTriggers(db)
  const writer = createJournalWriter(db)

  return {
    record: (cause, writes) => {
      forget() // what other writes left, such as the removal of an entry by the person
      const result = cause === 'connect' || cause === 'join' ? quietly(writes) : writes()
      const { more = false } = result
      const wrote = writer(cause, clock.now(), notes, blocks, more || isTold)
      if (TOLD_ALWAYS.has(cause)) isTold = more && (wrote || isTold)
      forget()
      return result
    },
    triggers,
    notes: {
      anchored: (tx, txid, height) => void (of(tx).row = { txid, seenAt: null, height }),
      changed,
      replaced: (tx, by, fallen) => void (of(tx).taken = { by, fallen }),
      watched,
    },
  }
}

interface TxRow extends Standing {
  readonly txid: Buffer
}

/** Changes that belong to one block, or to none. */
interface Part {
  readonly height: number | null
  readonly changes: StoredChange[]
}

/** `isTold`: that nothing changed is said elsewhere. True where anything was written. */
type Writer = (
  cause: JournalCause,
  at: number,
  notes: ReadonlyMap<number, TxNotes>,
  blocksGone: ReadonlyMap<number, Buffer>,
  isTold: boolean,
) => boolean

function createJournalWriter(db: Database): Writer {
  const sql = prepareJournal(db)

  function said(tx: number): StoredChange['scripts'] {
    return sql.said.all({ tx }).map(({ script, change }) => [script, change] as const)
  }

  /** The change of one transaction, and the block it belongs to. */
  function changeOf(
    cause: JournalCause,
    tx: number,
    note: TxNotes,
  ): { height: number | null; change: StoredChange } | null {
    const row = note.row ?? sql.tx.get(tx)
    const bytes = row?.txid ?? note.txid
    if (!bytes) return null
    const txid = bytes
    const now: Standing | null = row ?? null
    const counted = nonZero(note.counted)
    const kind = kindOf(cause, note, now, counted.length > 0)
    if (kind === null) return null
    const height = kind === 'reorged' ? (note.before?.height ?? null) : (now?.height ?? null)
    if (kind === 'evicted') return { height, change: { txid, scripts: said(tx), ...takenBy(tx, note) } }
    const isSaid = kind === 'pending' || kind === 'found'
    return { height, change: { kind, txid, by: null, scripts: isSaid ? said(tx) : counted } }
  }

  /** What became of one that left the mempool. */
  function takenBy(tx: number, { taken }: TxNotes): Pick<StoredChange, 'kind' | 'by'> {
    const rival = sql.rival.get({ tx })
    if (rival !== undefined) return { kind: 'replaced', by: rival }
    if (taken === null) return { kind: 'evicted', by: null }
    return { kind: taken.fallen ? 'fallen' : 'replaced', by: taken.by }
  }

  function lossOf(cause: JournalCause, tx: number, note: TxNotes): StoredChange | null {
    const scripts = nonZero(note.lost)
    const txid = sql.tx.get(tx)?.txid ?? note.txid
    if (scripts.length === 0 || !txid) return null
    return { kind: cause === 'self_check' ? 'corrected' : 'lost', txid, by: null, scripts }
  }

  return (cause, at, notes, blocksGone, isTold) => {
    const parts = new Map<number | null, Part>()
    const add = (height: number | null, change: StoredChange): void => {
      const part = parts.get(height) ?? { height, changes: [] }
      part.changes.push(change)
      parts.set(height, part)
    }
    for (const [tx, note] of notes) {
      const found = changeOf(cause, tx, note)
      if (found) add(found.height, found.change)
      const loss = note.lost === null ? null : lossOf(cause, tx, note)
      if (loss) add(null, loss)
    }
    if (parts.size === 0 && !isTold && TOLD_ALWAYS.has(cause)) parts.set(null, { height: null, changes: [] })
    for (const { height, changes } of parts.values()) {
      const hash = height === null ? null : (blocksGone.get(height) ?? sql.hash.get(height) ?? null)
      sql.insert.run(at, cause, hash === null ? null : height, hash, encodeChanges(changes))
    }
    return parts.size > 0
  }
}

function nonZero(sums: ScriptSums | null): StoredChange['scripts'] {
  const pairs = pairsOf(sums)
  return pairs.some(([, change]) => change === 0) ? pairs.filter(([, change]) => change !== 0) : pairs
}

/** Null where nothing worth telling happened. */
function kindOf(
  cause: JournalCause,
  { before, after, taken }: TxNotes,
  now: Standing | null,
  changed: boolean,
): JournalKind | null {
  if (taken !== null && now?.height === null && now.seenAt === null) return 'evicted'
  const noted = before !== null || after !== null
  if (cause === 'self_check') return changed ? 'corrected' : null
  if (!noted) return changed ? 'confirmed' : null
  const wasIn = before !== null && before.height !== null
  const isIn = now !== null && now.height !== null
  if (isIn) {
    if (cause === 'history') return changed ? 'confirmed' : wasIn ? null : 'found'
    return changed || !wasIn ? 'confirmed' : null
  }
  if (wasIn) return 'reorged'
  const waited = before !== null && before.seenAt !== null
  const waits = now !== null && now.seenAt !== null
  if (waits) return waited ? null : 'pending'
  return waited ? 'evicted' : null
}

function prepareJournal(db: Database) {
  return {
    tx: db.prepare<[number], TxRow>('SELECT txid, seen_at AS seenAt, height FROM tx WHERE id = ?'),
    hash: db.prepare<[number], Buffer>('SELECT hash FROM block WHERE height = ?').pluck(),
    said: db.prepare<[{ tx: number }], { script: number; change: number }>(
      `SELECT script, sum(value) AS change FROM (
         SELECT script, value FROM output WHERE ${isOutputOf('@tx', 'id')}
         UNION ALL
         SELECT o.script, -o.value FROM spend s JOIN output o ON o.id = s.output WHERE s.tx = @tx)
       GROUP BY script ORDER BY script`,
    ),
    rival: db
      .prepare<[{ tx: number }], Buffer>(
        `SELECT t.txid FROM tx t WHERE t.id IN (${rivalsOf('@tx')}) AND t.id <> @tx AND (t.height IS NOT NULL OR t.seen_at IS NOT NULL)
         ORDER BY t.height IS NULL, t.txid LIMIT 1`,
      )
      .pluck(),
    insert: db.prepare<[number, string, number | null, Buffer | null, Buffer]>(
      'INSERT INTO journal (at, cause, height, hash, changes) VALUES (?, ?, ?, ?, ?)',
    ),
  }
}

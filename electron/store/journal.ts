/** What the journal says of a scope, newest first, and the balances that adding it up gives. */
import { z } from 'zod'
import type { BlockRef } from '../../shared/chain.ts'
import type { JournalCause, JournalEntry, Scope } from '../../shared/ipc/time.ts'
import { isOfFilter, type JournalFilter } from '../../shared/journal-filter.ts'
import type { ScriptId } from '../engine/ports.ts'
import { toRef } from './bytes.ts'
import { COUNTED, decodeChanges, type JournalChange } from './journal-codec.ts'
import { JOURNAL_CAUSES } from './journal-recorder.ts'
import { byScope, type ScopeParams, type ScopeSql, scopeParams } from './scope.ts'
import type { Database } from './sqlite.ts'

/** Right after this entry: a row, and how many of its changes were told. */
export interface JournalPlace {
  readonly row: number
  readonly told: number
}

export interface JournalPart {
  readonly entries: readonly JournalEntry[]
  /** Where it goes on; null at the beginning of the journal. A part may be short although there is more. */
  readonly next: JournalPlace | null
}

/** What is wanted of the journal beside its scope: a filter, and times (ms since 1970, both inclusive). */
export interface JournalWish {
  readonly only?: JournalFilter
  readonly from?: number
  readonly to?: number
}

/** A row of the journal as it was written, with its changes in sight. */
export interface JournalStep {
  readonly row: number
  readonly at: number
  readonly cause: JournalCause
  readonly block: BlockRef | null
  readonly changes: readonly JournalStepChange[]
}

/** A change by entry: an entry's scripts are added up. */
export interface JournalStepChange extends Pick<JournalChange, 'kind' | 'txid' | 'by'> {
  /** Those of the transaction's scripts that an entry in sight stands for, each once an entry. */
  readonly parts: readonly { readonly watchId: number; readonly script: ScriptId; readonly change: number }[]
}

export interface JournalReads {
  page(scope: Scope, after: JournalPlace | null, limit: number, wish?: JournalWish): JournalPart
  /** The newest row; 0 before the first. */
  newest(): number
  /** Rows after this one, oldest first, of entries that are not archived. */
  since(row: number, limit: number): readonly JournalStep[]
  /** What is unspent by script, from the journal alone: blocks, snapshots, reorganisations and repairs added up. */
  replay(): ReadonlyMap<ScriptId, number>
}

interface Row {
  readonly id: number
  readonly at: number
  readonly cause: string
  readonly height: number | null
  readonly hash: Buffer | null
  readonly changes: Buffer
}

const causeOf = z.enum(JOURNAL_CAUSES)

/** Rows that one page looks at, at most: a small scope in a large journal is told in several. */
const LOOKED_AT = 20_000

/** Reads on any connection. */
export function createJournalReads(db: Database): JournalReads {
  const down = db.prepare<[number], Row>('SELECT * FROM journal WHERE id <= ? ORDER BY id DESC')
  const all = db.prepare<[], Buffer>('SELECT changes FROM journal').pluck()
  const last = db.prepare<[], number | null>('SELECT max(id) FROM journal').pluck()
  const up = db.prepare<[number, number], Row>('SELECT * FROM journal WHERE id > ? ORDER BY id LIMIT ?')
  const watchesOf = db
    .prepare<[number], number>(
      'SELECT m.watch FROM watch_script m JOIN watch w ON w.id = m.watch WHERE m.script = ? AND w.archived = 0',
    )
    .pluck()
  const memberOf = byScope(db, (sql) => prepareMember(db, sql))

  function page(
    scope: Scope,
    after: JournalPlace | null,
    limit: number,
    wish: JournalWish = {},
  ): JournalPart {
    const isOurs = rememberMembers(memberOf(scope), scopeParams(scope))
    const watches = remembered((script: ScriptId) => watchesOf.all(script))
    const { from: first = 0, to = Number.MAX_SAFE_INTEGER, only } = wish
    const entries: JournalEntry[] = []
    let looked = 0
    for (const row of down.iterate(after?.row ?? Number.MAX_SAFE_INTEGER)) {
      const from = row.id === after?.row ? after.told : 0
      const isInTime = row.at >= first && row.at <= to
      const found = isInTime
        ? entriesOf(row, isOurs, watches).filter((entry) => only === undefined || isOfFilter(entry, only))
        : []
      for (let told = from; told < found.length; told++) {
        if (entries.length === limit) return { entries, next: { row: row.id, told } }
        const entry = found[told]
        if (entry) entries.push(entry)
      }
      looked += 1
      if (looked === LOOKED_AT) return { entries, next: { row: row.id - 1, told: 0 } }
    }
    return { entries, next: null }
  }

  function since(after: number, limit: number): readonly JournalStep[] {
    const watches = remembered((script: ScriptId) => watchesOf.all(script))
    return up.all(after, limit).map((row) => ({
      row: row.id,
      ...placeOf(row),
      changes: decodeChanges(row.changes).flatMap(({ kind, txid, by, scripts }) => {
        const parts = scripts.flatMap(([script, change]) =>
          watches(script).map((watchId) => ({ watchId, script, change })),
        )
        return parts.length === 0 ? [] : [{ kind, txid, by, parts }]
      }),
    }))
  }

  function replay(): ReadonlyMap<ScriptId, number> {
    const sums = new Map<ScriptId, number>()
    for (const bytes of all.iterate())
      for (const { kind, scripts } of decodeChanges(bytes))
        if (COUNTED.has(kind))
          for (const [script, change] of scripts) sums.set(script, (sums.get(script) ?? 0) + change)
    return sums
  }

  return { page, newest: () => last.get() ?? 0, since, replay }
}

/** The changes of a row that touch the scope; one without any transaction is told to everybody. */
function entriesOf(
  row: Row,
  isOurs: (script: ScriptId) => boolean,
  watchesOf: (script: ScriptId) => readonly number[],
): readonly JournalEntry[] {
  const changes = decodeChanges(row.changes)
  const about = placeOf(row)
  if (changes.length === 0)
    return [{ ...about, kind: null, txid: null, by: null, change: 0, counted: false, watchIds: [] }]
  return changes.toReversed().flatMap(({ scripts, ...change }) => {
    const ours = scripts.filter(([script]) => isOurs(script))
    const watchIds = [...new Set(ours.flatMap(([script]) => watchesOf(script)))]
    return ours.length === 0 ? [] : [{ ...about, ...toEntry(change, ours), watchIds }]
  })
}

function placeOf({ at, cause, height, hash }: Row): Pick<JournalEntry, 'at' | 'cause' | 'block'> {
  return {
    at,
    cause: causeOf.parse(cause),
    block: height === null || hash === null ? null : toRef(height, hash),
  }
}

function remembered<K, V>(find: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>()
  return (key) => {
    const found = known.get(key) ?? find(key)
    known.set(key, found)
    return found
  }
}

function toEntry(
  { kind, txid, by }: Omit<JournalChange, 'scripts'>,
  ours: JournalChange['scripts'],
): Pick<JournalEntry, 'kind' | 'txid' | 'by' | 'change' | 'counted'> {
  return {
    kind,
    txid,
    by,
    change: ours.reduce((sum, [, change]) => sum + change, 0),
    counted: COUNTED.has(kind),
  }
}

type Member = ReturnType<typeof prepareMember>

function rememberMembers(member: Member, params: ScopeParams): (script: ScriptId) => boolean {
  const known = new Map<ScriptId, boolean>()
  return (script) => {
    const found = known.get(script) ?? member.get({ ...params, script }) !== undefined
    known.set(script, found)
    return found
  }
}

function prepareMember(db: Database, { member }: ScopeSql) {
  return db.prepare<[ScopeParams & { readonly script: number }]>(`SELECT 1 WHERE ${member('@script')}`)
}

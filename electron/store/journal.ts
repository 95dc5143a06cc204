/** What the journal says of a scope, newest first, and the balances that adding it up gives. */
import { z } from 'zod'
import type { JournalEntry, Scope } from '../../shared/ipc/time.ts'
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

export interface JournalReads {
  page(scope: Scope, after: JournalPlace | null, limit: number): JournalPart
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
  const memberOf = byScope(db, (sql) => prepareMember(db, sql))

  function page(scope: Scope, after: JournalPlace | null, limit: number): JournalPart {
    const isOurs = rememberMembers(memberOf(scope), scopeParams(scope))
    const entries: JournalEntry[] = []
    let looked = 0
    for (const row of down.iterate(after?.row ?? Number.MAX_SAFE_INTEGER)) {
      const from = row.id === after?.row ? after.told : 0
      const found = [...entriesOf(row, isOurs)]
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

  function replay(): ReadonlyMap<ScriptId, number> {
    const sums = new Map<ScriptId, number>()
    for (const bytes of all.iterate())
      for (const { kind, scripts } of decodeChanges(bytes))
        if (COUNTED.has(kind))
          for (const [script, change] of scripts) sums.set(script, (sums.get(script) ?? 0) + change)
    return sums
  }

  return { page, replay }
}

/** The changes of a row that touch the scope; one without any transaction is told to everybody. */
function entriesOf(row: Row, isOurs: (script: ScriptId) => boolean): readonly JournalEntry[] {
  const changes = decodeChanges(row.changes)
  const about = {
    at: row.at,
    cause: causeOf.parse(row.cause),
    block: row.height === null || row.hash === null ? null : toRef(row.height, row.hash),
  }
  if (changes.length === 0) return [{ ...about, kind: null, txid: null, by: null, change: 0, counted: false }]
  return changes.toReversed().flatMap(({ scripts, ...change }) => {
    const ours = scripts.filter(([script]) => isOurs(script))
    return ours.length === 0 ? [] : [{ ...about, ...toEntry(change, ours) }]
  })
}

function toEntry({ kind, txid, by }: Omit<JournalChange, 'scripts'>, ours: JournalChange['scripts']) {
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

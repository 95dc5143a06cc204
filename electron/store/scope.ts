/**
 * What a question is about, as SQL: a set of scripts is a subquery over the portfolio and never a list of ids, because an
 * entry may stand for a hundred thousand of them.
 */
import type { Scope } from '../../shared/ipc/time.ts'
import { createIsAnyLeaving } from './leaving.ts'
import { isOutputOf } from './output-id.ts'
import type { Database } from './sqlite.ts'

/** A set of scripts in statements. The parameters are those of `scopeParams`. */
export interface ScopeSql {
  /** A condition that holds for scripts of the set; `script` is a column. */
  readonly member: (script: string) => string
  /** A query of their ids, each once. */
  readonly scripts: string
}

/** What the statements of every scope are bound with. */
export interface ScopeParams {
  readonly group: string
  readonly watches: string
}

const ENTRIES = {
  watched: '1',
  inSight: 'w.archived = 0',
  group: 'w.archived = 0 AND w.portfolio = @group',
  watches: 'w.id IN (SELECT value FROM json_each(@watches))',
} as const

type ScopeSort = keyof typeof ENTRIES | 'everything'

/** Everything that is stored, whoever asks: only while no entry is leaving. */
export const EVERYTHING: ScopeSql = { member: () => '1', scripts: 'SELECT id FROM script' }

/** The same while entries leave: what is left of them is nobody's. */
export const WATCHED: ScopeSql = scopeOf('watched')

function sqlOf(sort: ScopeSort): ScopeSql {
  if (sort === 'everything') return EVERYTHING
  return sort === 'watched' ? WATCHED : scopeOf(sort)
}

function scopeOf(sort: keyof typeof ENTRIES): ScopeSql {
  const from = `watch_script m JOIN watch w ON w.id = m.watch`
  return {
    member: (script) => `EXISTS (SELECT 1 FROM ${from} WHERE m.script = ${script} AND ${ENTRIES[sort]})`,
    scripts: `SELECT DISTINCT m.script FROM ${from} WHERE ${ENTRIES[sort]}`,
  }
}

/** A condition: the transaction (a column) pays or spends a script of the set. All of them do where that is everything. */
export function touches(tx: string, member: ScopeSql['member']): string {
  if (member === EVERYTHING.member) return '1'
  return `(EXISTS (SELECT 1 FROM output po WHERE ${isOutputOf(tx, 'po.id')} AND ${member('po.script')})
    OR EXISTS (SELECT 1 FROM spend so JOIN output po ON po.id = so.output
      WHERE so.tx = ${tx} AND ${member('po.script')}))`
}

/** What the parameters of a scope are bound to. */
export function scopeParams(scope: Scope): ScopeParams {
  return {
    group: scope.kind === 'group' ? scope.group : '',
    watches: JSON.stringify(scope.kind === 'watches' ? scope.watchIds : []),
  }
}

/** Statements for the sort of scope that is asked for, made when the first such question comes. */
export function byScope<T>(db: Database, make: (sql: ScopeSql) => T): (scope: Scope) => T {
  const made = new Map<ScopeSort, T>()
  const anyArchived = db.prepare('SELECT 1 FROM watch WHERE archived = 1 LIMIT 1')
  const isAnyLeaving = createIsAnyLeaving(db)
  const sortOf = (scope: Scope): ScopeSort => {
    if (scope.kind !== 'all') return scope.kind
    if (scope.archived !== true && anyArchived.get() !== undefined) return 'inSight'
    return isAnyLeaving() ? 'watched' : 'everything'
  }
  return (scope) => {
    const sort = sortOf(scope)
    const known = made.get(sort)
    if (known !== undefined) return known
    const statements = make(sqlOf(sort))
    made.set(sort, statements)
    return statements
  }
}

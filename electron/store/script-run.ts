/** Scripts whose numbers follow one another, as those that were added together have: a range asks for them in less time than a list. */
import type { ScriptId } from '../engine/ports.ts'

/** Both are part of it. */
export interface ScriptRun {
  readonly first: ScriptId
  readonly last: ScriptId
}

/** The parts of a statement that name scripts. */
export interface ScriptSql {
  /** Behind the column of the script. */
  readonly condition: string
  /** A table with a `value` for each, in their order. */
  readonly table: string
}

const LIST: ScriptSql = {
  condition: 'IN (SELECT value FROM json_each(@scripts))',
  table: 'json_each(@scripts)',
}
const RUN: ScriptSql = {
  condition: 'BETWEEN @first AND @last',
  table: '(SELECT id AS value FROM script WHERE id BETWEEN @first AND @last ORDER BY id)',
}

/** A statement over scripts in both forms: for some scripts the one that fits, and what to bind for them. */
export function forScripts<T>(prepare: (sql: ScriptSql) => T) {
  const [list, run] = [prepare(LIST), prepare(RUN)]
  return (
    scripts: readonly ScriptId[],
  ): { readonly sql: T; readonly named: Readonly<Record<string, unknown>> } => {
    const inARow = runOf(scripts)
    return inARow === null
      ? { sql: list, named: { scripts: JSON.stringify(scripts) } }
      : { sql: run, named: { ...inARow } }
  }
}

/** Null where one is missing between the first and the last, or they are in another order, or there are none. */
export function runOf(scripts: readonly ScriptId[]): ScriptRun | null {
  const [first, last] = [scripts[0], scripts.at(-1)]
  if (first === undefined || last === undefined) return null
  return scripts.every((script, place) => script === first + place) ? { first, last } : null
}

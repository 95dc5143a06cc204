/** Scripts whose numbers follow one another, as those that were added together have: a range asks for them in less time than a list. */
import type { ScriptId } from '../engine/ports.ts'

/** Both are part of it. */
export interface ScriptRun {
  readonly first: ScriptId
  readonly last: ScriptId
}

/** Null where one is missing between the first and the last, or they are in another order, or there are none. */
export function runOf(scripts: readonly ScriptId[]): ScriptRun | null {
  const [first, last] = [scripts[0], scripts.at(-1)]
  if (first === undefined || last === undefined) return null
  return scripts.every((script, place) => script === first + place) ? { first, last } : null
}

/** What is wrong with a config file, for the person who mends it: line, key and one sentence; never a value. */
import { AppError } from '../../shared/errors.ts'
import { type Said, say, type Worded, worded } from '../../shared/said.ts'

/** A full sentence that names the key, and the line it is about, from 1. */
export interface ConfigProblem extends Worded {
  readonly line: number
}

/** The sentence about the line. */
export function problemAt(line: number, said: Said): ConfigProblem {
  return { line, ...worded(said) }
}

const MAX_SHOWN = 10

/** The file cannot be used. `problems` are in the order of their lines; nothing of it repeats a value. */
export class ConfigFileError extends AppError {
  readonly problems: readonly ConfigProblem[]

  constructor(problems: readonly ConfigProblem[]) {
    const sorted = [...problems].sort((a, b) => a.line - b.line)
    super('invalid_input', messageOf(sorted), { detail: { problems: sorted } })
    this.name = 'ConfigFileError'
    this.problems = sorted
  }
}

function messageOf(problems: readonly ConfigProblem[]): Said {
  const lines = problems.slice(0, MAX_SHOWN).map(({ line, said }) => say('config_line', { line, text: said }))
  const more = problems.length - lines.length
  if (more > 0) lines.push(say('config_more', { count: more }))
  return say('config_unusable', {
    lines: lines.reduceRight((rest, first) => say('config_next', { first, rest })),
  })
}

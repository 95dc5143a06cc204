/** What is wrong with a config file, for the person who mends it: line, key and one sentence; never a value. */
import { AppError } from '../../shared/errors.ts'

export interface ConfigProblem {
  /** From 1. */
  readonly line: number
  /** A full sentence that names the key. */
  readonly text: string
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

function messageOf(problems: readonly ConfigProblem[]): string {
  const lines = problems.slice(0, MAX_SHOWN).map(({ line, text }) => `Line ${line}: ${text}`)
  const more = problems.length - lines.length
  if (more > 0) lines.push(`And ${more} more.`)
  return ['The config file cannot be used.', ...lines].join('\n')
}

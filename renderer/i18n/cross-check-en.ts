/** The English texts of the cross-check. */
import type { CrossCheck, CrossCheckReason, CrossCheckStatement } from '../../shared/cross-check.ts'
import type { ReadingSource } from '../../shared/reading.ts'
import { dateTime } from '../format/age.ts'
import { groupDigits } from '../format/digits.ts'

const reasons: Readonly<Record<CrossCheckReason, string>> = {
  one_voice: 'Only one voice: sources that run the same code count once.',
  different_block: 'No two sources spoke about the same block.',
  definition: 'The sources do not count the same.',
  unsupported: 'It does not serve this kind of address.',
  too_many: 'The address has more history than it serves.',
  no_answer: 'It gave no answer.',
  lied: 'It gave an answer that is proven false, and is left out.',
  not_allowed: 'It may not be asked about this address.',
  offline: 'All connections are switched off.',
}

const block = (height: number): string => `block ${groupDigits(height)}`

const source = (from: ReadingSource): string =>
  from === 'ledger' ? 'ledger' : from.slice('provider:'.length)

/** The ledger by its name, others by the code they run; their own names are in the list below. */
function voices({ compared, statements }: CrossCheck): string {
  const voiceOf = new Map(statements.map((said) => [said.source, said.voice]))
  return [...new Set(compared.map((each) => voiceOf.get(each) ?? source(each)))].join(' + ')
}

function line(check: CrossCheck): string {
  const date = dateTime(check.checkedAt)
  if (check.block === null) return `not comparable · ${date}`
  return `${check.outcome} · ${voices(check)} at ${block(check.block.height)} · ${date}`
}

/** Texts of the cross-check. */
export const crossCheckTexts = {
  title: 'Cross-check',
  never: 'never done',
  line,
  reasons,
  source,
  run: 'Cross-check',
  running: 'Checking; press to stop',
  hint: 'Asks one server of each kind that you allowed; they learn the address.',
  said: ({ at, outputs }: CrossCheckStatement): string =>
    outputs === null
      ? block(at.height)
      : `${groupDigits(outputs)} ${outputs === 1 ? 'output' : 'outputs'}, ${block(at.height)}`,
  only: (has: ReadingSource, lacks: ReadingSource): string =>
    `${source(has)} has it, ${source(lacks)} has not`,
  more: (count: number): string => `and ${groupDigits(count)} more`,
} as const

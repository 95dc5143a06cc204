/** Cross-checks as a terminal shows them: a line each, then who said what wherever it is not plain agreement. */
import type {
  CrossCheck,
  CrossCheckDifference,
  CrossCheckReason,
  CrossCheckStatement,
  OutputsOnly,
} from '../../shared/cross-check.ts'
import { type Column, tableLines } from './table.ts'
import { amount, block, source, UNKNOWN } from './words.ts'

/** A text for every reason. */
export const CROSS_CHECK_WORDS: Readonly<Record<CrossCheckReason, string>> = {
  one_voice: 'only one voice: sources that run the same code count once',
  different_block: 'no two of them spoke about the same block',
  definition: 'they do not count the same',
  unsupported: 'it does not serve this kind of address',
  too_many: 'the address has more history than it serves',
  no_answer: 'it gave no answer',
  lied: 'it gave an answer that is proven false, and is left out',
  not_allowed: 'no provider may be asked about this address',
  offline: 'all connections are switched off',
}

const OUTCOME_WORDS: Readonly<Record<CrossCheck['outcome'], string>> = {
  agree: 'agree',
  disagree: 'DISAGREE',
  not_comparable: 'not comparable',
}

const COLUMNS: readonly Column[] = [
  { title: 'ADDRESS' },
  { title: 'RESULT' },
  { title: 'AT BLOCK', align: 'right' },
  { title: 'COMPARED' },
]

/** The lines of the answer. */
export function crossCheckLines(checks: readonly CrossCheck[]): readonly string[] {
  const details = checks.filter(({ outcome }) => outcome !== 'agree').flatMap(detailLines)
  return [...tableLines(COLUMNS, checks.map(rowOf)), ...(details.length > 0 ? ['', ...details] : [])]
}

function rowOf({ address, outcome, block: at, compared, basis }: CrossCheck): readonly string[] {
  const by = basis === null ? UNKNOWN : `${compared.map(source).join(', ')}, by ${basis}`
  return [address, OUTCOME_WORDS[outcome], block(at), by]
}

function detailLines({ address, reason, statements, silent, differences }: CrossCheck): readonly string[] {
  return [
    reason === null ? `${address}:` : `${address}: ${CROSS_CHECK_WORDS[reason]}`,
    ...statements.map((said) => `  ${statementText(said)}`),
    ...silent.map(({ source: of, reason: why, message }) => {
      return `  ${source(of)}: ${CROSS_CHECK_WORDS[why]}${message === null ? '' : ` (${message})`}`
    }),
    ...differences.flatMap(differenceLines).map((line) => `  ${line}`),
  ]
}

function statementText({ source: of, at, confirmed, outputs }: CrossCheckStatement): string {
  const list = outputs === null ? '' : ` in ${outputs} ${outputs === 1 ? 'output' : 'outputs'}`
  return `${source(of)}: ${amount(confirmed)} BTC${list} at block ${at.height} (${at.hash})`
}

function differenceLines(difference: CrossCheckDifference): readonly string[] {
  const [first, second] = difference.between
  if (difference.kind === 'sums') return [`${source(first)} and ${source(second)} have different sums`]
  const [mine, others] = difference.only
  return [...onlyLines(first, second, mine), ...onlyLines(second, first, others)]
}

type Source = CrossCheckStatement['source']

function onlyLines(has: Source, lacks: Source, { outputs, count }: OutputsOnly): readonly string[] {
  const lines = outputs.map(
    ({ txid, vout, value }) =>
      `${source(has)} has, ${source(lacks)} has not: ${txid}:${vout} ${amount(value)} BTC`,
  )
  const more = count - outputs.length
  return more > 0 ? [...lines, `and ${more} more`] : lines
}

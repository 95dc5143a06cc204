/** The balance of one address at a past height, as a question to one source after the other. */

import type { BlockHash } from '../../../shared/chain.ts'
import { say } from '../../../shared/said.ts'
import type { BalanceSource, ProviderBalance } from '../../engine/ports.ts'
import { ProviderError } from '../../engine/provider-error.ts'
import type { PoolFailure } from './job.ts'
import { PAGE_BY_PAGE, type SingleQuestion, type SingleQuestions } from './single-question.ts'

/** What is asked. */
export interface HeightQuestion {
  readonly address: string
  readonly height: number
  /** The block that is known at that height: a figure of another one does not count. Null: not known. */
  readonly block: BlockHash | null
  /** Sources for which it does not hold are never asked. */
  readonly allowed: (source: BalanceSource) => boolean
}

/** Why one source did not answer. `other_block`: it did, of another block than the one known at that height. */
export interface HeightFailure {
  readonly id: string
  readonly problem: PoolFailure['problem'] | 'other_block'
  readonly message: string
}

export type HeightAnswer =
  | { readonly kind: 'answer'; readonly source: BalanceSource; readonly balance: ProviderBalance }
  | { readonly kind: 'failed'; readonly failures: readonly HeightFailure[] }

/** Asks one source after the other. Rejects as `SingleQuestions.ask`. */
export async function askAtHeight(
  questions: SingleQuestions,
  question: HeightQuestion,
  signal: AbortSignal,
): Promise<HeightAnswer> {
  const others = new Set<string>()
  const answer = await questions.ask(heightQuestion(question, others), signal)
  if (answer.kind === 'answer') return { kind: 'answer', source: answer.source, balance: answer.value }
  const failures = answer.failures.map(({ id, problem, message }) =>
    problem === 'cannot_know' && others.has(id)
      ? { id, problem: 'other_block' as const, message }
      : { id, problem, message },
  )
  return { kind: 'failed', failures }
}

/** `others` collects who answered of another block. */
function heightQuestion(
  { address, height, block, allowed }: HeightQuestion,
  others: Set<string>,
): SingleQuestion<ProviderBalance> {
  return {
    address,
    allowed,
    able: ({ balanceAtHeight }) => balanceAtHeight,
    ask: (source, signal) => source.balanceAt(address, height, signal),
    refuse: ({ at }, { id }) => {
      if (at.height !== height) return new ProviderError('cannot_know', say('reply_figure_height'))
      if (block === null || at.hash === block) return null
      others.add(id)
      return new ProviderError('cannot_know', say('reply_figure_block'))
    },
    ...PAGE_BY_PAGE,
  }
}

/** An address's whole confirmed history, as a question to one source after the other; parts of two are never joined. */

import { isSats } from '../../../shared/amounts.ts'
import { say } from '../../../shared/said.ts'
import type { BalanceSource, ProviderHistory } from '../../engine/ports.ts'
import { ProviderError } from '../../engine/provider-error.ts'
import { balanceAtHeight } from '../history-balance.ts'
import type { PoolFailure } from './job.ts'
import { PAGE_BY_PAGE, type SingleQuestions } from './single-question.ts'

/** What is asked. */
export interface HistoryQuestion {
  readonly address: string
  /** Sources for which it does not hold are never asked. */
  readonly allowed: (source: BalanceSource) => boolean
}

export type HistoryAnswer =
  | { readonly kind: 'answer'; readonly source: BalanceSource; readonly history: ProviderHistory }
  | { readonly kind: 'failed'; readonly failures: readonly PoolFailure[] }

/** Asks one source after the other. Rejects as `SingleQuestions.ask`. */
export async function askHistory(
  questions: SingleQuestions,
  { address, allowed }: HistoryQuestion,
  signal: AbortSignal,
): Promise<HistoryAnswer> {
  const answer = await questions.ask(
    {
      address,
      allowed,
      able: ({ history }) => history,
      ask: async (source, inner) => possible(await source.history(address, inner)),
      refuse: () => null,
      ...PAGE_BY_PAGE,
    },
    signal,
  )
  return answer.kind === 'answer'
    ? { kind: 'answer', source: answer.source, history: answer.value }
    : { kind: 'failed', failures: answer.failures }
}

/** Throws `bad_answer` where its amounts or sums cannot be, a transaction comes twice, or it goes beyond its own tip. */
function possible(history: ProviderHistory): ProviderHistory {
  const { rows, tip } = history
  balanceAtHeight(rows, tip.height)
  if (!rows.every(({ delta }) => isSats(Math.abs(delta))))
    throw new ProviderError('bad_answer', say('reply_history_amount'))
  if (new Set(rows.map(({ txid }) => txid)).size !== rows.length)
    throw new ProviderError('bad_answer', say('reply_history_twice'))
  if (rows.some(({ height }) => height > tip.height))
    throw new ProviderError('bad_answer', say('reply_history_beyond'))
  return history
}

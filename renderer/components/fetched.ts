/** What is known of something that is asked of the host, and of which question that is the answer. */
import type { Fetched } from './async-list.tsx'

/** `question` is null before the first answer. */
export interface Answered<T> {
  readonly question: string | null
  readonly state: Fetched<T>
}

/** Nothing yet. */
export const NOTHING_YET: Answered<never> = { question: null, state: { kind: 'loading' } }

/** A failed question leaves the older answer to itself; the answer to another question must not stand for it. */
export function afterFailure<T>(
  before: Answered<T>,
  question: string,
  failed: Extract<Fetched<T>, { kind: 'failed' }>,
): Answered<T> {
  if (before.state.kind === 'ready' && before.question === question) return before
  return { question, state: failed }
}

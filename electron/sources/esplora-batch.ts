/** Many addresses inside one bracket, a few at a time, each with an answer of its own. */
import { ProviderError } from '../engine/provider-error.ts'
import { withLimit } from './resilience.ts'

/** What became of one address. */
export type Asking<T> =
  | { readonly kind: 'value'; readonly value: T }
  | { readonly kind: 'failed'; readonly error: ProviderError }

const AT_ONCE = 4

/**
 * Asks for each, at most four at a time; results in the order given. After the server refused or was not reached,
 * the rest is not sent and fails likewise. Throws that error when nothing was answered at all.
 */
export async function askEach<T>(
  addresses: readonly string[],
  ask: (address: string, signal: AbortSignal) => Promise<T>,
  signal: AbortSignal,
): Promise<readonly Asking<T>[]> {
  let stopped: ProviderError | null = null
  const one = async (address: string, inner: AbortSignal): Promise<Asking<T>> => {
    if (stopped !== null) return { kind: 'failed', error: stopped }
    try {
      return { kind: 'value', value: await ask(address, inner) }
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error
      if (error.problem === 'refused' || error.problem === 'unreachable') stopped = error
      return { kind: 'failed', error }
    }
  }
  const limited = withLimit(one, AT_ONCE)
  const answers = await Promise.all(addresses.map((address) => limited(address, signal)))
  if (stopped !== null && answers.every(({ kind }) => kind === 'failed')) throw stopped
  return answers
}

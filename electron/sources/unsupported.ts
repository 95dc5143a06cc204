import { ProviderError } from '../engine/provider-error.ts'

/** A question that a protocol does not have: rejects without asking anybody. */
export function unsupported(question: string): () => Promise<never> {
  return () => Promise.reject(new ProviderError('unsupported', `it cannot be asked for ${question}`))
}

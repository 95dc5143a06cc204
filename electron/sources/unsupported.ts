import { type Said, say } from '../../shared/said.ts'
import { ProviderError } from '../engine/provider-error.ts'

/** A question that a protocol does not have: rejects without asking anybody. */
export function unsupported(question: Said): () => Promise<never> {
  return () => Promise.reject(new ProviderError('unsupported', say('reply_not_offered', { what: question })))
}

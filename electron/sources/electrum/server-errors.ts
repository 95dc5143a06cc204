/** What an Electrum server's own errors mean. Codes differ between servers, so that the words count too. */

import { say } from '../../../shared/said.ts'
import { ProviderError } from '../../engine/provider-error.ts'

/** A JSON-RPC error as the server sent it; the text is never shown. */
export interface ServerError {
  readonly code: number
  readonly message: string
}

const EXCESSIVE_USE = -101
const BUSY = -102
const UNKNOWN_METHOD = -32_601
const BAD_PARAMS = -32_602

/** A typed error whose message repeats nothing of what the server wrote (it may hold an address). */
export function toProviderError({ code, message }: ServerError): ProviderError {
  if (code === EXCESSIVE_USE || /excessive resource|too many requests|rate.?limit|throttl/i.test(message))
    return new ProviderError('refused', say('provider_asked_too_often'))
  if (code === BUSY || /\bbusy\b/i.test(message)) return new ProviderError('fault', say('provider_busy'))
  if (/too large|too many|too long|lookup limit|history limit/i.test(message))
    return new ProviderError('too_many', say('provider_too_many'))
  if (code === UNKNOWN_METHOD || /unknown method|unsupported method/i.test(message))
    return new ProviderError('unsupported', say('provider_unknown_question'))
  if (code === BAD_PARAMS || /not a valid|invalid script ?hash/i.test(message))
    return new ProviderError('bad_request', say('provider_question_refused'))
  return new ProviderError('fault', say('provider_own_trouble'))
}

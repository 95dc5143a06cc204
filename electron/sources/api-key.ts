/** The form of a provider's API key. */
import { AppError } from '../../shared/errors.ts'
import { say } from '../../shared/said.ts'

/** Longer keys are not known. */
export const MAX_API_KEY = 500

/** The key as it is, or AppError `invalid_input`, which does not repeat it. */
export function checkedApiKey(text: string): string {
  if (text.length > MAX_API_KEY || !/^[\x21-\x7e]+$/.test(text))
    throw new AppError('invalid_input', say('api_key_form'))
  return text
}

import type { LabelRefusal } from '../../../shared/labels.ts'
import { REFUSAL_MESSAGES } from '../accounts/parse-address.ts'

/** Why a line of a label file was refused, for the person who imports it. */
export const LABEL_REFUSAL_MESSAGES: Readonly<Record<LabelRefusal, string>> = {
  not_json: 'this is not a JSON object on one line',
  too_long: 'the line, its label or its nesting is longer than any label should be',
  no_type: 'it does not say what kind of thing it is about (type)',
  no_ref: 'it does not say what it is about (ref)',
  bad_ref: 'what it is about (ref) is not what its type says',
  wrong_network: REFUSAL_MESSAGES.wrong_network,
  bad_field: 'its label or origin is no text, or its spendable is neither true nor false',
  not_text: 'it holds half a character or a NUL and could not be kept as it is',
  private_key: REFUSAL_MESSAGES.private_key,
  seed_phrase: REFUSAL_MESSAGES.seed_phrase,
}

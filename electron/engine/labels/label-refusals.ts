import type { LabelRefusal } from '../../../shared/labels.ts'
import type { MessageCode } from '../../../shared/said.ts'
import { REFUSAL_CODES } from '../accounts/parse-address.ts'

/** Why a line of a label file was refused, for the person who imports it. */
export const LABEL_REFUSAL_CODES = {
  not_json: 'label_not_json',
  too_long: 'label_too_long',
  no_type: 'label_no_type',
  no_ref: 'label_no_ref',
  bad_ref: 'label_bad_ref',
  wrong_network: REFUSAL_CODES.wrong_network,
  bad_field: 'label_bad_field',
  not_text: 'label_not_text',
  private_key: REFUSAL_CODES.private_key,
  seed_phrase: REFUSAL_CODES.seed_phrase,
} as const satisfies Readonly<Record<LabelRefusal, MessageCode>>

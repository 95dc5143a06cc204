/** English of what the host says. Why a request does not fit. */
export const inputMessages = {
  input_unfit: 'The request does not fit.',
  input_whole: 'The request {{problem}}.',
  input_field: 'The field "{{field}}" {{problem}}.',
  input_type: 'must be of type {{type}}',
  input_too_long: 'is too long: at most {{most, number}} allowed',
  input_too_big: 'is too big: at most {{most, number}} allowed',
  input_too_short: 'is too short',
  input_too_small: 'is too small',
  input_unknown_fields: 'has fields that are not known',
  input_not_allowed: 'is not one of the allowed values',
  input_invalid: 'is not valid',
} as const

/** Chinese of what the host says. Why a request does not fit. */
import type { inputMessages } from '../../../../shared/messages/input.ts'

export const inputSaid: Readonly<Record<keyof typeof inputMessages, string>> = {
  input_unfit: '请求不符合格式。',
  input_whole: '请求{{problem}}。',
  input_field: '字段“{{field}}”{{problem}}。',
  input_type: '必须是 {{type}} 类型',
  input_too_long: '过长：最多 {{most, number}}',
  input_too_big: '过大：最大 {{most, number}}',
  input_too_short: '过短',
  input_too_small: '过小',
  input_unknown_fields: '含有不认识的字段',
  input_not_allowed: '不是允许的值',
  input_invalid: '无效',
}

/** `--script-type`, `--gap-limit`, `--birthday`: what an account may need to be told. */
import { type Birthday, GAP_LIMITS } from '../../shared/ipc/accounts.ts'
import type { AccountScriptType, AddRequest, EntryChoice } from '../../shared/ipc/contract.ts'
import { MAX_HEIGHT } from '../ipc/schemas/accounts.ts'
import type { OptionValues } from './option-spec.ts'
import { UsageError } from './usage-error.ts'

/** Shells would take the brackets for their own. */
const TYPES: Readonly<Record<string, AccountScriptType>> = {
  pkh: 'pkh',
  'sh-wpkh': 'sh(wpkh)',
  'sh(wpkh)': 'sh(wpkh)',
  wpkh: 'wpkh',
  tr: 'tr',
}

/** The options as a request takes them. Throws a UsageError. */
export function accountOptions(
  values: OptionValues,
): Pick<AddRequest, 'scriptType' | 'gapLimit' | 'birthday'> {
  const type = values['script-type']
  const scriptType = type === undefined ? undefined : TYPES[type]
  if (type !== undefined && scriptType === undefined)
    throw new UsageError('--script-type is pkh, sh-wpkh, wpkh or tr.')
  const gapLimit = gapLimitOption(values)
  return {
    ...(scriptType !== undefined && { scriptType }),
    ...(gapLimit !== null && { gapLimit }),
    ...(values.birthday !== undefined && { birthday: birthdayOf(values.birthday) }),
  }
}

/** Null without it. Throws a UsageError. */
export function gapLimitOption({ 'gap-limit': text }: OptionValues): number | null {
  if (text === undefined) return null
  const limit = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN
  if (limit >= GAP_LIMITS.min && limit <= GAP_LIMITS.max) return limit
  throw new UsageError(`--gap-limit is a number from ${GAP_LIMITS.min} to ${GAP_LIMITS.max}.`)
}

function birthdayOf(text: string): Birthday {
  if (/^\d{1,9}$/.test(text) && Number(text) <= MAX_HEIGHT) return { height: Number(text) }
  if (/^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text))) return { date: text }
  throw new UsageError('--birthday is the height of a block, or a day like 2020-12-31.')
}

/** What a key may mean, with the first addresses of each. */
export function choiceLines(choices: readonly EntryChoice[]): readonly string[] {
  return [
    ...choices.flatMap(({ line, options }) => [
      `The extended key in argument ${line} does not say what addresses it has. Which of these are yours?`,
      ...options.map(({ scriptType, addresses }) => `  ${nameOf(scriptType)}  ${addresses.join(' ')}`),
    ]),
    'Nothing was added. Say which with --script-type.',
  ]
}

function nameOf(type: AccountScriptType): string {
  return `--script-type ${type.replace('(', '-').replace(')', '').padEnd(7)}`
}

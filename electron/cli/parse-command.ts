/** From argv to a command with its arguments and options. Pure. */
import { parseArgs } from 'node:util'
import { ALL_OPTIONS, COMMAND_OPTIONS, type CommandOption, type OptionValues } from './option-spec.ts'
import { UsageError } from './usage-error.ts'

/** The commands, each with the options it takes beside the global ones. */
export const COMMANDS = {
  add: ['label', 'group', 'widen', 'script-type', 'gap-limit', 'birthday'],
  addresses: ['chain', 'from', 'limit', 'gap-limit'],
  list: ['archived'],
  archive: ['undo'],
  remove: [],
  disclosures: [],
  notices: ['limit', 'before'],
  status: [],
  sync: ['once'],
  balance: ['archived', 'at', 'zone', 'refresh', 'fiat'],
  prices: ['refresh', 'currency'],
  import: ['apply', 'columns', 'group', 'script-type'],
  export: ['archived', 'group'],
  history: ['archived', 'group', 'limit', 'before', 'gone', 'at', 'zone', 'refresh', 'ask', 'format', 'fiat'],
  journal: ['archived', 'group', 'limit', 'before', 'zone', 'refresh', 'format', 'fiat'],
  statement: ['archived', 'group', 'from', 'to', 'zone', 'format', 'fiat', 'refresh'],
  utxos: ['archived', 'group', 'at', 'zone', 'limit', 'before', 'refresh', 'format'],
  labels: ['apply', 'keep-mine'],
  groups: ['merge', 'widen'],
  search: [],
  backup: [],
  restore: ['apply', 'consent', 'edited'],
  'history-fill': ['from', 'pause', 'resume'],
  check: [],
  'cross-check': [],
  doctor: ['range'],
  'node-login': [],
  'node-check': [],
  serve: ['port', 'no-open', 'allow-settings', 'api'],
  'api-key': [],
} as const satisfies Record<string, readonly CommandOption[]>

export type CommandName = keyof typeof COMMANDS

export type Parsed =
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | {
      readonly kind: 'command'
      readonly name: CommandName
      readonly args: readonly string[]
      readonly values: OptionValues
    }

/** Options may stand before and after the command. Throws a UsageError that repeats no value. */
export function parseCommand(argv: readonly string[]): Parsed {
  const { values, positionals } = parse(argv)
  const [name, ...args] = positionals
  if (values.version) return { kind: 'version' }
  if (values.help || name === 'help') return { kind: 'help' }
  if (name === undefined) throw new UsageError('No command given.')
  if (!isCommand(name)) throw new UsageError(unknownCommand(name))
  refuseForeignOptions(name, values)
  return { kind: 'command', name, args, values }
}

function parse(argv: readonly string[]): { values: OptionValues; positionals: string[] } {
  try {
    return parseArgs({ args: [...argv], options: ALL_OPTIONS, allowPositionals: true, strict: true })
  } catch (error) {
    throw new UsageError(parseMessage(error))
  }
}

/** parseArgs names the option only; its advice about positional arguments is left out. */
function parseMessage(error: unknown): string {
  const text = error instanceof Error ? error.message : ''
  const option = /'(-{1,2}[\w-]{1,40})/.exec(text)?.[1]
  const code = (error as NodeJS.ErrnoException).code
  if (option === undefined) return 'The options cannot be understood.'
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') return `There is no option ${option}.`
  return `The option ${option} is used wrongly: ${wrongUse(text)}.`
}

function wrongUse(text: string): string {
  if (text.includes('argument missing')) return 'its value is missing'
  return text.includes('ambiguous') ? 'its value begins with a dash' : 'look at --help'
}

function isCommand(name: string): name is CommandName {
  return Object.hasOwn(COMMANDS, name)
}

function unknownCommand(name: string): string {
  return /^[a-z-]{1,20}$/.test(name) ? `There is no command "${name}".` : 'The first word must be a command.'
}

function refuseForeignOptions(name: CommandName, values: OptionValues): void {
  const own: readonly string[] = COMMANDS[name]
  const foreign = Object.keys(values).find((option) => option in COMMAND_OPTIONS && !own.includes(option))
  if (foreign !== undefined) throw new UsageError(`The command "${name}" does not take --${foreign}.`)
}

/** Builds the host, runs one command on it, and stops it again whatever happened. */
import { NETWORKS } from '../../shared/chain.ts'
import { AppError, type ErrorCode } from '../../shared/errors.ts'
import type { RequestInput, RequestName, RequestOutput } from '../../shared/ipc/contract.ts'
import { defaultDataDir } from '../config.ts'
import type { Host, HostOptions } from '../host-types.ts'
import { INTERNAL_MESSAGE } from '../ipc/to-wire-error.ts'
import { mayBeInUse } from '../store/lock-file.ts'
import {
  type CliDeps,
  type Command,
  type CommandContext,
  type CommandTerms,
  type EarlyCommand,
  type OpeningContext,
  RequestFailed,
  type Typed,
} from './command.ts'
import { EXIT, exitCodeOfError, INTERRUPTED, type Interrupt } from './exit-code.ts'
import { HELP } from './help.ts'
import { namedOptions } from './host-options.ts'
import type { Output } from './output.ts'
import { type CommandName, parseCommand } from './parse-command.ts'
import { UsageError } from './usage-error.ts'
import { VERSION } from './version.ts'

/** Each is loaded when it is typed: the start of one does not wait for the others. */
const COMMANDS: Readonly<Record<CommandName, () => Promise<Command | EarlyCommand>>> = {
  add: async () => (await import('./commands/add.ts')).addCommand,
  addresses: async () => (await import('./commands/addresses.ts')).addressesCommand,
  list: async () => (await import('./commands/list.ts')).listCommand,
  archive: async () => (await import('./commands/archive.ts')).archiveCommand,
  remove: async () => (await import('./commands/remove.ts')).removeCommand,
  prices: async () => (await import('./commands/prices.ts')).pricesCommand,
  import: async () => (await import('./commands/import.ts')).importCommand,
  export: async () => (await import('./commands/export.ts')).exportCommand,
  disclosures: async () => (await import('./commands/disclosures.ts')).disclosuresCommand,
  notices: async () => (await import('./commands/notices.ts')).noticesCommand,
  status: async () => (await import('./commands/status.ts')).statusCommand,
  sync: async () => (await import('./commands/sync.ts')).syncCommand,
  balance: async () => (await import('./commands/balance.ts')).balanceCommand,
  history: async () => (await import('./commands/history.ts')).historyCommand,
  journal: async () => (await import('./commands/journal.ts')).journalCommand,
  utxos: async () => (await import('./commands/utxos.ts')).utxosCommand,
  labels: async () => (await import('./commands/labels.ts')).labelsCommand,
  groups: async () => (await import('./commands/groups.ts')).groupsCommand,
  search: async () => (await import('./commands/search.ts')).searchCommand,
  backup: async () => (await import('./commands/backup.ts')).backupCommand,
  restore: async () => (await import('./commands/restore.ts')).restoreCommand,
  statement: async () => (await import('./commands/statement.ts')).statementCommand,
  'history-fill': async () => (await import('./commands/history-fill.ts')).historyFillCommand,
  check: async () => (await import('./commands/check.ts')).checkCommand,
  'cross-check': async () => (await import('./commands/cross-check.ts')).crossCheckCommand,
  doctor: async () => (await import('./commands/doctor.ts')).doctorCommand,
  'node-login': async () => (await import('./commands/node-login.ts')).nodeLoginCommand,
  'node-check': async () => (await import('./commands/node-check.ts')).nodeCheckCommand,
  serve: async () => (await import('./commands/serve.ts')).serveCommand,
  'api-key': async () => (await import('./commands/api-key.ts')).apiKeyCommand,
}

/** The exit code of one command line. Never rejects: every fault is a line on stderr and a code. */
export async function runCommandLine(
  argv: readonly string[],
  deps: CliDeps,
  output: Output,
): Promise<number> {
  try {
    const code = await dispatch(argv, deps, output)
    return interruptCode(deps.interrupt) ?? code
  } catch (error) {
    return interruptCode(deps.interrupt) ?? report(error, deps, output)
  }
}

async function dispatch(argv: readonly string[], deps: CliDeps, output: Output): Promise<number> {
  const parsed = parseCommand(argv)
  if (parsed.kind === 'help') output.out(HELP)
  if (parsed.kind === 'version') output.out(VERSION)
  if (parsed.kind !== 'command') return EXIT.ok
  const command = await COMMANDS[parsed.name]()
  command.check(parsed)
  const options = hostOptions(parsed.name, command, parsed, deps, output)
  const host: { opening: Promise<Host> | null } = { opening: null }
  const open: OpeningContext['open'] = (onFirstLook) =>
    (host.opening ??= openHost(deps.createHost(options, onFirstLook), output))
  try {
    if ('runEarly' in command)
      return await command.runEarly({ ...parsed, open, mayBeInUse: () => inUse(options), deps, output })
    const opened = await open()
    deps.interrupt.throwIfAborted()
    return await command.run(contextOf(parsed, opened, deps, output))
  } finally {
    output.draw('')
    const [opened] = await Promise.allSettled([host.opening])
    if (opened.status === 'fulfilled') await opened.value?.stop()
  }
}

function inUse({ dataDir, network }: HostOptions): boolean {
  const networks = network === undefined ? NETWORKS : [network] // the config file, which is not read yet, may name one
  return mayBeInUse(dataDir ?? defaultDataDir(), networks)
}

/** Throws UsageError. */
function hostOptions(
  name: CommandName,
  command: CommandTerms,
  { args, values }: Typed,
  deps: CliDeps,
  output: Output,
): HostOptions {
  const named = namedOptions(values, { ...deps, warn: (message) => output.say(message) })
  return {
    ...named,
    access: command.access(values, args),
    follow: command.follow,
    ...(command.asksNobody?.(values) === true && { asksNobody: true }),
    settingsWritable: values['allow-settings'] === true || command.setsSettings === true,
    purpose: `tidemark ${name}`,
    version: VERSION,
  }
}

/** Says what the person should know about the start. */
async function openHost(opening: Promise<Host>, output: Output): Promise<Host> {
  const host = await opening
  for (const { text } of host.notices ?? []) output.say(text)
  return host
}

function contextOf({ args, values }: Typed, host: Host, deps: CliDeps, output: Output): CommandContext {
  return {
    args,
    values,
    host,
    deps,
    output,
    async request<K extends RequestName>(name: K, input: RequestInput<K>) {
      const result = await host.router.call(name, input, deps.interrupt)
      if (!result.ok) throw new RequestFailed(result.error)
      return result.value as RequestOutput<K> // the router answers a name with its own output
    },
  }
}

function interruptCode(interrupt: AbortSignal): number | null {
  return interrupt.aborted ? INTERRUPTED[interrupt.reason as Interrupt] : null // set by the entry point alone
}

function report(error: unknown, deps: CliDeps, output: Output): number {
  if (error instanceof UsageError) {
    output.say(`${error.message}\nRun "tidemark --help" for the commands and their options.`)
    return EXIT.usage
  }
  const known = knownFault(error)
  if (known) {
    output.say(known.message)
    return exitCodeOfError(known.code)
  }
  deps.log.error({ err: error }, 'a command failed')
  output.say(INTERNAL_MESSAGE)
  return EXIT.fault
}

function knownFault(error: unknown): { code: ErrorCode; message: string } | null {
  if (error instanceof RequestFailed) return error.wire
  return error instanceof AppError ? error : null
}

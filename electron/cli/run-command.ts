/** Builds the host, runs one command on it, and stops it again whatever happened. */
import { AppError, type ErrorCode } from '../../shared/errors.ts'
import type { RequestInput, RequestName, RequestOutput } from '../../shared/ipc/contract.ts'
import type { Host } from '../host-types.ts'
import { INTERNAL_MESSAGE } from '../ipc/to-wire-error.ts'
import { type CliDeps, type Command, type CommandContext, RequestFailed, type Typed } from './command.ts'
import { addCommand } from './commands/add.ts'
import { addressesCommand } from './commands/addresses.ts'
import { apiKeyCommand } from './commands/api-key.ts'
import { archiveCommand } from './commands/archive.ts'
import { backupCommand } from './commands/backup.ts'
import { balanceCommand } from './commands/balance.ts'
import { checkCommand } from './commands/check.ts'
import { crossCheckCommand } from './commands/cross-check.ts'
import { disclosuresCommand } from './commands/disclosures.ts'
import { doctorCommand } from './commands/doctor.ts'
import { exportCommand } from './commands/export.ts'
import { groupsCommand } from './commands/groups.ts'
import { historyCommand } from './commands/history.ts'
import { historyFillCommand } from './commands/history-fill.ts'
import { importCommand } from './commands/import.ts'
import { journalCommand } from './commands/journal.ts'
import { labelsCommand } from './commands/labels.ts'
import { listCommand } from './commands/list.ts'
import { nodeCheckCommand } from './commands/node-check.ts'
import { nodeLoginCommand } from './commands/node-login.ts'
import { noticesCommand } from './commands/notices.ts'
import { pricesCommand } from './commands/prices.ts'
import { removeCommand } from './commands/remove.ts'
import { restoreCommand } from './commands/restore.ts'
import { searchCommand } from './commands/search.ts'
import { serveCommand } from './commands/serve.ts'
import { statementCommand } from './commands/statement.ts'
import { statusCommand } from './commands/status.ts'
import { syncCommand } from './commands/sync.ts'
import { utxosCommand } from './commands/utxos.ts'
import { EXIT, exitCodeOfError, INTERRUPTED, type Interrupt } from './exit-code.ts'
import { HELP } from './help.ts'
import { namedOptions } from './host-options.ts'
import type { Output } from './output.ts'
import { type CommandName, parseCommand } from './parse-command.ts'
import { UsageError } from './usage-error.ts'
import { VERSION } from './version.ts'

const COMMANDS: Readonly<Record<CommandName, Command>> = {
  add: addCommand,
  addresses: addressesCommand,
  list: listCommand,
  archive: archiveCommand,
  remove: removeCommand,
  prices: pricesCommand,
  import: importCommand,
  export: exportCommand,
  disclosures: disclosuresCommand,
  notices: noticesCommand,
  status: statusCommand,
  sync: syncCommand,
  balance: balanceCommand,
  history: historyCommand,
  journal: journalCommand,
  utxos: utxosCommand,
  labels: labelsCommand,
  groups: groupsCommand,
  search: searchCommand,
  backup: backupCommand,
  restore: restoreCommand,
  statement: statementCommand,
  'history-fill': historyFillCommand,
  check: checkCommand,
  'cross-check': crossCheckCommand,
  doctor: doctorCommand,
  'node-login': nodeLoginCommand,
  'node-check': nodeCheckCommand,
  serve: serveCommand,
  'api-key': apiKeyCommand,
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
  const command = COMMANDS[parsed.name]
  command.check(parsed)
  const host = await openHost(parsed.name, command, parsed, deps, output)
  try {
    for (const notice of host.notices ?? []) output.say(notice)
    deps.interrupt.throwIfAborted()
    return await command.run(contextOf(parsed, host, deps, output))
  } finally {
    output.draw('')
    await host.stop()
  }
}

async function openHost(
  name: CommandName,
  command: Command,
  { args, values }: Typed,
  deps: CliDeps,
  output: Output,
): Promise<Host> {
  const named = namedOptions(values, { ...deps, warn: (message) => output.say(message) })
  return deps.createHost({
    ...named,
    access: command.access(values, args),
    follow: command.follow,
    ...(command.asksNobody?.(values) === true && { asksNobody: true }),
    settingsWritable: values['allow-settings'] === true || command.setsSettings === true,
    purpose: `tidemark ${name}`,
    version: VERSION,
  })
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

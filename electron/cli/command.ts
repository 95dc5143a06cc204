/** What a command is, and what it is given. */
import type { Readable } from 'node:stream'
import type { WireError } from '../../shared/errors.ts'
import type { RequestInput, RequestName, RequestOutput } from '../../shared/ipc/contract.ts'
import type { Host, HostOptions } from '../host-types.ts'
import type { Log } from '../log.ts'
import type { EarlyAnswers } from '../serve/opening-door.ts'
import type { startServer } from '../serve.ts'
import type { OptionValues } from './option-spec.ts'
import type { Output, TextStream } from './output.ts'

/** Everything a command line touches, injected. */
export interface CliDeps {
  /** `onFirstLook` hears what can be answered before the host is there: null where nothing can. */
  readonly createHost: (
    options: HostOptions,
    onFirstLook?: (answers: EarlyAnswers | null) => void,
  ) => Promise<Host>
  readonly startServer: typeof startServer
  /** Opens a link in the system's browser; must not wait for it and not throw. */
  readonly openBrowser: (url: string) => void
  readonly stdout: TextStream
  readonly stderr: TextStream
  readonly stdin: Readable & { readonly isTTY?: boolean }
  readonly env: NodeJS.ProcessEnv
  readonly platform: NodeJS.Platform
  readonly homeDir: string
  /** The folder of the built interface. */
  readonly rendererDir: string
  readonly now: () => number
  readonly log: Log
  /** Calls back whenever SIGUSR2 asks for another link, until the returned function is called. */
  readonly onLinkWanted?: (print: () => void) => () => void
  /** Aborted by SIGHUP, SIGINT or SIGTERM, with the signal's name as its reason. */
  readonly interrupt: AbortSignal
}

/** What the person typed after the command's name. */
export interface Typed {
  readonly args: readonly string[]
  readonly values: OptionValues
}

/** What there is before the host is. */
export interface OpeningContext extends Typed {
  /** Opens it, once however often it is called; whoever runs the command stops it again. As `CliDeps.createHost`. */
  readonly open: (onFirstLook?: (answers: EarlyAnswers | null) => void) => Promise<Host>
  /** Whether opening it may fail at once because another process holds the data folder; asks the file system alone. */
  readonly mayBeInUse: () => boolean
  readonly output: Output
  readonly deps: CliDeps
}

export interface CommandContext extends Omit<OpeningContext, 'open' | 'mayBeInUse'> {
  readonly host: Host
  /** Calls the router; throws RequestFailed. */
  readonly request: <K extends RequestName>(name: K, input: RequestInput<K>) => Promise<RequestOutput<K>>
}

/** What has to be known of a command before it runs. */
export interface CommandTerms {
  /** `read` works beside a running app. */
  access(values: OptionValues, args: readonly string[]): HostOptions['access']
  /** Its own work is to change settings: naming it is what allows that elsewhere. */
  readonly setsSettings?: boolean
  readonly follow: boolean
  /** Whether it only writes down what was typed; absent: it may ask. */
  asksNobody?(values: OptionValues): boolean
  /** Throws UsageError before anything is opened. */
  check(typed: Typed): void
}

/** A command that works on an open host. Returns the exit code; throws RequestFailed. */
export interface Command extends CommandTerms {
  run(context: CommandContext): Promise<number>
}

/** A command whose work begins before the host is open. Returns the exit code. */
export interface EarlyCommand extends CommandTerms {
  runEarly(context: OpeningContext): Promise<number>
}

/** A request failed; the command line maps its code to an exit code. */
export class RequestFailed extends Error {
  readonly wire: WireError

  constructor(wire: WireError) {
    super(wire.message)
    this.name = 'RequestFailed'
    this.wire = wire
  }
}

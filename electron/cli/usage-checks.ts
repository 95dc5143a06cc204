import { UsageError } from './usage-error.ts'

/** Throws when arguments follow a command that takes none. */
export function noArguments(command: string, args: readonly string[]): void {
  if (args.length > 0) throw new UsageError(`The command "${command}" takes no arguments.`)
}

/** Turns the signals that end a program into one AbortSignal, so that what runs can be ended in order. */
import { constants } from 'node:os'

/** The reason of the abort: which signal came, and whether a terminal already sent it to our children too. */
export class Interrupted extends Error {
  readonly signalName: NodeJS.Signals
  readonly reachedChildren: boolean

  constructor(signalName: NodeJS.Signals, reachedChildren: boolean) {
    super(`interrupted by ${signalName}`)
    this.name = 'Interrupted'
    this.signalName = signalName
    this.reachedChildren = reachedChildren
  }
}

/** An AbortSignal that aborts with `Interrupted` on Ctrl+C, a termination, or a terminal that closes. */
export function interruptSignal(): AbortSignal {
  const controller = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(name, () => controller.abort(new Interrupted(name, name === 'SIGINT' && hasTerminal())))
  return controller.signal
}

/** The exit code a shell expects of a program ended by this signal. */
export function exitCodeOf(signalName: NodeJS.Signals): number {
  return 128 + constants.signals[signalName]
}

/** Whether a person sits at any of our streams. */
export function hasTerminal(): boolean {
  return process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY
}

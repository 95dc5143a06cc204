import { INTERRUPTED, type Interrupt } from './exit-code.ts'

/** Aborted, with the signal's name, by the first SIGHUP, SIGINT or SIGTERM; the second ends the process at once. */
export function interruptSignal(): AbortSignal {
  const controller = new AbortController()
  for (const name of Object.keys(INTERRUPTED) as Interrupt[]) {
    // the keys are the signals
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(INTERRUPTED[name])
      controller.abort(name)
    })
  }
  return controller.signal
}

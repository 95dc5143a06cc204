/** `npm start [-- options]`: builds what is stale and opens the app. See start-options.ts for the options. */
import { buildIfStale } from './build-if-stale.ts'
import { runDemo } from './demo.ts'
import { exitCodeOf, Interrupted, interruptSignal } from './interrupt.ts'
import { openApp } from './open-app.ts'
import { projectRoot } from './project-root.ts'
import { parseStartOptions, START_HELP } from './start-options.ts'

/** Builds, opens the app or the demo, and gives back the exit code. */
export async function start(argv: readonly string[], signal: AbortSignal): Promise<number> {
  const options = parseStartOptions(argv)
  if (options.help) {
    process.stdout.write(START_HELP)
    return 0
  }
  const log = (line: string): void => void process.stderr.write(`${line}\n`)
  try {
    await buildIfStale({ root: projectRoot, log }, signal)
    const open = { root: projectRoot, args: options.forwarded, noOpen: options.noOpen, log }
    return options.demo ? await runDemo(open, signal) : await openApp(open, signal)
  } catch (error) {
    if (signal.reason instanceof Interrupted) return exitCodeOf(signal.reason.signalName)
    log(error instanceof Error ? error.message : String(error))
    return 1
  }
}

process.exitCode = await start(process.argv.slice(2), interruptSignal())

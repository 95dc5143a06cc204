/** What the command line stands on: the real streams, signals and server, and a host that is loaded when one is wanted. */
import { homedir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { CliDeps } from './cli/command.ts'
import { interruptSignal } from './cli/interrupt-signal.ts'
import { openBrowser } from './cli/open-browser.ts'
import { runCli } from './cli/run-cli.ts'
import type { Host, HostInternals, HostOptions } from './host-types.ts'
import { createLog } from './log.ts'
import { startScanThread } from './scan-worker/scan-thread.ts'
import type { EarlyAnswers } from './serve/opening-door.ts'
import { startServer } from './serve.ts'

/** Beside the bundle lies the built interface; run from source, it is in the build folder. */
function rendererDir(): string {
  const here = import.meta.dirname
  return import.meta.filename.endsWith('.ts')
    ? join(here, '..', process.env['TIDEMARK_OUT_DIR'] ?? 'dist', 'renderer')
    : join(here, '..', 'renderer')
}

/** A service has no terminal to press Enter at. */
function onLinkWanted(print: () => void): () => void {
  process.on('SIGUSR2', print)
  return () => process.off('SIGUSR2', print)
}

/** What takes a host longest to load, piece by piece: in between, the page that is opened meanwhile is served. */
const HEAVY = [
  () => import('undici'),
  () => import('./engine/accounts/derive-scripts.ts'),
  () => import('./ipc/schemas.ts'),
] as const

/** A window is shown its first figures before all else is loaded. */
async function createHost(
  options: HostOptions,
  onFirstLook?: (answers: EarlyAnswers | null) => void,
): Promise<Host> {
  if (onFirstLook === undefined) return createWhole(options, {})
  const { openFirstLook } = await import('./host-first.ts')
  const look = await openFirstLook(options)
  onFirstLook(look)
  try {
    await look?.answered()
    if (process.platform === 'win32') look?.close() // a damaged ledger that is open could not be set aside there
    return await createWhole(options, { looked: look !== null })
  } finally {
    look?.close()
  }
}

/** An app's scanner is a thread, whose code loads while this thread still loads its own. */
async function createWhole(options: HostOptions, internals: HostInternals): Promise<Host> {
  const thread = options.access === 'own' && options.follow ? startScanThread() : null
  try {
    if (thread !== null)
      for (const load of HEAVY) {
        await load()
        await nextTurn()
      }
    const host = await import('./host.ts')
    return await host.createHost(options, thread === null ? internals : { ...internals, thread })
  } catch (error) {
    await thread?.end()
    throw error
  }
}

function realDeps(): CliDeps {
  const { stdout, stderr, stdin, env, platform } = process
  return {
    createHost,
    startServer,
    openBrowser: (url) => openBrowser(url, platform, (message) => stderr.write(`${message}\n`)),
    stdout,
    stderr,
    stdin,
    env,
    platform,
    homeDir: homedir(),
    rendererDir: rendererDir(),
    now: Date.now,
    log: createLog({ level: env['TIDEMARK_LOG'] }),
    ...(platform === 'win32' ? {} : { onLinkWanted }), // Windows has no such signal
    interrupt: interruptSignal(),
  }
}

/** Runs the command line of this process and gives its exit code. */
export async function runHere(): Promise<number> {
  return runCli(process.argv.slice(2), realDeps())
}

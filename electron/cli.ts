/** The command line: the same host as the app, for a terminal. */
import { realpathSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { CliDeps } from './cli/command.ts'
import { interruptSignal } from './cli/interrupt-signal.ts'
import { openBrowser } from './cli/open-browser.ts'
import { runCli } from './cli/run-cli.ts'
import { createHost } from './host.ts'
import { createLog } from './log.ts'
import { startServer } from './serve.ts'

export type { CliDeps } from './cli/command.ts'
export { runCli } from './cli/run-cli.ts'

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

/** True when Node was started with this file. `import.meta.main` would say so too, but only from Node 24 on. */
function isStartedFile(): boolean {
  const started = process.argv[1]
  return started !== undefined && realpathSync(started) === import.meta.filename
}

if (isStartedFile()) process.exit(await runCli(process.argv.slice(2), realDeps()))

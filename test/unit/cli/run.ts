/** Runs one command line over a scripted host and collects what it wrote. */
import { PassThrough, Readable } from 'node:stream'
import type { CliDeps } from '../../../electron/cli/command.ts'
import { runCli } from '../../../electron/cli/run-cli.ts'
import type { Handlers } from '../../../electron/ipc/router-types.ts'
import { silentLog } from '../../../electron/log.ts'
import type { Server } from '../../../electron/serve.ts'
import { type ScriptedHost, scriptedHost } from '../../fakes/scripted-host.ts'

export const NOW = 1_700_000_020_000

export interface Ran {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
  readonly host: ScriptedHost
}

/** A stream that collects; `terminal` makes it one. */
export function collector(terminal = false) {
  const stream = Object.assign(new PassThrough(), { isTTY: terminal, columns: 100 })
  const chunks: Buffer[] = []
  stream.on('data', (chunk: Buffer) => chunks.push(chunk))
  return { stream, text: () => Buffer.concat(chunks).toString('utf8') }
}

/** A server that was asked to be started but listens nowhere. */
export function paperServer(): Server {
  let links = 0
  return {
    port: 1,
    openUrl() {
      links += 1
      return `http://127.0.0.1:1/#code=${links}`
    },
    close: () => Promise.resolve(),
  }
}

/** What a test replaces; `onHost` gets the host before the command runs. */
export interface Replaced extends Partial<Omit<CliDeps, 'stdout' | 'stderr'>> {
  readonly terminal?: boolean
  readonly onHost?: (host: ScriptedHost) => void
}

/** Runs the command line with these handlers; single dependencies may be replaced. */
export async function run(
  argv: readonly string[],
  handlers: Partial<Handlers> = {},
  replaced: Replaced = {},
): Promise<Ran> {
  const host = scriptedHost(handlers)
  const { terminal = false, onHost, ...deps } = replaced
  onHost?.(host)
  const stdout = collector(terminal)
  const stderr = collector(terminal)
  const code = await runCli(argv, {
    createHost: host.createHost,
    startServer: () => Promise.resolve(paperServer()),
    openBrowser: () => undefined,
    stdin: Readable.from([]),
    env: {},
    platform: 'linux',
    homeDir: '/home/someone',
    rendererDir: '/built/renderer',
    now: () => NOW,
    log: silentLog,
    interrupt: new AbortController().signal,
    ...deps,
    stdout: stdout.stream,
    stderr: stderr.stream,
  })
  return { code, stdout: stdout.text(), stderr: stderr.text(), host }
}

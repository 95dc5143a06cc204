/** Finds a Chromium for the end-to-end tests: named, on PATH, or installed by the system's package manager. */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

export interface FindChromiumOptions {
  /** Whether Debian's package may be installed, as root, when there is none. */
  readonly install: boolean
  readonly log: (line: string) => void
  readonly env?: NodeJS.ProcessEnv
}

/** `version` as the program says it. A reason is one line that ends with what to do. */
export type Chromium =
  | { readonly kind: 'found'; readonly path: string; readonly version: string }
  | { readonly kind: 'missing'; readonly reason: string }

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const WAY_OUT = 'Install chromium, or name one in the environment variable CHROMIUM.'

/** Looks in CHROMIUM, then on PATH, then installs where that is allowed and possible. */
export async function findChromium(options: FindChromiumOptions, signal: AbortSignal): Promise<Chromium> {
  const env = options.env ?? process.env
  const named = env['CHROMIUM']
  if (named) return check(named, signal) // named on purpose: nothing else may quietly stand in
  const there = onPath(env)
  if (there !== null) return check(there, signal)
  if (!options.install) return missing('no Chromium on PATH')
  if (!canInstall()) return missing('no Chromium on PATH, and it can only be installed as root on Debian')
  const failure = await install(options.log, signal)
  if (failure !== null) return missing(failure)
  const installed = onPath(env)
  return installed === null ? missing('the package brought no chromium to PATH') : check(installed, signal)
}

async function check(path: string, signal: AbortSignal): Promise<Chromium> {
  try {
    const { stdout } = await run(path, ['--version'], { timeout: 30_000, signal })
    return { kind: 'found', path, version: stdout.trim() }
  } catch (error) {
    signal.throwIfAborted()
    const code = (error as NodeJS.ErrnoException).code // execFile rejects with a spawn error or an exit code
    return missing(`${path} does not start (${code ?? 'it was stopped'})`)
  }
}

function onPath(env: NodeJS.ProcessEnv): string | null {
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  const paths = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)))
  return paths.find(isExecutable) ?? null
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false // not there, or not for us: either way it is not the one
  }
}

function canInstall(): boolean {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version') && existsSync('/usr/bin/apt-get')
}

async function install(log: (line: string) => void, signal: AbortSignal): Promise<string | null> {
  log("Installing Debian's chromium for the end-to-end tests (apt-get) ...")
  const update = await aptGet(['update', '-q'], log, signal)
  if (update !== 0) return `apt-get update failed (code ${update})`
  const code = await aptGet(['install', '-y', '-q', '--no-install-recommends', 'chromium'], log, signal)
  return code === 0 ? null : `apt-get install chromium failed (code ${code})`
}

async function aptGet(args: readonly string[], log: (line: string) => void, signal: AbortSignal) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const child = spawn('apt-get', args, { env, signal, stdio: ['ignore', 'pipe', 'pipe'] })
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => log(text.trimEnd()))
  const [code] = (await once(child, 'exit')) as [number | null] // the event's first argument
  return code
}

function missing(why: string): Chromium {
  return { kind: 'missing', reason: `${why}. ${WAY_OUT}` }
}

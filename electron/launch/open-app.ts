/** Opens the built app: in Electron, or the same app on loopback in a browser, saying which and why. */
import { join } from 'node:path'
import { askYesNo } from './ask.ts'
import { chooseDoor, type Door, hasDisplay } from './choose-door.ts'
import { downloadElectron } from './download-electron.ts'
import { electronBinary } from './electron-binary.ts'
import { hasTerminal } from './interrupt.ts'
import { runChild } from './run-child.ts'
import { withoutPort } from './start-options.ts'

/** An Electron that fails this soon never showed a window: a library is missing, or a sandbox is refused. */
const START_FAILURE_MS = 5_000

export interface OpenOptions {
  readonly root: string
  /** Options of the app, passed on as they are. */
  readonly args: readonly string[]
  readonly noOpen: boolean
  /** For the person, on stderr. */
  readonly log: (line: string) => void
}

/** Opens the app and gives back its exit code when it ends. */
export async function openApp(options: OpenOptions, signal: AbortSignal): Promise<number> {
  const door = await settleDoor(options, signal)
  if (door.kind === 'serve') return serve(options, door.why, signal)
  const opened = await openInElectron(options, signal)
  return opened.kind === 'ended' ? opened.code : serve(options, opened.why, signal)
}

/** Asks and downloads where that is what it takes. */
async function settleDoor(
  options: OpenOptions,
  signal: AbortSignal,
): Promise<Exclude<Door, { kind: 'ask' }>> {
  const door = chooseDoor({
    electronThere: electronBinary(options.root).kind === 'found',
    display: hasDisplay(process.platform, process.env),
    terminal: process.stdin.isTTY && process.stderr.isTTY,
    noOpen: options.noOpen,
  })
  if (door.kind !== 'ask') return door
  const wanted = await askYesNo(
    'Tidemark opens in a window of its own with Electron, which is not here yet. Download it now (about 100 MB)?',
    signal,
  )
  if (!wanted) return { kind: 'serve', why: 'Electron was not wanted' }
  const result = await downloadElectron({ root: options.root, onBytes: showBytes }, signal)
  if (hasTerminal()) process.stderr.write('\n')
  if (result.kind === 'ok') return { kind: 'electron' }
  return { kind: 'serve', why: `Electron could not be downloaded (${result.reason})` }
}

function showBytes(bytes: number): void {
  process.stderr.write(`\rDownloading Electron: ${Math.round(bytes / 1e6)} MB`)
}

type ElectronEnd =
  | { readonly kind: 'ended'; readonly code: number }
  | { readonly kind: 'never_started'; readonly why: string }

async function openInElectron(options: OpenOptions, signal: AbortSignal): Promise<ElectronEnd> {
  const binary = electronBinary(options.root)
  if (binary.kind === 'missing') return { kind: 'never_started', why: `of Electron, ${binary.reason}` }
  options.log('Opening Tidemark in Electron.')
  const started = performance.now()
  try {
    const args = [options.root, ...withoutPort(options.args)]
    const code = await runChild(binary.command, args, {}, signal)
    if (code === 0 || signal.aborted || performance.now() - started > START_FAILURE_MS)
      return { kind: 'ended', code }
    return { kind: 'never_started', why: `Electron ended at once with code ${code}` }
  } catch (error) {
    signal.throwIfAborted()
    const why = error instanceof Error ? error.message : String(error)
    return { kind: 'never_started', why: `Electron cannot be started (${why})` }
  }
}

async function serve(options: OpenOptions, why: string, signal: AbortSignal): Promise<number> {
  options.log(
    options.noOpen
      ? 'Serving Tidemark on this machine alone. Open the URL below in a browser.'
      : `Opening Tidemark in your browser, served on this machine alone, because ${why}.`,
  )
  const args = ['serve', '--allow-settings', ...(options.noOpen ? ['--no-open'] : []), ...options.args]
  return runChild(process.execPath, cliArgs(options.root, args), {}, signal)
}

/** Node's arguments for the built command line. */
export function cliArgs(root: string, args: readonly string[]): string[] {
  return ['--disable-warning=ExperimentalWarning', join(root, 'dist', 'main', 'cli.js'), ...args]
}

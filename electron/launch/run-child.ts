import { type ChildProcess, spawn } from 'node:child_process'
import { exitCodeOf, Interrupted } from './interrupt.ts'

/** How long a child may take to end in order before it is killed. */
const GRACE_MS = 15_000

export interface RunOptions {
  /** Drops what the child says on stdout; its stderr is ours all the same. */
  readonly quiet?: boolean
}

/**
 * Runs a program on our streams and gives back its exit code. On abort the child is told by the same signal, unless
 * the terminal did so already, and is waited for. Rejects when it cannot be started at all.
 */
export async function runChild(
  command: string,
  args: readonly string[],
  options: RunOptions,
  signal: AbortSignal,
): Promise<number> {
  signal.throwIfAborted()
  const stdio = options.quiet === true ? (['ignore', 'ignore', 'inherit'] as const) : 'inherit'
  const child = spawn(command, args, { stdio: stdio === 'inherit' ? stdio : [...stdio] })
  let kill: NodeJS.Timeout | null = null
  const onAbort = (): void => {
    tell(child, signal.reason)
    kill = setTimeout(() => child.kill('SIGKILL'), GRACE_MS)
  }
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await exitCode(child)
  } finally {
    signal.removeEventListener('abort', onAbort)
    if (kill !== null) clearTimeout(kill)
  }
}

function tell(child: ChildProcess, reason: unknown): void {
  if (!(reason instanceof Interrupted)) child.kill('SIGTERM')
  else if (!reason.reachedChildren) child.kill(reason.signalName)
}

function exitCode(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code, signalName) =>
      resolve(code ?? (signalName === null ? 1 : exitCodeOf(signalName))),
    )
  })
}

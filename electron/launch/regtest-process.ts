/** One bitcoind process: started, waited for, ended by its pid, and never outliving this process's exit. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import type { BitcoindBinary } from './bitcoind-binary.ts'
import type { RegtestRpc } from './regtest-rpc.ts'

const READY_WITHIN_MS = 60_000
const POLL_MS = 40

/** A running (or ended) bitcoind. */
export interface BitcoindProcess {
  readonly pid: number
  /** Settles when the process is gone. */
  readonly ended: Promise<void>
  alive(): boolean
  /** SIGTERM: bitcoind shuts down cleanly. */
  terminate(): void
  kill(): void
}

/** Starts bitcoind and returns once it answers RPC. Rejects with its last words when it ends or does not. */
export async function launchBitcoind(
  binary: BitcoindBinary,
  args: readonly string[],
  rpc: RegtestRpc,
): Promise<BitcoindProcess> {
  const child = spawn(binary.command, [...binary.args, ...args], { stdio: ['ignore', 'ignore', 'pipe'] })
  const words = lastWords(child)
  const handle = toProcess(child)
  const giveUp = Date.now() + READY_WITHIN_MS
  while (handle.alive() && Date.now() < giveUp) {
    const ready = await rpc('getblockchaininfo').then(
      () => true,
      () => false, // starting up; a real failure ends the process, which the loop sees
    )
    if (ready && handle.alive()) return handle
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
  handle.kill()
  await handle.ended
  throw new Error(`bitcoind did not start: ${words() || 'no answer within 60 s'}`)
}

function toProcess(child: ChildProcess): BitcoindProcess {
  const killAtExit = (): void => {
    child.kill('SIGKILL')
  }
  process.prependListener('exit', killAtExit) // before anyone's who tidies up after the node
  const ended = new Promise<void>((resolve) => {
    const end = (): void => {
      process.off('exit', killAtExit)
      resolve()
    }
    child.once('exit', end)
    child.once('error', end) // could not be spawned
  })
  return {
    pid: child.pid ?? -1,
    ended,
    alive: () => child.pid !== undefined && child.exitCode === null && child.signalCode === null,
    terminate: () => void child.kill('SIGTERM'),
    kill: () => void child.kill('SIGKILL'),
  }
}

function lastWords(child: ChildProcess): () => string {
  let text = ''
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    text = (text + chunk).slice(-500)
  })
  child.once('error', (error) => {
    text = error.message
  })
  return () => text.trim()
}

/**
 * A free port of 127.0.0.1, chosen below the range from which systems hand out ports to connections, so that it
 * is still free after a restart.
 */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < 50; tries += 1) {
    const port = 15_000 + Math.floor(Math.random() * 17_000)
    if (await canListen(port)) return port
  }
  throw new Error('no free port on 127.0.0.1')
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}

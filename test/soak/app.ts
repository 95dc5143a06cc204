/** The app as a service: `tidemark serve` in a process of its own, and one client that stays connected to it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { relative } from 'node:path'
import { createInterface } from 'node:readline'
import { WebSocket } from 'ws'
import { projectRoot } from '../../electron/launch/project-root.ts'
import type { RegtestNode } from '../../electron/launch/regtest-node.ts'
import type { Result } from '../../shared/errors.ts'
import type { RequestInput, RequestName, RequestOutput } from '../../shared/ipc/contract.ts'

export interface SoakedApp {
  readonly pid: number
  /** What it has said at error level. */
  readonly errors: readonly string[]
  call<K extends RequestName>(name: K, input: RequestInput<K>): Promise<RequestOutput<K>>
  /** Ends it as a service manager does; its exit code. */
  stop(): Promise<number | null>
}

export interface AppOptions {
  /** The command line: the built one, or its source. */
  readonly program: string
  /** The folder with the built interface in `renderer`. */
  readonly outDir: string
  readonly dataDir: string
  readonly node: Pick<RegtestNode, 'url' | 'cookieFile'>
}

/** Starts it and opens a session. Rejects with its last words where it does not start. */
export async function startApp({ program, outDir, dataDir, node }: AppOptions): Promise<SoakedApp> {
  const own = ['serve', '--no-open', '--data-dir', dataDir, '--network', 'regtest']
  const args = [
    '--max-semi-space-size=16',
    program,
    ...own,
    '--node',
    node.url,
    '--node-cookie',
    node.cookieFile,
  ]
  // The first argument is what the `tidemark` command gives a service.
  const env = { ...process.env, TIDEMARK_OUT_DIR: relative(projectRoot, outDir), TIDEMARK_LOG: 'warn' }
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const errors: string[] = []
  createInterface({ input: child.stderr }).on('line', (line) => {
    if (/"level":(50|60|"error"|"fatal")/.test(line) || /^\w*Error/.test(line)) errors.push(line)
  })
  const socket = await openSession(await linkOf(child, errors))
  let calls = 0
  return {
    pid: child.pid ?? 0,
    errors,
    call: (name, input) => call(socket, `c${++calls}`, name, input),
    stop: async () => {
      socket.terminate()
      child.kill('SIGTERM')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
      return child.exitCode
    },
  }
}

async function linkOf(child: ChildProcess, errors: readonly string[]): Promise<URL> {
  const ended = once(child, 'exit').then(() => {
    throw new Error(`the app did not start: ${errors.join('\n')}`)
  })
  if (!child.stdout) throw new Error('no output')
  const [line] = (await Promise.race([once(createInterface({ input: child.stdout }), 'line'), ended])) as [
    string,
  ]
  ended.catch(() => undefined) // its later end is awaited by whoever stops it
  return new URL(line)
}

async function openSession(link: URL): Promise<WebSocket> {
  const code = link.hash.slice('#code='.length)
  const headers = { origin: link.origin, 'content-type': 'application/json' }
  const reply = await fetch(`${link.origin}/session`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ code }),
  })
  const cookie = (reply.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? ''
  const socket = new WebSocket(`ws://${link.host}/ws`, { headers: { cookie, origin: link.origin } })
  await once(socket, 'open')
  return socket
}

interface Reply<K extends RequestName> {
  readonly kind: string
  readonly id?: string
  readonly result: Result<RequestOutput<K>>
}

async function call<K extends RequestName>(
  socket: WebSocket,
  id: string,
  name: K,
  input: RequestInput<K>,
): Promise<RequestOutput<K>> {
  const answer = new Promise<Reply<K>>((resolve, reject) => {
    const onMessage = (data: Buffer): void => {
      const message = JSON.parse(data.toString('utf8')) as Reply<K> // the contract's
      if (message.kind !== 'reply' || message.id !== id) return
      socket.off('message', onMessage)
      socket.off('close', onClose)
      resolve(message)
    }
    const onClose = (): void => reject(new Error('the app closed the session'))
    socket.on('message', onMessage)
    socket.once('close', onClose)
  })
  socket.send(JSON.stringify({ kind: 'call', id, name, input }))
  const { result } = await answer
  if (!result.ok) throw new Error(`${name}: ${result.error.message}`)
  return result.value
}

/** A TCP server in front of one that speaks in lines, which spoils one exchange. */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import {
  DRIP_MS,
  type Ending,
  type Exchange,
  edited,
  LATE_MS,
  pause,
  type Relay,
  type RelayOptions,
  writeHuge,
} from './act.ts'
import { createSockets } from './sockets.ts'

/** Starts on a free port. One line up is one exchange, and has one line down. */
export async function startLineRelay(options: RelayOptions): Promise<Relay> {
  const state = { exchanges: [] as Exchange[], asked: 0, answered: 0, fired: 0, frozen: false }
  const questions: string[] = []
  const { keep, endAll, close } = createSockets()
  const onAnswer = async (line: string, down: Socket): Promise<void> => {
    const n = state.answered++
    const question = questions[n] ?? ''
    const before = [...state.exchanges]
    state.exchanges.push({ question, text: line, json: true, answered: !question.endsWith('.unsubscribe') })
    const { act, place } = options
    if (n !== place) return void down.write(`${line}\n`)
    state.fired++
    if (act.kind === 'huge') return writeHuge(down)
    if (act.kind !== 'ending') return void down.write(`${edited(act, line, before, question)}\n`)
    if (act.ending === 'gone') server.close()
    if (act.ending === 'gone') return endAll()
    if (act.ending === 'half-open') state.frozen = true
    return end(down, line, act.ending)
  }
  const accept = (down: Socket): void => {
    keep(down)
    if (state.frozen) return void down.pause()
    const up = keep(connect(options.target, '127.0.0.1'))
    up.on('close', () => down.destroy())
    down.on('close', () => up.destroy())
    let sent: Promise<unknown> = Promise.resolve()
    const ask = async (line: string): Promise<void> => {
      if (state.frozen) return
      questions.push(methodsOf(line))
      await options.onQuestion(state.asked++)
      up.write(`${line}\n`)
    }
    onLines(down, (line) => {
      sent = sent.then(() => ask(line)).catch(() => down.destroy()) // not a line: TLS on a plain port
    })
    let told: Promise<unknown> = Promise.resolve() // a line after the other, also where one takes its time
    onLines(up, (line) => {
      told = told.then(() => onAnswer(line, down)).catch(() => down.destroy()) // it was closed meanwhile
    })
  }
  const server = options.tls ? createTlsServer(options.tls, accept) : createServer(accept)
  server.on('connection', keep).on('tlsClientError', () => undefined) // the other side leaves: the fault at work
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // it listens on TCP
  return {
    port,
    exchanges: state.exchanges,
    get fired() {
      return state.fired
    },
    followed: 0,
    close: () => close(server),
  }
}

function onLines(socket: Socket, hear: (line: string) => void): void {
  let text = ''
  socket.on('data', (chunk: Buffer) => {
    const lines = (text + chunk.toString()).split('\n')
    text = lines.pop() ?? ''
    for (const line of lines) hear(line)
  })
}

function methodsOf(line: string): string {
  const asked: unknown = JSON.parse(line)
  return [asked]
    .flat()
    .map((call) => (call as { readonly method: string }).method)
    .join(' ') // the adapter wrote it
}

async function end(down: Socket, line: string, ending: Ending): Promise<void> {
  const half = line.slice(0, Math.floor(line.length / 2))
  if (ending === 'silence' || ending === 'half-open') return
  if (ending === 'close') return void down.destroy()
  if (ending === 'stall') return void down.write(half)
  if (ending === 'cut') return void down.end(half)
  if (ending === 'reset') return void down.write(half, () => down.resetAndDestroy())
  if (ending === 'late') {
    await pause(LATE_MS)
    return void down.write(`${line}\n`)
  }
  const size = ending === 'drip' ? 1 : Math.max(1, Math.ceil(line.length / 50))
  for (let from = 0; from <= line.length && !down.destroyed; from += size) {
    down.write(`${line}\n`.slice(from, from + size))
    await pause(ending === 'drip' ? DRIP_MS : 0)
  }
}

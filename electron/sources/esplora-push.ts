/**
 * New blocks, as mempool's backend tells them over a WebSocket. Of everything that it offers only `blocks` is asked
 * for: following addresses would disclose them, and loses changes besides. Nothing is read from a message but that it
 * speaks of blocks. Other Esplora servers have no such thing, which is quietly accepted.
 */
import type { Duplex } from 'node:stream'
import { type Dispatcher, WebSocket } from 'undici'
import { JsonError, parseJson } from './json.ts'
import { calmed, keepListening, LISTENING_TIMES, type ListeningTimes } from './wake-up.ts'

/** Where to listen. */
export interface PushPlace {
  /** Base URL of the API, without a slash at its end. */
  readonly base: string
  /** Its connections are used, so that a proxy or a judged address holds here too. The giver closes it. */
  readonly dispatcher: Dispatcher
  readonly times?: Partial<ListeningTimes>
}

/** The first message holds the newest blocks with their details: a tenth of this. */
export const MAX_PUSH_BYTES = 1_048_576
/** In `pingMs`; more is no news. */
const MAX_MESSAGES = 1_000
const WANT_BLOCKS = '{"action":"want","data":["blocks"]}'
const PING = '{"action":"ping"}'

/**
 * Calls `onHint` once connected and whenever there is a new block or another branch; resolves once `signal` is
 * aborted. Where there is nothing to listen to, or the connection ends, it tries again after a growing pause.
 */
export function watchBlocks(place: PushPlace, onHint: () => void, signal: AbortSignal): Promise<void> {
  const times = { ...LISTENING_TIMES, ...place.times }
  const hint = calmed(onHint, times.hintMs, signal)
  return keepListening((inner) => listenOnce(place, times.pingMs, hint, inner), times, signal)
}

/** Mempool's own API lies below `/v1` of the one that is Esplora's; a base may name either. */
function pushUrl(base: string): string {
  return `${base.replace(/^http/, 'ws')}${base.endsWith('/v1') ? '' : '/v1'}/ws`
}

/** One connection, to its end; never rejects. */
async function listenOnce(
  { base, dispatcher }: PushPlace,
  pingMs: number,
  hint: () => void,
  signal: AbortSignal,
): Promise<void> {
  const { promise: ended, resolve } = Promise.withResolvers<void>()
  const held = holding(dispatcher)
  const socket = new WebSocket(pushUrl(base), { dispatcher: held.dispatcher })
  const end = (): void => {
    socket.close()
    resolve()
  }
  const state = { heard: false, messages: 0 }
  const timer = setInterval(() => {
    if (!state.heard || state.messages > MAX_MESSAGES) return end()
    Object.assign(state, { heard: false, messages: 0 })
    socket.send(PING)
  }, pingMs)
  socket.addEventListener('open', () => {
    state.heard = true
    held.limit(MAX_PUSH_BYTES, end)
    socket.send(WANT_BLOCKS)
  })
  socket.addEventListener('message', ({ data }) => {
    state.heard = true
    held.heard()
    if (++state.messages > MAX_MESSAGES) return end()
    const topic = topicOf(data)
    if (topic === 'blocks') hint()
    else if (topic === 'nonsense') end()
  })
  socket.addEventListener('close', () => resolve())
  signal.addEventListener('abort', end, { once: true })
  if (signal.aborted) end()
  await ended
  clearInterval(timer)
  signal.removeEventListener('abort', end)
  held.destroy() // a server that says nothing does not say goodbye either
}

/** `block` is a new one, `blocks` the newest of them: at first, and after a reorganisation. */
function topicOf(data: unknown): 'blocks' | 'other' | 'nonsense' {
  if (typeof data !== 'string') return 'nonsense'
  try {
    const message = parseJson(Buffer.from(data))
    if (typeof message !== 'object' || message === null || Array.isArray(message)) return 'nonsense'
    return Object.hasOwn(message, 'block') || Object.hasOwn(message, 'blocks') ? 'blocks' : 'other'
  } catch (error) {
    if (error instanceof JsonError) return 'nonsense'
    throw error
  }
}

interface Held {
  readonly dispatcher: Dispatcher
  /** Calls `onExceeded` when more bytes than this come without a message among them. */
  limit(bytes: number, onExceeded: () => void): void
  /** A message was among what came. */
  heard(): void
  destroy(): void
}

/** A WebSocket cannot be dropped, only asked to close: the stream below it is kept at hand. */
function holding(dispatcher: Dispatcher): Held {
  let stream: Duplex | null = null
  let silent = 0
  return {
    dispatcher: dispatcher.compose(
      (dispatch) => (options, handler) =>
        dispatch(
          options,
          watching(handler, (upgraded) => {
            stream = upgraded
          }),
        ),
    ),
    limit: (bytes, onExceeded) =>
      stream?.on('data', (chunk: Buffer) => {
        silent += chunk.length
        if (silent > bytes) onExceeded()
      }),
    heard: () => {
      silent = 0
    },
    destroy: () => stream?.destroy(),
  }
}

type Upgrade = NonNullable<Dispatcher.DispatchHandler['onRequestUpgrade']>

/** The same handler, with `onStream` told of the stream that a request becomes. */
function watching(
  handler: Dispatcher.DispatchHandler,
  onStream: (stream: Duplex) => void,
): Dispatcher.DispatchHandler {
  return new Proxy(handler, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name, target)
      if (typeof value !== 'function') return value
      if (name !== 'onRequestUpgrade') return value.bind(target)
      const onRequestUpgrade: Upgrade = (controller, status, headers, stream) => {
        onStream(stream)
        target.onRequestUpgrade?.(controller, status, headers, stream)
      }
      return onRequestUpgrade
    },
  })
}

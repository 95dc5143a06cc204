/** The bridge over a WebSocket to a host on this machine. Reconnects by itself with growing pauses. */
import type { Result } from '../../shared/errors.ts'
import type { Bridge, ConnectionState, HostEvent } from './bridge.ts'
import { createListeners } from './listeners.ts'
import { createSocketCalls } from './socket-calls.ts'

/** What the host sends. */
type Incoming =
  | { readonly kind: 'reply'; readonly id: string; readonly result: Result<unknown> }
  | ({ readonly kind: 'event' } & HostEvent)

/** Where to connect, and the pauses between attempts (0.5 s to 5 s unless given). */
export interface SocketBridgeOptions {
  readonly url: string
  /** Runs before each attempt: exchanges a one-use code for the session's cookie, if there is a code. */
  readonly prepare: () => Promise<void>
  readonly firstPauseMs?: number
  readonly lastPauseMs?: number
}

/** A bridge whose line can break. */
export interface SocketBridge extends Bridge {
  /** Tries at once instead of after the pause: the network came back, or a new link was opened. */
  reconnectNow(): void
  close(): void
}

/** Connects at once. `no_session` until the first connection succeeds, `lost` after one broke. */
export function createSocketBridge(options: SocketBridgeOptions): SocketBridge {
  const events = createListeners<HostEvent>()
  const connections = createListeners<ConnectionState>()
  const calls = createSocketCalls()
  let state: ConnectionState | null = null
  const setState = (next: ConnectionState): void => {
    if (state === next) return
    state = next
    connections.emit(next)
  }
  const line = keepOpen(options, {
    onOpen: () => setState('connected'),
    onMessage(message) {
      if (message.kind === 'event') events.emit(message)
      else calls.onReply(message.id, message.result)
    },
    onLost() {
      calls.failAll()
      setState(state === null || state === 'no_session' ? 'no_session' : 'lost')
    },
  })
  return {
    call: (name, input, { signal } = {}) => calls.call(line.socket(), name, input, signal),
    subscribe: (listener) => events.add(listener),
    onConnection(listener) {
      if (state !== null) listener(state)
      return connections.add(listener)
    },
    reconnectNow: line.reconnectNow,
    close: line.close,
  }
}

interface LineEvents {
  readonly onOpen: () => void
  readonly onMessage: (message: Incoming) => void
  readonly onLost: () => void
}

interface Line {
  readonly socket: () => WebSocket | null
  readonly reconnectNow: () => void
  readonly close: () => void
}

/** One socket after another: prepare, open, and after a loss a pause twice as long as the last. */
function keepOpen(options: SocketBridgeOptions, on: LineEvents): Line {
  const { firstPauseMs = 500, lastPauseMs = 5000 } = options
  let socket: WebSocket | null = null
  let pauseMs = firstPauseMs
  let timer: ReturnType<typeof setTimeout> | undefined
  let closed = false

  const lost = (): void => {
    socket = null
    on.onLost()
    clearTimeout(timer)
    if (!closed) timer = setTimeout(start, pauseMs)
    pauseMs = Math.min(lastPauseMs, pauseMs * 2)
  }
  const opened = (): void => {
    pauseMs = firstPauseMs
    on.onOpen()
  }
  const open = (): void => {
    if (closed || socket !== null) return
    socket = new WebSocket(options.url)
    listen(socket, { opened, message: on.onMessage, lost })
  }
  const start = (): void => {
    options.prepare().then(open, lost)
  }
  start()
  return {
    socket: () => socket,
    reconnectNow() {
      if (socket !== null || closed) return
      clearTimeout(timer)
      pauseMs = firstPauseMs
      start()
    },
    close() {
      closed = true
      clearTimeout(timer)
      socket?.close()
    },
  }
}

function listen(
  socket: WebSocket,
  on: { opened: () => void; message: (message: Incoming) => void; lost: () => void },
): void {
  socket.addEventListener('open', on.opened)
  socket.addEventListener('close', on.lost)
  socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    // The host is trusted and typed by the same contract; binary messages are not part of it.
    if (typeof data === 'string') on.message(JSON.parse(data) as Incoming)
  })
}

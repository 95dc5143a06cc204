/** HTTP connections over a dial: undici keeps and reuses them, the dial alone decides where they lead. */
import type { Socket } from 'node:net'
import { Agent, buildConnector, type Dispatcher, errors } from 'undici'
import type { Dial, Place } from './dial.ts'

export interface Connections {
  readonly dispatcher: Dispatcher
  /** Ends them all, and those that are being opened; requests under way fail. */
  readonly close: () => Promise<void>
}

export interface ConnectionLimits {
  /** To one server at a time. */
  readonly connections: number
  /** Bound on the dial, and once more on TLS. */
  readonly openMs: number
  /** Bound on one message of a WebSocket, where one is spoken. */
  readonly maxMessageBytes?: number
}

/** Connections that are opened by `dial`. HTTP/1.1, so that each question has a connection of its own. */
export function connectionsOver(dial: Dial, limits: ConnectionLimits): Connections {
  const { connections, openMs, maxMessageBytes } = limits
  const end = new AbortController()
  const encrypt = buildConnector({ allowH2: false, minVersion: 'TLSv1.2', timeout: openMs })
  const connect: buildConnector.connector = (options, callback) => {
    const place: Place = {
      host: options.hostname,
      port: Number(options.port) || (options.protocol === 'https:' ? 443 : 80),
      encrypted: options.protocol === 'https:',
    }
    void handOver(open(dial, place, openMs, end.signal), callback, (socket) => {
      if (place.encrypted) encrypt({ ...options, httpSocket: socket }, orDestroyed(socket, callback))
      else callback(null, socket)
    })
  }
  const webSocket = maxMessageBytes === undefined ? {} : { maxPayloadSize: maxMessageBytes }
  const agent = new Agent({ connections, allowH2: false, connect, webSocket })
  return {
    dispatcher: agent,
    close: async () => {
      end.abort()
      await agent.destroy()
    },
  }
}

async function handOver(
  opening: Promise<Socket>,
  callback: buildConnector.Callback,
  onOpen: (socket: Socket) => void,
): Promise<void> {
  const opened = await opening.catch(asError)
  if (opened instanceof Error) callback(opened, null)
  else onOpen(opened)
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error('no connection', { cause: error })
}

async function open(dial: Dial, place: Place, openMs: number, end: AbortSignal): Promise<Socket> {
  const late = AbortSignal.timeout(openMs)
  try {
    return await dial(place, AbortSignal.any([end, late]))
  } catch (error) {
    throw late.aborted ? new errors.ConnectTimeoutError('no connection in time') : error
  }
}

/** Where TLS fails, the stream below it is given up too. */
function orDestroyed(socket: Socket, callback: buildConnector.Callback): buildConnector.Callback {
  return (...args) => {
    if (args[0] !== null) socket.destroy()
    callback(...args)
  }
}

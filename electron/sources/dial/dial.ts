/** The way to a server: one function per route, the same for every protocol. */
import { once } from 'node:events'
import { connect, type LookupFunction, type Socket } from 'node:net'

/** Where a stream is to lead. `encrypted` is whether TLS is spoken on it: what is not may not go everywhere. */
export interface Place {
  readonly host: string
  readonly port: number
  readonly encrypted: boolean
}

/**
 * Opens a connected TCP stream. Rejects with `StepFailed` where a rule forbids the place or the proxy fails, with the
 * signal's reason, or with the error of the system.
 */
export type Dial = (to: Place, signal: AbortSignal) => Promise<Socket>

export interface SocketTarget {
  readonly host: string
  readonly port: number
  /** Tells the addresses of `host` where it is a name; the system's own resolver is asked otherwise. */
  readonly lookup?: LookupFunction
}

/** Connects. Rejects with the error of the system, or with the signal's reason. */
export async function openSocket(target: SocketTarget, signal: AbortSignal): Promise<Socket> {
  signal.throwIfAborted()
  const socket = connect({ ...target, autoSelectFamily: true, noDelay: true, keepAlive: true })
  socket.on('error', ignore)
  try {
    await once(socket, 'connect', { signal })
    return socket
  } catch (error) {
    socket.destroy()
    signal.throwIfAborted()
    throw error
  }
}

/** Errors reach whoever waits for the socket; this keeps one that comes later from ending the process. */
function ignore(): void {
  // nobody waits any more
}

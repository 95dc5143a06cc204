/** The connections of a server, so that it can end them all. */
import type { Server, Socket } from 'node:net'

export interface Sockets {
  /** Remembers a connection until it is closed. */
  readonly keep: (socket: Socket) => Socket
  readonly endAll: () => void
  /** Ends all of them and the server. */
  readonly close: (server: Pick<Server, 'listening'> & { close(done: () => void): unknown }) => Promise<void>
}

/** Starts with none. */
export function createSockets(): Sockets {
  const open = new Set<Socket>()
  const endAll = (): void => {
    for (const socket of open) socket.destroy()
  }
  return {
    keep: (socket) => {
      open.add(socket)
      return socket.on('close', () => open.delete(socket)).on('error', () => open.delete(socket))
    },
    endAll,
    close: async (server) => {
      const { promise, resolve } = Promise.withResolvers<void>()
      if (server.listening) server.close(() => resolve())
      else resolve()
      endAll()
      await promise
    },
  }
}

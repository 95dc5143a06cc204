/** Calls under way over one socket after another: each settles exactly once, by reply, abort or loss. */
import type { Result } from '../../shared/errors.ts'
import type { RequestInput, RequestName, RequestOutput } from '../../shared/ipc/contract.ts'
import { cancelledError, IpcError, newCallId, unwrap } from './bridge.ts'

/** The calls that wait for their reply. */
export interface SocketCalls {
  /** Rejects at once when the socket is not open. */
  call<K extends RequestName>(
    socket: WebSocket | null,
    name: K,
    input: RequestInput<K>,
    signal: AbortSignal | undefined,
  ): Promise<RequestOutput<K>>
  onReply(id: string, result: Result<unknown>): void
  /** Rejects every open call with `connection_lost`. */
  failAll(): void
}

type Settle = (result: Result<unknown> | IpcError) => void

/** An empty table of calls. */
export function createSocketCalls(): SocketCalls {
  const open = new Map<string, Settle>()
  return {
    call(socket, name, input, signal) {
      if (signal?.aborted) return Promise.reject(cancelledError())
      if (socket?.readyState !== WebSocket.OPEN) return Promise.reject(lostError())
      const id = newCallId()
      const { promise, resolve, reject } = Promise.withResolvers<Result<unknown>>()
      const onAbort = (): void => {
        if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ kind: 'cancel', id }))
        reject(cancelledError())
      }
      open.set(id, (result) => (result instanceof IpcError ? reject(result) : resolve(result)))
      signal?.addEventListener('abort', onAbort, { once: true })
      socket.send(JSON.stringify({ kind: 'call', id, name, input }))
      return promise
        .finally(() => {
          open.delete(id)
          signal?.removeEventListener('abort', onAbort)
        })
        .then((result) => unwrap(result))
    },
    onReply: (id, result) => open.get(id)?.(result),
    failAll() {
      for (const settle of open.values()) settle(lostError())
    },
  }
}

function lostError(): IpcError {
  return new IpcError('connection_lost', 'There is no connection to Tidemark.')
}

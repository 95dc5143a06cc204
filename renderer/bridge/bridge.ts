/** How the renderer reaches its host. The only interface the rest of the renderer knows. */
import type { ErrorCode, Result } from '../../shared/errors.ts'
import type {
  EventName,
  Events,
  RequestInput,
  RequestName,
  RequestOutput,
} from '../../shared/ipc/contract.ts'
import type { Said } from '../../shared/said.ts'

/** `no_session`: the host was never reached, or this page was not opened with the link it printed. */
export type ConnectionState = 'connected' | 'lost' | 'no_session'

/** An event with its payload; narrow by `name`. */
export type HostEvent = {
  [K in EventName]: { readonly name: K; readonly payload: Events[K] }
}[EventName]

/** Requests, events and the state of the connection, over whatever carries them. */
export interface Bridge {
  /** Rejects with `IpcError`, for a lost connection too. */
  call<K extends RequestName>(
    name: K,
    input: RequestInput<K>,
    options?: { readonly signal?: AbortSignal },
  ): Promise<RequestOutput<K>>
  /** Returns the way to unsubscribe. */
  subscribe(listener: (event: HostEvent) => void): () => void
  /** Called with every change, and once at the start when the state is known already. */
  onConnection(listener: (state: ConnectionState) => void): () => void
}

/** The codes of the wire, and the one that is the renderer's own. */
export type IpcErrorCode = ErrorCode | 'connection_lost'

/** A request failed. `message` comes from the host, is English, written for people and holds no secret. */
export class IpcError extends Error {
  readonly code: IpcErrorCode
  readonly detail: unknown
  /** What the message says, for another language than English; null where it has no code. */
  readonly said: Said | null

  constructor(code: IpcErrorCode, message: string, detail?: unknown, said: Said | null = null) {
    super(message)
    this.said = said
    this.name = 'IpcError'
    this.code = code
    this.detail = detail
  }
}

/** The value of a reply, or its error thrown. */
export function unwrap<K extends RequestName>(result: Result<unknown>): RequestOutput<K> {
  if (!result.ok) {
    const { code, message, detail, said } = result.error
    throw new IpcError(code, message, detail, said)
  }
  // The host is trusted and typed by the same contract; the renderer does not validate its replies.
  return result.value as RequestOutput<K>
}

/** A request id that no other open page uses. */
export function newCallId(): string {
  return crypto.randomUUID()
}

/** The error of a call that its caller gave up. */
export function cancelledError(): IpcError {
  return new IpcError('cancelled', 'cancelled')
}

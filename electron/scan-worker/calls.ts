/**
 * Calls and events over a message port: every call is answered once, in its own time, and can be cancelled. Errors keep
 * their code and message; what is posted before an answer arrives before it.
 */
import { AppError, type ErrorCode } from '../../shared/errors.ts'
import { type Said, say } from '../../shared/said.ts'

/** The part of a port (a worker, a parent, one end of a channel) that is used here. */
export interface Port {
  postMessage(message: unknown): void
  on(event: 'message', listener: (message: unknown) => void): unknown
}

/** Names with what goes in and comes out: structured-clone data alone. */
export type CallMap = Readonly<Record<string, { readonly in: unknown; readonly out: unknown }>>

/** Answers to each call. */
export type CallHandlers<C extends CallMap> = {
  readonly [K in keyof C]: (input: C[K]['in'], signal: AbortSignal) => Promise<C[K]['out']> | C[K]['out']
}

/** The side that asks. */
export interface Caller<C extends CallMap> {
  call<K extends keyof C & string>(name: K, input: C[K]['in'], signal?: AbortSignal): Promise<C[K]['out']>
  /** The other side is gone: what is open and what comes later rejects with `error`. */
  fail(error: Error): void
}

type Fault = {
  readonly code: ErrorCode | null
  readonly message: string
  readonly said: Said | null
  readonly stack: string | undefined
  readonly retryable: boolean
  readonly detail: unknown
}
type Message =
  | { readonly kind: 'call'; readonly id: number; readonly name: string; readonly input: unknown }
  | { readonly kind: 'cancel'; readonly id: number }
  | { readonly kind: 'done'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly fault: Fault }
  | { readonly kind: 'event'; readonly event: unknown }

/** Answers calls that arrive at `port`. Returns how to send an event to the other side. */
export function answerCalls<C extends CallMap>(
  port: Port,
  handlers: CallHandlers<C>,
): (event: unknown) => void {
  const open = new Map<number, AbortController>()
  const post = (message: Message): void => port.postMessage(message)

  async function answer(id: number, name: string, input: unknown): Promise<void> {
    const cancel = new AbortController()
    open.set(id, cancel)
    try {
      const handler = handlers[name]
      if (!handler) throw new Error(`no such call: ${name}`)
      post({ kind: 'done', id, value: await handler(input, cancel.signal) })
    } catch (error) {
      post({ kind: 'failed', id, fault: toFault(error) })
    } finally {
      open.delete(id)
    }
  }

  port.on('message', (raw) => {
    const message = raw as Message // both ends are this file
    if (message.kind === 'call') void answer(message.id, message.name, message.input)
    else if (message.kind === 'cancel') open.get(message.id)?.abort(cancelled())
  })
  return (event) => post({ kind: 'event', event })
}

/** Sends calls into `port` and hands its events to `onEvent`. */
export function sendCalls<C extends CallMap>(port: Port, onEvent: (event: unknown) => void): Caller<C> {
  const open = new Map<number, PromiseWithResolvers<unknown>>()
  let lastId = 0
  let gone: Error | null = null

  port.on('message', (raw) => {
    const message = raw as Message // both ends are this file
    if (message.kind === 'event') return onEvent(message.event)
    if (message.kind !== 'done' && message.kind !== 'failed') return
    const waiting = open.get(message.id)
    open.delete(message.id)
    if (message.kind === 'done') waiting?.resolve(message.value)
    else waiting?.reject(fromFault(message.fault))
  })

  function call(name: string, input: unknown, signal?: AbortSignal): Promise<unknown> {
    if (gone) return Promise.reject(gone)
    if (signal?.aborted) return Promise.reject(signal.reason as Error)
    const id = ++lastId
    const cancel = (): void => port.postMessage({ kind: 'cancel', id } satisfies Message)
    signal?.addEventListener('abort', cancel, { once: true })
    const answer = Promise.withResolvers<unknown>()
    open.set(id, answer)
    port.postMessage({ kind: 'call', id, name, input } satisfies Message)
    return answer.promise.finally(() => signal?.removeEventListener('abort', cancel))
  }

  return {
    call,
    fail: (error) => {
      gone = error
      for (const answer of open.values()) answer.reject(error)
      open.clear()
    },
  }
}

function cancelled(): AppError {
  return new AppError('cancelled', say('cancelled'), { retryable: true })
}

function toFault(error: unknown): Fault {
  if (error instanceof AppError) {
    const { code, message, said, stack, retryable, detail } = error
    return { code, message, said, stack, retryable, detail }
  }
  const { message, stack } = error instanceof Error ? error : new Error(String(error))
  return { code: null, message, said: null, stack, retryable: false, detail: undefined }
}

function fromFault({ code, message, said, stack, retryable, detail }: Fault): Error {
  const error =
    code === null || said === null
      ? new Error(message)
      : new AppError(code, said, { retryable, ...(detail === undefined ? {} : { detail }) })
  if (stack !== undefined) error.stack = stack
  return error
}

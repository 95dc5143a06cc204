/**
 * One connection to one server, opened when something is asked and opened again when it was lost. Nothing is asked
 * again by itself; only what a server without arrays of questions sends back goes out once more, line by line.
 */
import type { Network } from '../../../shared/chain.ts'
import { say } from '../../../shared/said.ts'
import type { Clock } from '../../engine/ports.ts'
import { ProviderError } from '../../engine/provider-error.ts'
import { cancelled, throwIfCancelled } from '../resilience.ts'
import type { ElectrumUrl } from './electrum-url.ts'
import { type Greeting, greet } from './handshake.ts'
import { type Dial, openLink } from './link.ts'
import type { PinStore } from './pins.ts'
import {
  ArraysRefused,
  ElectrumRpc,
  type Notification,
  type RpcCall,
  type RpcForm,
  type RpcOutcome,
} from './rpc.ts'

const PING_MS = 3_000

export interface SessionOptions {
  readonly url: ElectrumUrl
  readonly network: Network
  readonly clock: Clock
  readonly pins: PinStore
  readonly dial?: Dial
  /** Bound on opening a connection, and on each exchange. */
  readonly timeoutMs: number
  readonly maxBytes: number
  /** After this long without an answer a connection may have died silently: it is tried with a ping first. */
  readonly idleMs: number
  readonly onNotification: (notification: Notification) => void
  /** A connection that was open is gone: what was subscribed on it is too. */
  readonly onLost: () => void
}

interface Open {
  readonly rpc: ElectrumRpc
  readonly greeting: Greeting
}

/** Asks over the one connection. */
export class ElectrumSession {
  readonly #options: SessionOptions
  readonly #end = new AbortController()
  #open: Promise<Open> | null = null
  /** Arrays until a server refuses them, or closes on the first one it sees. */
  #form: RpcForm = 'array'
  #heardAt = 0

  constructor(options: SessionOptions) {
    this.#options = options
  }

  /** Outcomes in the order asked, in one exchange. Rejects with `ProviderError`, or `cancelled`. */
  async ask(calls: readonly RpcCall[], signal: AbortSignal): Promise<readonly RpcOutcome[]> {
    const { rpc } = await this.#ready(signal)
    const form = calls.length > 1 ? this.#form : 'lines'
    try {
      return await this.#heard(rpc.ask(calls, form, signal))
    } catch (error) {
      if (!(error instanceof ArraysRefused)) throw error
      this.#form = 'lines'
      return this.#heard(rpc.ask(calls, 'lines', signal))
    }
  }

  /** The same, always a line each: for answers that are large together. */
  async askEach(calls: readonly RpcCall[], signal: AbortSignal): Promise<readonly RpcOutcome[]> {
    const { rpc } = await this.#ready(signal)
    return this.#heard(rpc.ask(calls, 'lines', signal))
  }

  /** Whether the server takes subscriptions back. */
  async canUnsubscribe(signal: AbortSignal): Promise<boolean> {
    return (await this.#ready(signal)).greeting.canUnsubscribe
  }

  /** Drops the connection for good; calls under way fail as `unreachable`. */
  async close(): Promise<void> {
    this.#end.abort()
    const open = await this.#open?.catch(() => null) // whoever waits for it has the error
    open?.rpc.close(ended())
  }

  async #ready(signal: AbortSignal): Promise<Open> {
    throwIfCancelled(signal)
    if (this.#end.signal.aborted) throw ended()
    if (this.#open === null) this.#open = this.#remembered(this.#connect())
    else if (performance.now() - this.#heardAt > this.#options.idleMs)
      this.#open = this.#remembered(this.#revive(this.#open))
    const opening = this.#open
    const open = await orCancelled(opening, signal)
    if (!open.rpc.isClosed) return open
    if (this.#open === opening) this.#open = null // else somebody has opened another one already
    return this.#ready(signal)
  }

  /** A connection that could not be opened is forgotten, so that the next question tries again. */
  #remembered(opening: Promise<Open>): Promise<Open> {
    opening.catch(() => {
      if (this.#open === opening) this.#open = null
    })
    return opening
  }

  async #revive(opened: Promise<Open>): Promise<Open> {
    this.#heardAt = performance.now() // one ping, however many wait for it
    const open = await opened
    try {
      const bound = AbortSignal.any([
        this.#end.signal,
        AbortSignal.timeout(Math.min(PING_MS, this.#options.timeoutMs)),
      ])
      await this.#heard(open.rpc.ask([{ method: 'server.ping', params: [] }], 'lines', bound))
      return open
    } catch {
      open.rpc.close(ended()) // whatever was wrong with it, a new one is tried
      return this.#connect()
    }
  }

  async #heard<T>(answer: Promise<T>): Promise<T> {
    const value = await answer
    this.#heardAt = performance.now()
    return value
  }

  async #connect(): Promise<Open> {
    try {
      return await this.#connectOnce(this.#form)
    } catch (error) {
      if (!(error instanceof ArraysRefused)) throw error
      return this.#connectOnce('lines') // some servers answer an array by closing
    }
  }

  async #connectOnce(form: RpcForm): Promise<Open> {
    const { timeoutMs } = this.#options
    const bound = AbortSignal.any([this.#end.signal, AbortSignal.timeout(timeoutMs)])
    try {
      return await this.#openAndGreet(form, bound)
    } catch (error) {
      if (this.#end.signal.aborted) throw ended()
      throw bound.aborted
        ? new ProviderError('unreachable', say('provider_timeout'), { cause: error })
        : error
    }
  }

  async #openAndGreet(form: RpcForm, bound: AbortSignal): Promise<Open> {
    const { url, network, timeoutMs, maxBytes, onNotification, onLost } = this.#options
    const link = await openLink(url, this.#options, bound)
    const rpc = new ElectrumRpc(link.socket, { timeoutMs, maxBytes, onNotification })
    try {
      const greeting = await greet(rpc, network, form, bound)
      await link.confirm()
      this.#form = greeting.form
      this.#heardAt = performance.now()
      link.socket.once('close', onLost)
      return { rpc, greeting }
    } catch (error) {
      rpc.close(ended())
      throw error
    }
  }
}

/** What is opened is shared by all who ask: one of them giving up does not end it for the others. */
async function orCancelled<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const onAbort = (): void => reject(cancelled(signal))
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await Promise.race([promise, aborted])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

function ended(): ProviderError {
  return new ProviderError('unreachable', say('provider_closed'))
}

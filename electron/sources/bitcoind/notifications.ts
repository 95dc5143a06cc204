/**
 * ZMQ as a hint: the node's publishers say that something changed, and nothing they say is believed. They may lose
 * messages, repeat them and invent them: whoever is woken asks the node itself. The native module is loaded when there
 * is something to listen to; where it cannot be, or the publishers die, polling goes on as without them.
 */
import type { Subscriber } from 'zeromq'
import type { ChainHint, ChainSource } from '../../engine/ports.ts'
import { forEver, keepListening, type ListeningTimes } from '../wake-up.ts'
import { choosePublishers, offeredPublishers, type Publisher, type ZmqTopic } from './publishers.ts'
import type { Rpc } from './rpc.ts'

/** The part of the native module that is used. */
export interface ZmqModule {
  readonly Subscriber: typeof Subscriber
}

/** What listening stands on. */
export interface NotificationOptions {
  readonly rpc: Rpc
  /** How the node itself is reached: its publishers must be there too. */
  readonly nodeUrl: string
  readonly log?: ((line: string) => void) | undefined
  /** Loads the native module. */
  readonly load?: () => Promise<ZmqModule>
  readonly times?: Partial<NotificationTimes>
}

/** How patient listening is; `connectMs`: longest wait for a publisher to take part. */
export type NotificationTimes = Pick<ListeningTimes, 'firstRestMs' | 'maxRestMs' | 'steadyMs' | 'pingMs'> & {
  readonly connectMs: number
}

/** A node that comes back is noticed by the polling; asking it again for publishers is one small call. */
const TIMES: NotificationTimes = {
  firstRestMs: 1_000,
  maxRestMs: 60_000,
  steadyMs: 60_000,
  pingMs: 30_000,
  connectMs: 10_000,
}
/** A `sequence` message is 41 bytes; only `rawtx` carries more. A longer one ends the connection. */
const MAX_HASH_BYTES = 1_024
const MAX_RAW_BYTES = 8 << 20
const COUNTER_BYTES = 4

/** `ChainSource.hints` of a bitcoind. */
export function createNotifications(options: NotificationOptions): Pick<Required<ChainSource>, 'hints'> {
  const times = { ...TIMES, ...options.times }
  return {
    async hints(onHint, signal) {
      let zmq: ZmqModule | null = null
      const unusable = new AbortController()
      const over = AbortSignal.any([signal, unusable.signal])
      const listen = async (inner: AbortSignal): Promise<void> => {
        const publishers = await publishersNow(options, inner)
        if (publishers.length === 0) return
        zmq ??= await loadOrTell(options)
        if (zmq === null) return unusable.abort()
        await listenOnce(zmq, publishers, times, hearing(onHint, options.log), inner)
      }
      await keepListening(listen, { ...times, hintMs: 0 }, over)
      await forEver(signal)
    },
  }
}

async function publishersNow(
  { rpc, nodeUrl }: NotificationOptions,
  signal: AbortSignal,
): Promise<readonly Publisher[]> {
  try {
    return choosePublishers(await offeredPublishers(rpc, signal), nodeUrl)
  } catch (error) {
    if (signal.aborted) return [] // its reason is no fault
    throw error
  }
}

async function loadOrTell({ load = loadZmq, log }: NotificationOptions): Promise<ZmqModule | null> {
  try {
    return await load()
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    log?.(`ZMQ is not available here, the node is asked at intervals instead: ${why}`)
    return null
  }
}

async function loadZmq(): Promise<ZmqModule> {
  return import('zeromq')
}

interface Hearing {
  /** A publisher is there, for the first time or again. */
  connected(): void
  message(frames: readonly Uint8Array[]): void
}

/** Turns messages into hints. A gap in a topic's counter means that some were lost. */
function hearing(onHint: (hint: ChainHint) => void, log: NotificationOptions['log']): Hearing {
  const counters = new Map<string, number>()
  return {
    connected: () => onHint('lost'), // nobody knows what was said before
    message: (frames) => {
      const { topic, counter } = readFrames(frames)
      const expected = nextAfter(counters.get(topic))
      const complete = counter !== null && (expected === null || counter === expected)
      if (counter === null) counters.delete(topic)
      else counters.set(topic, counter)
      if (!complete) log?.(`ZMQ messages of ${topic} were lost`)
      onHint(complete ? 'news' : 'lost')
    },
  }
}

function nextAfter(counter: number | undefined): number | null {
  return counter === undefined ? null : (counter + 1) % 0x1_0000_0000
}

/** Every message is topic, body and a counter of 32 bits; anything else has no counter. */
function readFrames(frames: readonly Uint8Array[]): {
  readonly topic: ZmqTopic | 'an unknown topic'
  readonly counter: number | null
} {
  const [name, , last] = frames
  const topic = TOPICS.find((known) => name !== undefined && known === Buffer.from(name).toString('latin1'))
  const sound = topic !== undefined && frames.length === 3 && last?.length === COUNTER_BYTES
  const counter = sound ? new DataView(last.buffer, last.byteOffset, last.length).getUint32(0, true) : null
  return { topic: topic ?? 'an unknown topic', counter }
}

const TOPICS: readonly ZmqTopic[] = ['sequence', 'hashblock', 'hashtx', 'rawtx']

/** Listens until one of the publishers is gone or does not come, or `signal` is aborted. Never rejects. */
async function listenOnce(
  { Subscriber }: ZmqModule,
  publishers: readonly Publisher[],
  times: NotificationTimes,
  heard: Hearing,
  signal: AbortSignal,
): Promise<void> {
  if (signal.aborted) return
  const socket = openSocket(Subscriber, publishers, times)
  const close = (): void => socket.close()
  const addresses = new Set(publishers.map(({ address }) => address))
  let there = 0
  const late = setTimeout(close, times.connectMs)
  socket.events.on('handshake', () => {
    there += 1
    if (there === addresses.size) clearTimeout(late)
    heard.connected()
  })
  socket.events.on('disconnect', close) // the node may come back with other publishers: it is asked anew
  signal.addEventListener('abort', close, { once: true })
  try {
    for (const address of addresses) socket.connect(address)
    for (const { topic } of publishers) socket.subscribe(topic)
    for await (const frames of socket) heard.message(frames)
  } catch (error) {
    if (!isZmqError(error)) throw error // of the socket: its end, like any other
  } finally {
    clearTimeout(late)
    signal.removeEventListener('abort', close)
    close()
  }
}

/** The heartbeat finds out about a publisher that is gone without a word. */
function openSocket(
  type: ZmqModule['Subscriber'],
  publishers: readonly Publisher[],
  { pingMs }: NotificationTimes,
): Subscriber {
  return new type({
    linger: 0,
    ipv6: publishers.some(({ address }) => address.includes('[')),
    maxMessageSize: publishers.some(({ topic }) => topic === 'rawtx') ? MAX_RAW_BYTES : MAX_HASH_BYTES,
    heartbeatInterval: pingMs,
    heartbeatTimeout: pingMs,
    reconnectInterval: 1_000,
  })
}

function isZmqError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && 'errno' in error
}

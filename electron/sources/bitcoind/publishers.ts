/** Which of a node's ZMQ publishers are listened to: few topics, and never at another host than the node's. */
import { asArray, asFields, asText } from './fields.ts'
import { isForbidden } from './forbidden.ts'
import type { Rpc } from './rpc.ts'

/** Topics that say that something changed, not what it was; `rawtx` carries a whole transaction, unread. */
export type ZmqTopic = 'sequence' | 'hashblock' | 'hashtx' | 'rawtx'

/** One publisher to listen to: an address as ZMQ takes it. */
export interface Publisher {
  readonly topic: ZmqTopic
  readonly address: string
}

/** A publisher as the node lists it: `type` with its prefix, and the address that the node bound. */
export interface OfferedPublisher {
  readonly type: string
  readonly address: string
}

const METHOD = 'getzmqnotifications' as const

/** What the node publishes; nothing where it has no ZMQ, or its whitelist forbids the question. */
export async function offeredPublishers(rpc: Rpc, signal: AbortSignal): Promise<readonly OfferedPublisher[]> {
  try {
    const reply = await rpc.ask(METHOD, [], {}, signal)
    if (reply.kind === 'error') return []
    return asArray(reply.value, METHOD).map((item) => {
      const { type, address } = asFields(item, METHOD)
      return { type: asText(type, METHOD), address: asText(address, METHOD) }
    })
  } catch (error) {
    if (isForbidden(error)) return []
    throw error
  }
}

/**
 * `sequence` alone where it is offered: it tells of blocks and transactions, both coming and going. Otherwise blocks,
 * and transactions by the shortest message there is. `nodeUrl` is how the node itself is reached.
 */
export function choosePublishers(
  offered: readonly OfferedPublisher[],
  nodeUrl: string,
): readonly Publisher[] {
  const host = new URL(nodeUrl).hostname
  const find = (topic: ZmqTopic): readonly Publisher[] =>
    offered
      .filter(({ type }) => type === `pub${topic}`)
      .flatMap((offer) => reachable(offer.address, host) ?? [])
      .slice(0, 1)
      .map((address) => ({ topic, address }))
  const sequence = find('sequence')
  if (sequence.length > 0) return sequence
  const hashes = find('hashtx')
  return [...find('hashblock'), ...(hashes.length > 0 ? hashes : find('rawtx'))]
}

/**
 * The address to connect to, or null. "All interfaces" means the node's own host. The node's loopback is ours only
 * where the node itself is reached by loopback: at any other node it would be a stranger on this machine.
 */
function reachable(address: string, nodeHost: string): string | null {
  const [, host = '', port = ''] = /^tcp:\/\/(.+):(\d{1,5})$/.exec(address) ?? []
  if (host === '' || nodeHost.endsWith('.onion')) return null // a name that only Tor knows is not looked up
  if (isAnyHost(host)) return `tcp://${nodeHost}:${port}`
  const ours = isLoopback(host) ? isLoopback(nodeHost) : host.toLowerCase() === nodeHost
  return ours ? `tcp://${host}:${port}` : null
}

function isAnyHost(host: string): boolean {
  return host === '*' || host === '0.0.0.0' || host === '[::]'
}

function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i.test(host)
}

/** Finds out by asking what the running node can do; a version number decides only what is too old. */
import type { BlockHash } from '../../../shared/chain.ts'
import type { NodeFeatures } from '../../../shared/node-problem.ts'
import { say } from '../../../shared/said.ts'
import { NodeError } from '../../engine/node-error.ts'
import type { Capabilities, WaitMethod } from './capabilities.ts'
import { pruneHeightOf } from './chain-view.ts'
import { RPC_ERROR } from './failures.ts'
import { asArray, asBlockHash, asCount, asFields, asFlag, asText } from './fields.ts'
import { isForbidden } from './forbidden.ts'
import type { WatchingMethod } from './methods.ts'
import { probeRest } from './rest.ts'
import type { Rpc, RpcReply } from './rpc.ts'
import { safeText } from './safe-text.ts'
import type { Transport } from './transport.ts'

const OLDEST_VERSION = 250_000
const FILTER_INDEX = 'basic block filter index'
const ZMQ_TOPICS = new Set(['pubhashblock', 'pubrawtx', 'pubsequence'])

/** Asks everything anew and keeps in `capabilities` what other calls depend on. `too_old` before Core 25. */
export async function probeFeatures(
  rpc: Rpc,
  transport: Transport,
  capabilities: Capabilities,
  signal: AbortSignal,
): Promise<NodeFeatures> {
  const network = asFields(await rpc.call('getnetworkinfo', [], {}, signal), 'getnetworkinfo')
  const version = asCount(network['version'], 'getnetworkinfo')
  const subversion = safeText(asText(network['subversion'], 'getnetworkinfo'))
  if (version < OLDEST_VERSION) throw new NodeError('too_old', say('node_too_old', { version: subversion }))
  const info = asFields(await rpc.call('getblockchaininfo', [], {}, signal), 'getblockchaininfo')
  const best = asBlockHash(info['bestblockhash'], 'getblockchaininfo')
  const rest = await probeRest(transport, signal)
  const wait = await probeWait(rpc, best, signal)
  Object.assign(capabilities, { rest, wait })
  return {
    version,
    subversion,
    pruned: asFlag(info['pruned'], 'getblockchaininfo'),
    pruneHeight: pruneHeightOf(info),
    rest,
    blockFilterIndex: await probeFilterIndex(rpc, signal),
    zmq: await probeZmq(rpc, signal),
    waitTakesTip: wait === 'tip',
  }
}

/** How this node can be waited for: Core 30 takes the known tip, earlier ones refuse a second argument. */
export async function probeWait(rpc: Rpc, best: BlockHash, signal: AbortSignal): Promise<WaitMethod> {
  const reply = await askOptional(rpc, 'waitfornewblock', [1, best], signal)
  if (reply === null) return 'poll'
  return reply.kind === 'result' ? 'tip' : 'plain'
}

async function probeFilterIndex(rpc: Rpc, signal: AbortSignal): Promise<NodeFeatures['blockFilterIndex']> {
  const reply = await askOptional(rpc, 'getindexinfo', [], signal)
  if (reply?.kind !== 'result') return 'absent'
  const index = asFields(reply.value, 'getindexinfo')[FILTER_INDEX]
  if (index === undefined) return 'absent'
  return asFlag(asFields(index, 'getindexinfo')['synced'], 'getindexinfo') ? 'synced' : 'building'
}

async function probeZmq(rpc: Rpc, signal: AbortSignal): Promise<readonly string[]> {
  const method = 'getzmqnotifications'
  const reply = await askOptional(rpc, method, [], signal)
  if (reply?.kind !== 'result') return []
  const addresses = asArray(reply.value, method).flatMap((item) => {
    const { type, address } = asFields(item, method)
    return ZMQ_TOPICS.has(asText(type, method)) ? [safeText(asText(address, method))] : []
  })
  return [...new Set(addresses)]
}

/** Null when the node lacks the method or its whitelist forbids it. */
async function askOptional(
  rpc: Rpc,
  method: WatchingMethod,
  params: readonly unknown[],
  signal: AbortSignal,
): Promise<RpcReply | null> {
  try {
    const reply = await rpc.ask(method, params, {}, signal)
    return reply.kind === 'error' && reply.code === RPC_ERROR.methodNotFound ? null : reply
  } catch (error) {
    if (isForbidden(error)) return null
    throw error
  }
}

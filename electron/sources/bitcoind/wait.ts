/**
 * Waiting for a new block. Each wait keeps one of the node's few RPC threads busy until it ends, even when its
 * client was killed: hence one at a time, 5 s at most.
 */
import type { BlockHash } from '../../../shared/chain.ts'
import { NodeError } from '../../engine/node-error.ts'
import type { ChainSource, Clock } from '../../engine/ports.ts'
import type { Capabilities } from './capabilities.ts'
import { RPC_ERROR } from './failures.ts'
import { asBlockHash } from './fields.ts'
import { pause } from './pause.ts'
import { probeWait } from './probe.ts'
import { type Rpc, resultOf } from './rpc.ts'

const METHOD = 'waitfornewblock' as const
const LONGEST_MS = 5_000
const POLL_MS = 1_000

/** `clock` only bounds the whole wait; when it is set meanwhile, the wait ends early. */
export function createWait(rpc: Rpc, capabilities: Capabilities, clock: Clock): ChainSource['waitForTip'] {
  return async (known, timeoutMs, signal) => {
    const begun = clock.now()
    const longest = Math.min(timeoutMs, LONGEST_MS)
    for (;;) {
      if ((await bestBlock(rpc, signal)) !== known) return
      const left = longest - Math.abs(clock.now() - begun)
      if (left <= 0) return
      await waitOnce(rpc, capabilities, known, Math.ceil(left), signal)
    }
  }
}

async function bestBlock(rpc: Rpc, signal: AbortSignal): Promise<BlockHash> {
  return asBlockHash(await rpc.call('getbestblockhash', [], {}, signal), 'getbestblockhash')
}

async function waitOnce(
  rpc: Rpc,
  capabilities: Capabilities,
  known: BlockHash,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<void> {
  capabilities.wait ??= await probeWait(rpc, known, signal)
  if (capabilities.wait === 'poll') {
    await pause(Math.min(POLL_MS, timeoutMs), signal)
    return
  }
  const params = capabilities.wait === 'tip' ? [timeoutMs, known] : [timeoutMs]
  try {
    const options = { timeoutMs: timeoutMs + 15_000, long: true }
    const reply = await rpc.ask(METHOD, params, options, signal)
    if (reply.kind === 'error' && reply.code === RPC_ERROR.methodNotFound) capabilities.wait = 'poll'
    else resultOf(reply, METHOD)
  } catch (error) {
    if (!(error instanceof NodeError) || error.problem !== 'forbidden') throw error
    capabilities.wait = 'poll'
  }
}

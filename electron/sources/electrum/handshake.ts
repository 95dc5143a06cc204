/** The first words on a connection: the protocol's version, whether arrays are taken, and whose chain it is. */

import { z } from 'zod'
import { GENESIS_HASH, type Network } from '../../../shared/chain.ts'
import { say } from '../../../shared/said.ts'
import { ProviderError } from '../../engine/provider-error.ts'
import { badAnswer } from '../provider-http.ts'
import { otherNetwork } from '../provider-replies.ts'
import { headerFromHex } from './replies.ts'
import { ArraysRefused, type ElectrumRpc, type RpcForm, type RpcOutcome } from './rpc.ts'
import { toProviderError } from './server-errors.ts'

/** The versions we speak. From 1.4 on headers come raw and features are there; 1.6 changes what headers look like. */
const VERSIONS = ['1.4', '1.4.3'] as const
const CLIENT_NAME = 'Tidemark'

/** What a connection turned out to be able to do. */
export interface Greeting {
  readonly form: RpcForm
  /** Whether a subscription can be given back (1.4.2). */
  readonly canUnsubscribe: boolean
}

const versionReply = z.tuple([z.string(), z.string().regex(/^1\.4(\.\d{1,3})?$/)])
const featuresReply = z.object({ genesis_hash: z.string() })

/**
 * Greets the server and checks that it serves `network`, by its features and by its first header (each where it is
 * given, at least one). `form` is what to try first. Throws `ProviderError`.
 */
export async function greet(
  rpc: ElectrumRpc,
  network: Network,
  form: RpcForm,
  signal: AbortSignal,
): Promise<Greeting> {
  const [hello] = await rpc.ask(
    [{ method: 'server.version', params: [CLIENT_NAME, VERSIONS] }],
    'lines',
    signal,
  )
  const version = versionReply.safeParse(valueOf(hello))
  if (!version.success) throw badAnswer(say('reply_electrum_version'))
  const identity = await askIdentity(rpc, form, signal)
  checkNetwork(identity.outcomes, network)
  return { form: identity.form, canUnsubscribe: Number(version.data[1].split('.')[2] ?? 0) >= 2 }
}

async function askIdentity(
  rpc: ElectrumRpc,
  form: RpcForm,
  signal: AbortSignal,
): Promise<{ readonly form: RpcForm; readonly outcomes: readonly RpcOutcome[] }> {
  const calls = [
    { method: 'server.features', params: [] },
    { method: 'blockchain.block.header', params: [0] },
  ]
  try {
    return { form, outcomes: await rpc.ask(calls, form, signal) }
  } catch (error) {
    if (error instanceof ArraysRefused)
      return { form: 'lines', outcomes: await rpc.ask(calls, 'lines', signal) }
    if (form === 'array' && error instanceof ProviderError && error.problem === 'unreachable')
      throw new ArraysRefused('it closed on the first array', { cause: error })
    throw error
  }
}

function checkNetwork([features, header]: readonly RpcOutcome[], network: Network): void {
  const told: string[] = []
  const named = featuresReply.safeParse(valueOf(features))
  if (named.success) told.push(named.data.genesis_hash)
  if (header?.kind === 'result') told.push(headerFromHex(header.value, 0).hash)
  if (told.length === 0) throw firstError([features, header]) ?? badAnswer(say('reply_whose_chain'))
  if (told.some((hash) => hash !== GENESIS_HASH[network])) throw otherNetwork(network)
}

function valueOf(outcome: RpcOutcome | undefined): unknown {
  return outcome?.kind === 'result' ? outcome.value : undefined
}

function firstError(outcomes: readonly (RpcOutcome | undefined)[]): ProviderError | null {
  const failed = outcomes.find((outcome) => outcome?.kind === 'error')
  return failed?.kind === 'error' ? toProviderError(failed.error) : null
}

/**
 * The uniform shape as a balance source: `GET {base}/address/{address}?verbosity=3[&height=H]`, for servers that
 * really answer so, such as another Tidemark. Many servers ignore a query they do not know and give today's figure:
 * the reply must name the very block that was asked about, and be dated by its hash, or it gives no number.
 */

import { Agent, type Dispatcher } from 'undici'
import type { BlockHash, Network } from '../../shared/chain.ts'
import { say } from '../../shared/said.ts'
import type {
  BalanceSource,
  BatchAnswer,
  Clock,
  ProviderBalance,
  ProviderCapabilities,
  ProviderProblem,
} from '../engine/ports.ts'
import { ProviderError } from '../engine/provider-error.ts'
import { checkedApiKey } from './api-key.ts'
import { createProviderHttp, type ProviderHttp } from './provider-http.ts'
import { moving } from './provider-replies.ts'
import { baseOf, parseProviderUrl } from './provider-url.ts'
import { ALL_SCRIPT_TYPES } from './script-types.ts'
import { type UniformChain, uniformChain } from './uniform-chain.ts'
import { cannotKnow, readUniform, type UniformFigures, type UniformQuestion } from './uniform-reply.ts'
import { unsupported } from './unsupported.ts'
import { withinSupply } from './within-supply.ts'

export interface UniformOptions {
  readonly id: string
  /** Base URL as `parseProviderUrl` takes it. */
  readonly url: string
  readonly network: Network
  readonly clock: Clock
  /** Sent as a bearer token, in the header alone. Over plain http only where such a URL is allowed at all. */
  readonly apiKey?: string
  /** Bound on one request, 10 s by default. */
  readonly timeoutMs?: number
  /** Connections to use instead of own ones; the giver closes them. */
  readonly dispatcher?: Dispatcher
}

/** What the shape can be asked. */
export const UNIFORM_CAPABILITIES: ProviderCapabilities = {
  batch: 1,
  utxos: false,
  history: false,
  balanceAtHeight: true,
  push: false,
  scriptTypes: ALL_SCRIPT_TYPES,
  creditsP2pk: false,
  separatesPending: true,
}

/** A Tidemark lists reasons and holes beside the figures. */
const MAX_ADDRESS_BYTES = 65_536

/** Builds the source; nothing is sent yet. Throws AppError `invalid_input` for a URL or key that cannot be used. */
export function createUniform(options: UniformOptions): BalanceSource {
  const { id, url, network, clock, timeoutMs = 10_000 } = options
  const headers = bearer(options.apiKey)
  const base = baseOf(parseProviderUrl(url))
  const dispatcher = options.dispatcher ?? new Agent({ connections: 6, connect: { timeout: 5_000 } })
  const http = createProviderHttp({ base, clock, timeoutMs, dispatcher, headers })
  const chain = uniformChain(http, network, clock)
  const balance = (address: string, signal: AbortSignal) => newest(http, chain, clock, address, signal)
  const source: BalanceSource = {
    id,
    url,
    family: 'uniform',
    capabilities: UNIFORM_CAPABILITIES,
    balance,
    balances: async (addresses, signal) => {
      if (addresses.length > UNIFORM_CAPABILITIES.batch)
        throw new RangeError('more addresses than one call takes')
      return Promise.all(addresses.map((address) => asAnswer(balance(address, signal))))
    },
    tip: (signal) => chain.tip(signal),
    balanceAt: (address, height, signal) => atHeight(http, chain, clock, { address, height }, signal),
    history: unsupported(say('part_a_history')),
    unspent: unsupported(say('part_outputs')),
    close: async () => {
      if (options.dispatcher === undefined) await dispatcher.destroy()
    },
  }
  return withinSupply(source, network)
}

function bearer(apiKey: string | undefined): Record<string, string> {
  if (apiKey === undefined) return {}
  return { authorization: `Bearer ${checkedApiKey(apiKey)}` }
}

async function newest(
  http: ProviderHttp,
  chain: UniformChain,
  clock: Clock,
  address: string,
  signal: AbortSignal,
): Promise<ProviderBalance> {
  const { figures, at, tipTime } = await dated(http, chain, { address, height: null }, signal)
  // Unknown is not zero: a figure whose pending part nobody named cannot be shown as complete.
  if (figures.pending === null) throw cannotKnow(say('reply_no_pending'))
  return { confirmed: figures.balance, pending: figures.pending, at, tipTime, observedAt: clock.now() }
}

async function atHeight(
  http: ProviderHttp,
  chain: UniformChain,
  clock: Clock,
  question: UniformQuestion,
  signal: AbortSignal,
): Promise<ProviderBalance> {
  const { figures, at, tipTime } = await dated(http, chain, question, signal)
  return { confirmed: figures.balance, pending: 0, at, tipTime, observedAt: clock.now() } // nothing pends in the past
}

interface Dated {
  readonly figures: UniformFigures
  readonly at: { readonly height: number; readonly hash: BlockHash }
  /** The header's of `at`. */
  readonly tipTime: number
}

/** One answer with its block, from this server alone and on its right network. */
async function dated(
  http: ProviderHttp,
  chain: UniformChain,
  question: UniformQuestion,
  signal: AbortSignal,
): Promise<Dated> {
  const first = await ask(http, question, signal)
  await chain.checkNetwork(first.network, signal)
  const { hash, figures } =
    first.hash === null
      ? await bracketed(http, chain, question, first, signal)
      : { hash: first.hash, figures: first }
  const { height } = figures
  const tipTime = figures.time ?? (await chain.timeOf(height, hash, signal))
  chain.checkPlausible({ height, hash, time: tipTime })
  return { figures, at: { height, hash }, tipTime }
}

/** A reply without a hash: the hash of its height, and the same reply again, so that both belong to one chain. */
async function bracketed(
  http: ProviderHttp,
  chain: UniformChain,
  question: UniformQuestion,
  first: UniformFigures,
  signal: AbortSignal,
): Promise<{ readonly hash: BlockHash; readonly figures: UniformFigures }> {
  const hash = await chain.hashAt(first.height, signal)
  const figures = await ask(http, question, signal)
  const otherHash = figures.hash !== null && figures.hash !== hash
  if (figures.height !== first.height || figures.balance !== first.balance || otherHash)
    throw moving(say('reply_changed_dating'))
  return { hash, figures }
}

async function ask(
  http: ProviderHttp,
  question: UniformQuestion,
  signal: AbortSignal,
): Promise<UniformFigures> {
  const { address, height } = question
  const query = height === null ? 'verbosity=3' : `verbosity=3&height=${height}`
  const path = `/address/${encodeURIComponent(address)}?${query}`
  try {
    const reply = await http.jsonIfServed(path, 'address', MAX_ADDRESS_BYTES, signal)
    if (reply === undefined) throw new ProviderError('unsupported', say('reply_not_served'))
    return readUniform(reply, question)
  } catch (error) {
    if (height !== null && error instanceof ProviderError && error.problem === 'too_many')
      throw cannotKnow(say('reply_no_balance_then')) // 422: the height was refused
    throw error
  }
}

/** What concerns one address alone; all else is a failure of the whole call. */
const OF_THE_ADDRESS: readonly ProviderProblem[] = [
  'unsupported',
  'cannot_know',
  'bad_request',
  'too_many',
  'moving',
]

async function asAnswer(call: Promise<ProviderBalance>): Promise<BatchAnswer> {
  try {
    return { kind: 'balance', balance: await call }
  } catch (error) {
    if (error instanceof ProviderError && OF_THE_ADDRESS.includes(error.problem))
      return { kind: 'failed', error }
    throw error
  }
}

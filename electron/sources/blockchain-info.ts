/**
 * blockchain.info's protocol (also haskoin-store's, below ".../blockchain") as a balance source: many addresses in one
 * call, dated by the newest block in the same reply. Its totals hold what no block has yet, so that a confirmed
 * figure is derived from the listed transactions or not given at all.
 */

import { Agent, type Dispatcher } from 'undici'
import { GENESIS_HASH, type Network } from '../../shared/chain.ts'
import { say } from '../../shared/said.ts'
import type { BalanceSource, BatchAnswer, Clock, ProviderBalance, ProviderHistory } from '../engine/ports.ts'
import { ProviderError } from '../engine/provider-error.ts'
import { readBalanceAt, readBalances, readHistory } from './blockchain-info-questions.ts'
import { InfoRequests } from './blockchain-info-requests.ts'
import { badAnswer } from './provider-http.ts'
import { otherNetwork } from './provider-replies.ts'
import { withRepeats } from './resilience.ts'
import { ALL_SCRIPT_TYPES } from './script-types.ts'
import { notServed, whyNotServed } from './served-addresses.ts'
import { unsupported } from './unsupported.ts'
import { withinSupply } from './within-supply.ts'

export interface BlockchainInfoOptions {
  readonly id: string
  /** Base URL as `parseProviderUrl` takes it: what stands before "/multiaddr". */
  readonly url: string
  readonly network: Network
  readonly clock: Clock
  /** Bound on one request, 15 s by default; the pool bounds the whole question. */
  readonly timeoutMs?: number
  /**
   * The public service has the main network alone and its replies name none, so that its genesis block is asked for
   * once. A server of the same shape that cannot tell it is taken at the word of whoever names its network here.
   */
  readonly assumeNetwork?: Network
  /** Wait before a question is asked once more because the tip moved, 1.5 s by default. */
  readonly movingWaitMs?: number
  /** Connections to use instead of own ones; the giver closes them. */
  readonly dispatcher?: Dispatcher
}

/** More addresses in one call are answered with 502. */
const BATCH = 80
/** Unknown witness programs are left out: it is not known to index them, and may answer with zero. */
const SCRIPT_TYPES = ALL_SCRIPT_TYPES.filter((type) => type !== 'witness')
const MOVING_REPEATS = 1

/** Builds the source; nothing is sent yet. Throws AppError `invalid_input` for a URL that may not be asked. */
export function createBlockchainInfo(options: BlockchainInfoOptions): BalanceSource {
  const { id, url, network, movingWaitMs = 1_500 } = options
  const dispatcher = options.dispatcher ?? new Agent({ connections: 2, connect: { timeout: 5_000 } })
  const requests = new InfoRequests(options, dispatcher)
  const checkNetwork = networkCheck(requests, options)
  const repeats = {
    times: MOVING_REPEATS,
    waitMs: movingWaitMs,
    when: (error: unknown) => error instanceof ProviderError && error.problem === 'moving',
  }
  const balances = withRepeats(async (addresses: readonly string[], signal: AbortSignal) => {
    const failed = notServed(addresses, network, SCRIPT_TYPES)
    const asked = [...new Set(addresses)].filter((address) => !failed.has(address))
    if (asked.length === 0) return addresses.map((address) => answerOf(failed.get(address)))
    await checkNetwork(signal)
    const read = await readBalances(requests, asked, options.clock, signal)
    return addresses.map((address) => answerOf(failed.get(address) ?? read.get(address)))
  }, repeats)
  const history = async (address: string, signal: AbortSignal): Promise<ProviderHistory> => {
    const error = whyNotServed(address, network, SCRIPT_TYPES)
    if (error !== null) throw error
    await checkNetwork(signal)
    return readHistory(requests, address, signal)
  }
  const source: BalanceSource = {
    id,
    url,
    family: 'blockchain.info',
    capabilities: {
      batch: BATCH,
      utxos: false,
      history: true,
      balanceAtHeight: true,
      push: false,
      scriptTypes: SCRIPT_TYPES,
      creditsP2pk: true,
      separatesPending: false,
    },
    tip: async (signal) => {
      await checkNetwork(signal)
      return requests.tip(signal)
    },
    balances,
    balance: async (address, signal) => {
      const [answer] = await balances([address], signal)
      if (answer?.kind === 'balance') return answer.balance
      throw answer?.error ?? badAnswer(say('reply_none'))
    },
    history: withRepeats(history, repeats),
    balanceAt: withRepeats(async (address: string, height: number, signal: AbortSignal) => {
      const known = await history(address, signal)
      return readBalanceAt(requests, known, height, options.clock, signal)
    }, repeats),
    unspent: unsupported(say('part_outputs')),
    close: async () => {
      if (options.dispatcher === undefined) await dispatcher.destroy()
    },
  }
  return withinSupply(source, network)
}

function networkCheck(
  requests: InfoRequests,
  { network, assumeNetwork }: BlockchainInfoOptions,
): (signal: AbortSignal) => Promise<void> {
  let right = assumeNetwork === network
  return async (signal) => {
    if (right) return
    const { hash } = await requests.blockAt(0, signal)
    if (hash !== GENESIS_HASH[network]) throw otherNetwork(network)
    right = true
  }
}

function answerOf(answer: ProviderBalance | ProviderError | undefined): BatchAnswer {
  if (answer instanceof ProviderError) return { kind: 'failed', error: answer }
  if (answer === undefined) return { kind: 'failed', error: badAnswer(say('reply_none')) }
  return { kind: 'balance', balance: answer }
}

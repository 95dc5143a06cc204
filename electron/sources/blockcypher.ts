/**
 * BlockCypher's protocol as a balance source. Its address replies name no block: rows in blocks imply the height of
 * the tip they were counted at, and the chain's own reply gives the hash at that height. Without such a row the tip
 * must be the same before and after. Every address of a batch counts as a request, and requests are scarce.
 */

import { Agent, type Dispatcher } from 'undici'
import type { Network } from '../../shared/chain.ts'
import { say } from '../../shared/said.ts'
import type { BalanceSource, Clock } from '../engine/ports.ts'
import { ProviderError } from '../engine/provider-error.ts'
import { watchBudget } from './blockcypher-budget.ts'
import {
  CYPHER_SCRIPT_TYPES,
  readBalanceAt,
  readBalances,
  readDatedHistory,
} from './blockcypher-questions.ts'
import { CypherRequests } from './blockcypher-requests.ts'
import { badAnswer } from './provider-http.ts'
import { withRepeats } from './resilience.ts'
import { unsupported } from './unsupported.ts'
import { withinSupply } from './within-supply.ts'

export interface BlockcypherOptions {
  readonly id: string
  /** Base URL of one chain (".../v1/btc/main") as `parseProviderUrl` takes it; never with a token. */
  readonly url: string
  readonly network: Network
  readonly clock: Clock
  /** Bound on one request, 10 s by default; the pool bounds the whole question. */
  readonly timeoutMs?: number
  /** Goes into the query of every request, and nowhere else: not into an id, a message or a log. */
  readonly token?: string
  /** Addresses a call, 2 by default: three at once are over the free limit of a second. */
  readonly batch?: number
  /** Wait before a question is asked once more because the tip moved, 1.5 s by default. */
  readonly movingWaitMs?: number
  /** Connections to use instead of own ones; the giver closes them. */
  readonly dispatcher?: Dispatcher
}

const MOVING_REPEATS = 1

/** Builds the source; nothing is sent yet. Throws AppError `invalid_input` for a URL that may not be asked. */
export function createBlockcypher(options: BlockcypherOptions): BalanceSource {
  const { id, url, clock, batch = 2, movingWaitMs = 1_500 } = options
  const dispatcher = options.dispatcher ?? new Agent({ connections: 3, connect: { timeout: 5_000 } })
  const requests = new CypherRequests(options, watchBudget(dispatcher, clock))
  const repeats = {
    times: MOVING_REPEATS,
    waitMs: movingWaitMs,
    when: (error: unknown) => error instanceof ProviderError && error.problem === 'moving',
  }
  const balances = withRepeats(
    (addresses: readonly string[], signal: AbortSignal) => readBalances(requests, addresses, signal),
    repeats,
  )
  const source: BalanceSource = {
    id,
    url,
    family: 'blockcypher',
    capabilities: {
      batch,
      utxos: false,
      history: true,
      balanceAtHeight: true,
      push: false,
      scriptTypes: CYPHER_SCRIPT_TYPES,
      creditsP2pk: true,
      separatesPending: true,
    },
    tip: (signal) => requests.tip(signal),
    balances,
    balance: async (address, signal) => {
      const [answer] = await balances([address], signal)
      if (answer?.kind === 'balance') return answer.balance
      throw answer?.error ?? badAnswer(say('reply_none'))
    },
    history: withRepeats(
      (address: string, signal: AbortSignal) => readDatedHistory(requests, address, signal),
      repeats,
    ),
    balanceAt: withRepeats(
      (address: string, height: number, signal: AbortSignal) =>
        readBalanceAt(requests, address, height, signal),
      repeats,
    ),
    unspent: unsupported(say('part_outputs')),
    close: async () => {
      if (options.dispatcher === undefined) await dispatcher.destroy()
    },
  }
  return withinSupply(source, options.network)
}

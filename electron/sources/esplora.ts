/**
 * The Esplora HTTP protocol (blockstream.info/api, mempool.space/api, an own electrs) as a balance source. No reply
 * of it names its block, so every answer is dated by a bracket around it (esplora-bracket.ts). `?height=` is ignored
 * by these servers and never sent: a balance at a height comes from the history, or not at all.
 */
import { Agent, type Dispatcher } from 'undici'
import type { Network } from '../../shared/chain.ts'
import type { BalanceSource, Clock, ProviderCapabilities } from '../engine/ports.ts'
import { MAX_PUSH_BYTES, watchBlocks } from './esplora-push.ts'
import { esploraQuestions } from './esplora-questions.ts'
import { createProviderHttp } from './provider-http.ts'
import { baseOf, parseProviderUrl } from './provider-url.ts'
import { ALL_SCRIPT_TYPES } from './script-types.ts'

export interface EsploraOptions {
  readonly id: string
  /** Base URL as `parseProviderUrl` takes it. */
  readonly url: string
  readonly network: Network
  readonly clock: Clock
  /** Bound on one request, 10 s by default; the pool bounds the whole question. */
  readonly timeoutMs?: number
  /** Wait before a question is asked again because the tip moved, 1.5 s by default (their caches live 1 s). */
  readonly movingWaitMs?: number
  /** The longest history that is read, 10,000 transactions by default; a longer one is `too_many`. */
  readonly maxTransactions?: number
  /** Connections to use instead of own ones; the giver closes them (and bounds `webSocket.maxPayloadSize`). */
  readonly dispatcher?: Dispatcher
}

/** An Esplora server as a source. `close` drops its connections; calls under way then fail as `unreachable`. */
export type EsploraSource = BalanceSource

/** What the protocol can be asked. */
export const ESPLORA_CAPABILITIES: ProviderCapabilities = {
  batch: 25,
  utxos: true,
  history: true,
  balanceAtHeight: true,
  push: true,
  scriptTypes: ALL_SCRIPT_TYPES,
  creditsP2pk: false,
  separatesPending: true,
}

const OWN_CONNECTIONS = {
  connections: 6,
  connect: { timeout: 5_000 },
  webSocket: { maxPayloadSize: MAX_PUSH_BYTES },
} as const

/**
 * Builds the source; nothing is sent yet. Its first answer is preceded by one check that the server is on `network`
 * (genesis hash). Throws AppError `invalid_input` for a URL that may not be asked.
 */
export function createEsplora(options: EsploraOptions): EsploraSource {
  const {
    id,
    url,
    network,
    clock,
    timeoutMs = 10_000,
    movingWaitMs = 1_500,
    maxTransactions = 10_000,
  } = options
  const base = baseOf(parseProviderUrl(url))
  const dispatcher = options.dispatcher ?? new Agent(OWN_CONNECTIONS)
  const http = createProviderHttp({ base, clock, timeoutMs, dispatcher })
  const end = new AbortController()
  return {
    id,
    url,
    family: 'esplora',
    capabilities: ESPLORA_CAPABILITIES,
    ...esploraQuestions({ http, network, clock, movingWaitMs, maxTransactions }),
    hints: (onHint, signal) =>
      watchBlocks({ base, dispatcher }, onHint, AbortSignal.any([signal, end.signal])),
    close: async () => {
      end.abort()
      if (options.dispatcher === undefined) await dispatcher.destroy()
    },
  }
}

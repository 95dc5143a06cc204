/**
 * The Electrum protocol (ElectrumX, electrs, Fulcrum) over TCP or TLS as a balance source. Addresses are asked for by
 * a hash of their script, many in one exchange, and every figure is dated by the tip before and after it.
 */
import type { Network } from '../../../shared/chain.ts'
import type { BalanceSource, Clock, ProviderCapabilities } from '../../engine/ports.ts'
import { ALL_SCRIPT_TYPES } from '../script-types.ts'
import { hintsOfBlocks } from './block-hints.ts'
import { readTip } from './bracket.ts'
import { parseElectrumUrl } from './electrum-url.ts'
import { createHints, type ElectrumHint } from './hints.ts'
import type { Dial } from './link.ts'
import { memoryPins, type PinStore } from './pins.ts'
import { type QuestionGround, questions } from './questions.ts'
import { scriptOf } from './script.ts'
import { ElectrumSession } from './session.ts'

export interface ElectrumOptions {
  readonly id: string
  /** `tls://host:port`, `ssl://host:port`, or `tcp://host:port` in one's own network. */
  readonly url: string
  readonly network: Network
  readonly clock: Clock
  /** Bound on opening a connection and on one exchange, 10 s by default; the pool bounds the whole question. */
  readonly timeoutMs?: number
  /** Where the certificates of servers that sign their own are remembered; in memory by default. */
  readonly pins?: PinStore
  /** Wait before a question is asked again because the tip moved, 1.5 s by default. */
  readonly movingWaitMs?: number
  /** Bound on one reply, 8,100,000 bytes by default. */
  readonly maxBytes?: number
  /** Longest history that is read, 2,000 transactions by default. */
  readonly maxTransactions?: number
  /** A connection that rested this long is tried with a ping before it is used, 60 s by default. */
  readonly idleMs?: number
  /** Opens the TCP stream instead of this adapter: a proxy, or a check of the resolved address. */
  readonly dial?: Dial
  /** Told when something may have changed; must not throw. */
  readonly onHint?: (hint: ElectrumHint) => void
}

/** An Electrum server as a source. `close` ends its connection; calls under way then fail as `unreachable`. */
export interface ElectrumSource extends BalanceSource {
  /** Asks to be told of changes to these addresses (at most `capabilities.batch`) by `onHint`, and of new blocks. */
  follow(addresses: readonly string[], signal: AbortSignal): Promise<void>
}

/** What the protocol can be asked. */
export const ELECTRUM_CAPABILITIES: ProviderCapabilities = {
  batch: 100,
  utxos: true,
  history: true,
  balanceAtHeight: true,
  push: true,
  scriptTypes: ALL_SCRIPT_TYPES,
  creditsP2pk: false,
  separatesPending: true,
}

/** As Electrum itself does. */
const MAX_BYTES = 8_100_000
const MAX_TRANSACTIONS = 2_000
const IDLE_MS = 60_000

/** Builds the source; nothing is opened yet. Throws AppError `invalid_input` for a URL that may not be asked. */
export function createElectrum(options: ElectrumOptions): ElectrumSource {
  const listeners = new Set<(hint: ElectrumHint) => void>()
  if (options.onHint !== undefined) listeners.add(options.onHint)
  const ground = groundOf(options, (hint) => {
    for (const listener of listeners) listener(hint)
  })
  const { session, hints, network } = ground
  const end = new AbortController()
  return {
    id: options.id,
    url: options.url,
    family: 'electrum',
    capabilities: ELECTRUM_CAPABILITIES,
    tip: (signal) => readTip(ground, signal),
    ...questions(ground),
    follow: async (addresses, signal) => {
      await session.ask([{ method: 'blockchain.headers.subscribe', params: [] }], signal)
      const scripts = new Map(addresses.map((address) => [address, scriptOf(address, network)]))
      await hints.follow(session, scripts, signal)
    },
    hints: (onHint, signal) =>
      hintsOfBlocks({ session, listeners }, onHint, AbortSignal.any([signal, end.signal])),
    close: async () => {
      end.abort()
      await session.close()
    },
  }
}

function groundOf(options: ElectrumOptions, onHint: (hint: ElectrumHint) => void): QuestionGround {
  const { network, clock, timeoutMs = 10_000, maxBytes = MAX_BYTES, movingWaitMs = 1_500, dial } = options
  const hints = createHints(onHint)
  const session = new ElectrumSession({
    url: parseElectrumUrl(options.url),
    network,
    clock,
    pins: options.pins ?? memoryPins(),
    ...(dial === undefined ? {} : { dial }),
    timeoutMs,
    maxBytes,
    idleMs: options.idleMs ?? IDLE_MS,
    onNotification: (notification) => hints.heard(notification),
    onLost: () => hints.lost(),
  })
  const maxTransactions = options.maxTransactions ?? MAX_TRANSACTIONS
  return { session, network, clock, movingWaitMs, hints, maxTransactions }
}

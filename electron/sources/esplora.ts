/**
 * The Esplora HTTP protocol (blockstream.info/api, mempool.space/api, an own electrs) as a balance source. No reply
 * of it names its block, so a balance is dated by bracketing: newest blocks, address, tip hash, all from one server;
 * it counts only when the tip was the same before and after. `?height=` is ignored by these servers: never sent.
 */
import { Agent, type Dispatcher } from 'undici'
import { type BlockHash, GENESIS_HASH, type Network } from '../../shared/chain.ts'
import type { BalanceSource, Clock, ProviderBalance, ProviderTip } from '../engine/ports.ts'
import { ProviderError } from '../engine/provider-error.ts'
import { amountsFromAddress, hashFromText, moving, tipFromBlocks } from './esplora-replies.ts'
import { badAnswer, createProviderHttp, type ProviderHttp } from './provider-http.ts'
import { baseOf, parseProviderUrl } from './provider-url.ts'
import { withRepeats } from './resilience.ts'

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
  /** Connections to use instead of own ones; the giver closes them. */
  readonly dispatcher?: Dispatcher
}

/** An Esplora server as a source. `close` drops its connections; calls under way then fail as `unreachable`. */
export interface EsploraSource extends BalanceSource {
  close(): Promise<void>
}

const MAX_HASH_BYTES = 128
const MAX_ADDRESS_BYTES = 16_384
const MAX_BLOCKS_BYTES = 524_288
const MOVING_REPEATS = 2

/**
 * Builds the source; nothing is sent yet. Its first answer is preceded by one check that the server is on `network`
 * (genesis hash). Throws AppError `invalid_input` for a URL that may not be asked.
 */
export function createEsplora(options: EsploraOptions): EsploraSource {
  const { id, clock, network, timeoutMs = 10_000, movingWaitMs = 1_500 } = options
  const dispatcher = options.dispatcher ?? new Agent({ connections: 6, connect: { timeout: 5_000 } })
  const http = createProviderHttp({
    base: baseOf(parseProviderUrl(options.url)),
    clock,
    timeoutMs,
    dispatcher,
  })
  const checkNetwork = networkCheck(http, network)
  const tip = async (signal: AbortSignal): Promise<ProviderTip> => {
    await checkNetwork(signal)
    const blocks = await http.json('/blocks', 'chain', MAX_BLOCKS_BYTES, signal)
    return tipFromBlocks(blocks, network, clock.now())
  }
  const balance = async (address: string, signal: AbortSignal): Promise<ProviderBalance> => {
    const before = await tip(signal)
    const path = `/address/${encodeURIComponent(address)}`
    const reply = await http.json(path, 'address', MAX_ADDRESS_BYTES, signal)
    const after = await tipHash(http, signal)
    if (after !== before.hash) throw moving('its tip changed while it was asked')
    const { height, hash, time } = before
    const amounts = amountsFromAddress(reply, address)
    return { ...amounts, at: { height, hash }, tipTime: time, observedAt: clock.now() }
  }
  const repeats = { times: MOVING_REPEATS, waitMs: movingWaitMs, when: isMoving }
  return {
    id,
    url: options.url,
    family: 'esplora',
    tip,
    balance: withRepeats(balance, repeats),
    close: async () => {
      if (options.dispatcher === undefined) await dispatcher.destroy()
    },
  }
}

function networkCheck(http: ProviderHttp, network: Network): (signal: AbortSignal) => Promise<void> {
  let right = false
  return async (signal) => {
    if (right) return
    const genesis = hashFromText(await http.text('/block-height/0', 'chain', MAX_HASH_BYTES, signal))
    if (genesis !== GENESIS_HASH[network]) throw badAnswer(`it serves another network than ${network}`)
    right = true
  }
}

async function tipHash(http: ProviderHttp, signal: AbortSignal): Promise<BlockHash> {
  return hashFromText(await http.text('/blocks/tip/hash', 'chain', MAX_HASH_BYTES, signal))
}

function isMoving(error: unknown): boolean {
  return error instanceof ProviderError && error.problem === 'moving'
}

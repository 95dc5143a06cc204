/** The requests to a server of blockchain.info's shape: paths and size bounds. */

import type { Dispatcher } from 'undici'
import type { BlockHash, Network } from '../../shared/chain.ts'
import { say } from '../../shared/said.ts'
import type { Clock, ProviderTip } from '../engine/ports.ts'
import { ProviderError } from '../engine/provider-error.ts'
import { blockFromHeight, type MultiReply, multiFromReply, tipFromLatest } from './blockchain-info-replies.ts'
import { HttpError } from './http.ts'
import { createProviderHttp, type ProviderHttp } from './provider-http.ts'
import { baseOf, parseProviderUrl } from './provider-url.ts'

export interface InfoRequestsOptions {
  readonly url: string
  readonly network: Network
  readonly clock: Clock
  readonly timeoutMs?: number
}

const MAX_TIP_BYTES = 524_288
const MAX_MULTI_BYTES = 16_777_216
/** A block comes with all of its transactions, several times its size on the wire. */
const MAX_BLOCK_BYTES = 33_554_432
const PENDING_TXS = 50
const HISTORY_TXS = 100

/** Sends the questions of one source. Every waiting call rejects with `ProviderError` or AppError `cancelled`. */
export class InfoRequests {
  readonly #http: ProviderHttp
  readonly #network: Network
  readonly #clock: Clock

  constructor({ url, network, clock, timeoutMs = 15_000 }: InfoRequestsOptions, dispatcher: Dispatcher) {
    this.#http = createProviderHttp({ base: baseOf(parseProviderUrl(url)), clock, timeoutMs, dispatcher })
    this.#network = network
    this.#clock = clock
  }

  async tip(signal: AbortSignal): Promise<ProviderTip> {
    const reply = await this.#http.json('/latestblock', 'chain', MAX_TIP_BYTES, signal)
    return tipFromLatest(reply, this.#network, this.#clock.now())
  }

  /** The figures of addresses, and some of their transactions from `offset` on. */
  pendingPage(addresses: readonly string[], offset: number, signal: AbortSignal): Promise<MultiReply> {
    return this.#page(addresses, PENDING_TXS, offset, signal)
  }

  /** The figures of an address, and as many of its transactions as one call gives, from `offset` on. */
  historyPage(address: string, offset: number, signal: AbortSignal): Promise<MultiReply> {
    return this.#page([address], HISTORY_TXS, offset, signal)
  }

  /** The block of the best chain at a height; `cannot_know` where it is too large to be read for its hash. */
  async blockAt(
    height: number,
    signal: AbortSignal,
  ): Promise<{ readonly hash: BlockHash; readonly time: number }> {
    try {
      const path = `/block-height/${height}?format=json`
      return blockFromHeight(await this.#http.json(path, 'chain', MAX_BLOCK_BYTES, signal), height)
    } catch (error) {
      if (isTooLarge(error))
        throw new ProviderError('cannot_know', say('reply_block_too_large'), {
          cause: error,
        })
      throw error
    }
  }

  async #page(
    addresses: readonly string[],
    count: number,
    offset: number,
    signal: AbortSignal,
  ): Promise<MultiReply> {
    const active = addresses.map(encodeURIComponent).join('%7C')
    const path = `/multiaddr?active=${active}&n=${count}&offset=${offset}`
    const reply = await this.#http.json(path, 'address', MAX_MULTI_BYTES, signal)
    return multiFromReply(reply, addresses, { network: this.#network, now: this.#clock.now() })
  }
}

function isTooLarge(error: unknown): boolean {
  if (!(error instanceof ProviderError)) return false
  return error.cause instanceof HttpError && error.cause.failure === 'too_large'
}

/** The requests to a BlockCypher server: paths, token, size bounds, and what is left of the hour's budget. */

import type { Network } from '../../shared/chain.ts'
import { say } from '../../shared/said.ts'
import type { Clock, ProviderTip } from '../engine/ports.ts'
import type { RequestBudget } from './blockcypher-budget.ts'
import {
  addressFromItem,
  blockFromReply,
  type CypherAddress,
  itemsByAddress,
  throwIfError,
  tipFromChain,
} from './blockcypher-replies.ts'
import { badAnswer, createProviderHttp, type ProviderHttp, type Subject } from './provider-http.ts'
import { otherAddress } from './provider-replies.ts'
import { baseOf, parseProviderUrl } from './provider-url.ts'

export interface CypherRequestsOptions {
  readonly url: string
  readonly network: Network
  readonly clock: Clock
  readonly timeoutMs?: number
  readonly token?: string
}

const MAX_CHAIN_BYTES = 65_536
const MAX_ADDRESS_BYTES = 1_048_576
const MAX_PAGE_BYTES = 4_194_304
const PAGE_ROWS = 2_000

/** Sends the questions of one source. Every waiting call rejects with `ProviderError` or AppError `cancelled`. */
export class CypherRequests {
  readonly network: Network
  readonly clock: Clock
  readonly #http: ProviderHttp
  readonly #budget: RequestBudget
  readonly #token: string | null

  constructor(
    { url, network, clock, timeoutMs = 10_000, token }: CypherRequestsOptions,
    budget: RequestBudget,
  ) {
    const base = baseOf(parseProviderUrl(url))
    this.network = network
    this.clock = clock
    this.#http = createProviderHttp({ base, clock, timeoutMs, dispatcher: budget.dispatcher })
    this.#budget = budget
    this.#token = token ?? null
  }

  async #json(
    path: string,
    query: Readonly<Record<string, string>>,
    about: Subject,
    maxBytes: number,
    signal: AbortSignal,
  ): Promise<unknown> {
    const search = new URLSearchParams(this.#token === null ? query : { ...query, token: this.#token })
    this.#budget.throwIfSpent()
    try {
      const reply = await this.#http.json(
        search.size > 0 ? `${path}?${search.toString()}` : path,
        about,
        maxBytes,
        signal,
      )
      throwIfError(reply)
      return reply
    } catch (error) {
      throw this.#budget.dated(error)
    }
  }

  async tip(signal: AbortSignal): Promise<ProviderTip> {
    const reply = await this.#json('', {}, 'chain', MAX_CHAIN_BYTES, signal)
    return tipFromChain(reply, this.network, this.clock.now())
  }

  async blockAt(height: number, signal: AbortSignal): Promise<ProviderTip> {
    const query = { txstart: '1', limit: '1' }
    const reply = await this.#json(`/blocks/${height}`, query, 'chain', MAX_CHAIN_BYTES, signal)
    return blockFromReply(reply, height, this.network, this.clock.now())
  }

  /** What is said of each address, one row of each included: it dates the figures. */
  async figures(addresses: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, unknown>> {
    const path = pathOf(addresses)
    return itemsByAddress(await this.#json(path, { limit: '1' }, 'address', MAX_ADDRESS_BYTES, signal))
  }

  /** The newest rows below block `before`. */
  async page(address: string, before: number | null, signal: AbortSignal): Promise<CypherAddress> {
    const below = before === null ? {} : { before: String(before) }
    const query = { limit: String(PAGE_ROWS), ...below }
    const reply = await this.#json(pathOf([address]), query, 'address', MAX_PAGE_BYTES, signal)
    return answerFor(address, itemsByAddress(reply), [address])
  }
}

function pathOf(addresses: readonly string[]): string {
  return `/addrs/${addresses.map(encodeURIComponent).join(';')}`
}

/** What `items` say of an address, one of those `asked` about. Throws when they say nothing of it. */
export function answerFor(
  address: string,
  items: ReadonlyMap<string, unknown>,
  asked: readonly string[],
): CypherAddress {
  if (items.has(address)) return addressFromItem(items.get(address))
  const stranger = [...items.keys()].find((answered) => !asked.includes(answered))
  throw stranger === undefined ? badAnswer(say('reply_left_out')) : otherAddress(stranger, address)
}

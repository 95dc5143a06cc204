/**
 * One provider, asked over as many ways as there are groups of addresses: each group has an adapter of its own, with
 * its own login and connections. All requests of one question, bracket and pages alike, stay with one of them.
 */

import { say } from '../../../shared/said.ts'
import type { BalanceSource } from '../../engine/ports.ts'
import { ProviderError } from '../../engine/provider-error.ts'
import type { Group } from './isolation.ts'

export interface IsolatedOptions {
  readonly groupOf: (addresses: readonly string[]) => Group
  /** Builds the adapter of a group; it opens nothing before its first question. */
  readonly create: (group: Group) => BalanceSource
}

/** The adapters of all groups as one source. Each is built when its group is first asked about. */
export function createIsolatedSource({ groupOf, create }: IsolatedOptions): BalanceSource {
  const chain = create('chain')
  const sources = new Map<Group, BalanceSource>([['chain', chain]])
  let closed = false
  const of = (...addresses: readonly string[]): BalanceSource => {
    if (closed) throw new ProviderError('unreachable', say('provider_closed'))
    const group = groupOf(addresses)
    const source = sources.get(group) ?? create(group)
    sources.set(group, source)
    return source
  }
  const { id, url, family, capabilities } = chain
  return {
    id,
    url,
    family,
    capabilities,
    tip: (signal) => chain.tip(signal),
    balance: async (address, signal) => of(address).balance(address, signal),
    balances: async (addresses, signal) => of(...addresses).balances(addresses, signal),
    balanceAt: async (address, height, signal) => of(address).balanceAt(address, height, signal),
    history: async (address, signal) => of(address).history(address, signal),
    unspent: async (address, signal) => of(address).unspent(address, signal),
    ...(chain.hints === undefined ? {} : { hints: chain.hints.bind(chain) }), // of blocks: no address is named
    close: async () => {
      closed = true
      await Promise.all([...sources.values()].map((source) => source.close()))
    },
  }
}

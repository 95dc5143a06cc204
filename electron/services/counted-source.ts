import type { BalanceSource, Clock } from '../engine/ports.ts'
import { ProviderError } from '../engine/provider-error.ts'
import type { Metrics } from './metrics.ts'

type Count = Pick<Metrics, 'called' | 'failed'>

/** The same source, with every call that was not given up by its caller counted: how long it took, and how it failed. */
export function countCalls(source: BalanceSource, count: Count, clock: Clock): BalanceSource {
  async function counted<T>(call: () => Promise<T>): Promise<T> {
    const started = clock.now()
    try {
      const value = await call()
      count.called(source.id, clock.now() - started)
      return value
    } catch (error) {
      if (error instanceof ProviderError) {
        count.called(source.id, clock.now() - started)
        count.failed(source.id, error.problem)
      }
      throw error
    }
  }
  return {
    id: source.id,
    url: source.url,
    get family() {
      return source.family
    },
    get capabilities() {
      return source.capabilities
    },
    balance: (address, signal) => counted(() => source.balance(address, signal)),
    balances: (addresses, signal) => counted(() => source.balances(addresses, signal)),
    tip: (signal) => counted(() => source.tip(signal)),
    balanceAt: (address, height, signal) => counted(() => source.balanceAt(address, height, signal)),
    history: (address, signal) => counted(() => source.history(address, signal)),
    unspent: (address, signal) => counted(() => source.unspent(address, signal)),
    ...(source.hints === undefined ? {} : { hints: source.hints.bind(source) }), // of blocks: no address is named
    close: () => source.close(),
  }
}

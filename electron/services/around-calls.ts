import type { BalanceSource } from '../engine/ports.ts'

/** Done around each call of a source. `addresses` are those that the call names: none for the tip. */
export type Around = <T>(
  addresses: readonly string[],
  call: () => Promise<T>,
  signal: AbortSignal,
) => Promise<T>

/** The same source with something done around each of its questions. What it hears unasked is passed on as it is. */
export function aroundCalls(source: BalanceSource, around: Around): BalanceSource {
  return {
    id: source.id,
    url: source.url,
    get family() {
      return source.family
    },
    get capabilities() {
      return source.capabilities
    },
    balance: (address, signal) => around([address], () => source.balance(address, signal), signal),
    balances: (addresses, signal) => around(addresses, () => source.balances(addresses, signal), signal),
    tip: (signal) => around([], () => source.tip(signal), signal),
    balanceAt: (address, height, signal) =>
      around([address], () => source.balanceAt(address, height, signal), signal),
    history: (address, signal) => around([address], () => source.history(address, signal), signal),
    unspent: (address, signal) => around([address], () => source.unspent(address, signal), signal),
    ...(source.hints === undefined ? {} : { hints: source.hints.bind(source) }), // of blocks: no address is named
    close: () => source.close(),
  }
}

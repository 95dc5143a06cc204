import { AppError } from '../../shared/errors.ts'
import type { BalanceSource } from '../engine/ports.ts'
import { throwIfCancelled } from '../sources/resilience.ts'

/** Puts on record that a source is about to be asked about addresses. Resolves when it is on disk. */
export type RecordDisclosure = (sourceId: string, addresses: readonly string[]) => Promise<void>

/**
 * The same source, with every question that names an address on record before it leaves. When that cannot be
 * written down, the question is not sent: the call fails with `storage`. A question for the tip names nobody.
 */
export function discloseCalls(source: BalanceSource, record: RecordDisclosure): BalanceSource {
  async function disclosed<T>(
    addresses: readonly string[],
    question: () => Promise<T>,
    signal: AbortSignal,
  ): Promise<T> {
    throwIfCancelled(signal)
    await record(source.id, addresses).catch(refuse)
    throwIfCancelled(signal)
    return question()
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
    balance: (address, signal) => disclosed([address], () => source.balance(address, signal), signal),
    balances: (addresses, signal) => disclosed(addresses, () => source.balances(addresses, signal), signal),
    tip: (signal) => source.tip(signal),
    balanceAt: (address, height, signal) =>
      disclosed([address], () => source.balanceAt(address, height, signal), signal),
    history: (address, signal) => disclosed([address], () => source.history(address, signal), signal),
    unspent: (address, signal) => disclosed([address], () => source.unspent(address, signal), signal),
    ...(source.hints === undefined ? {} : { hints: source.hints.bind(source) }), // of blocks: no address is named
    close: () => source.close(),
  }
}

function refuse(error: unknown): never {
  if (error instanceof AppError) throw error
  throw new AppError('storage', 'It could not be put on record who is asked: nobody was asked.', {
    cause: error,
  })
}

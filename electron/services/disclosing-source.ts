import { AppError } from '../../shared/errors.ts'
import { say } from '../../shared/said.ts'
import type { BalanceSource } from '../engine/ports.ts'
import { throwIfCancelled } from '../sources/resilience.ts'
import { aroundCalls } from './around-calls.ts'

/** Puts on record that a source is about to be asked about addresses. Resolves when it is on disk. */
export type RecordDisclosure = (sourceId: string, addresses: readonly string[]) => Promise<void>

/**
 * The same source, with every question that names an address on record before it leaves. When that cannot be
 * written down, the question is not sent: the call fails with `storage`. A question for the tip names nobody.
 */
export function discloseCalls(source: BalanceSource, record: RecordDisclosure): BalanceSource {
  return aroundCalls(source, async (addresses, question, signal) => {
    if (addresses.length === 0) return question()
    throwIfCancelled(signal)
    await record(source.id, addresses).catch(refuse)
    throwIfCancelled(signal)
    return question()
  })
}

function refuse(error: unknown): never {
  if (error instanceof AppError) throw error
  throw new AppError('storage', say('not_on_record'), {
    cause: error,
  })
}

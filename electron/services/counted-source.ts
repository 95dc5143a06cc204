import type { BalanceSource, Clock } from '../engine/ports.ts'
import { ProviderError } from '../engine/provider-error.ts'
import { aroundCalls } from './around-calls.ts'
import type { Metrics } from './metrics.ts'

type Count = Pick<Metrics, 'called' | 'failed'>

/** The same source, with every call that was not given up by its caller counted: how long it took, and how it failed. */
export function countCalls(source: BalanceSource, count: Count, clock: Clock): BalanceSource {
  return aroundCalls(source, async (_, call) => {
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
  })
}

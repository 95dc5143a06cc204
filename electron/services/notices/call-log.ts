/**
 * The last calls to each provider, and who answered in whose place. No address is in it. Calls are kept in memory alone,
 * failovers where a memory is given.
 */
import type { Failover, ProviderCall, SourceActivity } from '../../../shared/ipc/sources.ts'
import type { Clock, ProviderProblem } from '../../engine/ports.ts'
import type { FailoverMemory } from './failover-memory.ts'

export interface CallLog {
  /** `ms`: how long an answer took; null beside a problem. */
  called(provider: string, ms: number | null, problem: ProviderProblem | null): void
  /** `to`: who answered after these had failed; null where nobody did. */
  failedOver(from: Failover['from'], to: string | null): void
  /** Oldest first, at most the last 200 of each. */
  calls(provider: string): readonly ProviderCall[]
  activity(providers: readonly string[]): SourceActivity
}

const KEPT = 200
/** What happened again within it is counted, not told once more. */
const SAME_MS = 600_000

/** A log without calls, and with the failovers that are remembered. */
export function createCallLog(clock: Clock, memory?: Pick<FailoverMemory, 'load' | 'changed'>): CallLog {
  const since = clock.now()
  const byProvider = new Map<string, ProviderCall[]>()
  const failovers: Failover[] = [...(memory?.load() ?? [])]

  const callsOf = (provider: string): readonly ProviderCall[] => byProvider.get(provider) ?? []
  return {
    called(provider, ms, problem) {
      const calls = byProvider.get(provider) ?? []
      calls.push({ at: clock.now(), ms, problem })
      if (calls.length > KEPT) calls.shift()
      byProvider.set(provider, calls)
    },
    failedOver(from, to) {
      const at = clock.now()
      const key = keyOf({ from, to })
      const index = failovers.findLastIndex((each) => keyOf(each) === key && at - each.at < SAME_MS)
      const [again] = index === -1 ? [] : failovers.splice(index, 1)
      failovers.push({ at, from, to, count: (again?.count ?? 0) + 1 })
      if (failovers.length > KEPT) failovers.shift()
      memory?.changed(failovers)
    },
    calls: callsOf,
    activity: (providers) => ({
      since,
      providers: providers.map((id) => ({ id, calls: callsOf(id) })),
      failovers: failovers.toReversed(),
    }),
  }
}

function keyOf({ from, to }: Pick<Failover, 'from' | 'to'>): string {
  return JSON.stringify([from.map(({ id, problem }) => [id, problem]), to])
}

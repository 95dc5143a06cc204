/** How far the history of an account has come, from those of its scripts: as far as the slowest of them. Pure. */
import type { HistoryRange } from '../../../shared/ipc/contract.ts'

const STATES: readonly HistoryRange['state'][] = ['joined', 'stopped', 'waiting', 'filling']
const VERDICTS: readonly HistoryRange['verdict'][] = ['complete', null, 'older', 'pruned', 'differs']

/** Null without a range. */
export function rangeOfAccount(ranges: readonly HistoryRange[]): HistoryRange | null {
  const [first] = ranges
  return first === undefined ? null : ranges.reduce(worse, first)
}

function worse(a: HistoryRange, b: HistoryRange): HistoryRange {
  if (a === b) return a
  return {
    askedFrom: Math.max(a.askedFrom, b.askedFrom),
    from: a.from.height >= b.from.height ? a.from : b.from,
    to: a.to.height <= b.to.height ? a.to : b.to,
    target: a.target === null || b.target === null ? null : Math.max(a.target, b.target),
    state: worst(STATES, a.state, b.state),
    verdict: worst(VERDICTS, a.verdict, b.verdict),
    missing: a.missing + b.missing,
    unexplained: a.unexplained + b.unexplained,
    contradicted: a.contradicted + b.contradicted,
    older: a.older + b.older,
  }
}

function worst<T>(order: readonly T[], a: T, b: T): T {
  return order.indexOf(a) >= order.indexOf(b) ? a : b
}

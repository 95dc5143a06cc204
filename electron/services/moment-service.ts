/** The portfolio right after a past block, a page at a time: which entries, in which order, with which sums. */
import type { Watch } from '../../shared/ipc/contract.ts'
import type { MomentGroup, MomentPage, MomentRequest, MomentRow } from '../../shared/ipc/moment.ts'
import type { BalanceAtService, HeightSum } from './balance-at-service.ts'
import type { PortfolioEntries, PortfolioEntry } from './portfolio-entries.ts'

export interface MomentServiceOptions {
  readonly portfolio: Pick<PortfolioEntries, 'entries'>
  readonly balancesAt: BalanceAtService
}

/** Both fail as `balance.at` does. */
export interface MomentService {
  read(request: MomentRequest, signal: AbortSignal): Promise<MomentPage>
  entry(watchId: number, height: number, signal: AbortSignal): Promise<MomentRow | null>
}

/** Builds the service. */
export function createMomentService({ portfolio, balancesAt }: MomentServiceOptions): MomentService {
  async function read(request: MomentRequest, signal: AbortSignal): Promise<MomentPage> {
    const { height, group, ask, offset, limit } = request
    const entries = portfolio.entries().filter(({ watch }) => isInScope(watch, request))
    const { report, sumOf } = await balancesAt.readParts(entries.map(toEntry), height, ask, signal)
    const { readings, tip, total, blockTime } = report
    const all = entries.flatMap(({ watch }, index) => {
      const reading = readings[index]
      return reading ? [{ watch, reading }] : []
    })
    const matching = all.filter(({ watch }) => holds(watch, request.text))
    const rows = matching.slice(offset, offset + limit)
    const groups = group === null && !request.archived ? groupsOf(entries, sumOf) : []
    return {
      height,
      tip,
      total,
      blockTime,
      rows,
      count: matching.length,
      groups,
      told: sumOf(entries.map(toEntry)).told,
    }
  }

  async function entry(watchId: number, height: number, signal: AbortSignal): Promise<MomentRow | null> {
    const [found] = portfolio.entries([watchId])
    if (found === undefined) return null
    const [reading] = (await balancesAt.read([found.entry], height, false, signal)).readings
    return reading ? { watch: found.watch, reading } : null
  }

  return { read, entry }
}

/** From the same figures as the rows: what providers said a moment ago is counted, and counted as theirs. */
function groupsOf(
  entries: readonly PortfolioEntry[],
  sumOf: (some: readonly PortfolioEntry['entry'][]) => HeightSum,
): readonly MomentGroup[] {
  const byGroup = Map.groupBy(entries, ({ watch }) => watch.group)
  if (byGroup.size < 2) return []
  return [...byGroup]
    .map(([group, some]) => ({ group, ...sumOf(some.map(toEntry)) }))
    .sort((a, b) => Number(a.group === '') - Number(b.group === ''))
}

function toEntry({ entry }: PortfolioEntry): PortfolioEntry['entry'] {
  return entry
}

function isInScope(watch: Watch, { group, archived }: MomentRequest): boolean {
  return watch.archived === archived && (group === null || watch.group === group)
}

function holds({ label, text, group }: Watch, typed: string): boolean {
  const wanted = typed.trim().toLowerCase()
  return wanted === '' || [label, text, group].some((part) => part.toLowerCase().includes(wanted))
}

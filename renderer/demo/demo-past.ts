/** The past of the made-up portfolio: when its blocks were, and how its balance came to be what it is. */
import type { AccountAddressPage, AccountAddressPageAt } from '../../shared/ipc/accounts.ts'
import type { PortfolioRow } from '../../shared/ipc/contract.ts'
import type { Series, SeriesRequest } from '../../shared/ipc/time.ts'
import { unitStarts } from '../../shared/zoned-time.ts'
import { demoBlock } from './demo-data.ts'
import { demoTransactions } from './demo-pages.ts'

/** The newest block, 40 seconds old. */
export const DEMO_TIP = 960_021
const BLOCK_MS = 600_000
const TIP_AGE_MS = 40_000
/** The ledger knows nothing before it. */
const BEGINS = 904_000

/** Blocks come ten minutes apart, up to now. ms since 1970. */
export function demoTimeOf(height: number, now: number): number {
  return now - TIP_AGE_MS - (DEMO_TIP - height) * BLOCK_MS
}

/** The last block that is not after an instant. */
export function demoHeightAt(at: number, now: number): number {
  return Math.max(0, Math.min(DEMO_TIP, DEMO_TIP - Math.ceil((now - TIP_AGE_MS - at) / BLOCK_MS)))
}

/** What had been saved by then, as a part of all; the blocks at which it moved, with what it was from there on. */
const STEPS: readonly (readonly [height: number, share: number])[] = [
  [0, 0.12],
  [908_310, 0.2],
  [914_200, 0.35],
  [922_940, 0.6],
  [927_015, 0.5],
  [939_480, 0.8],
  [951_700, 0.77],
  [957_669, 1],
]

/** How much of today's balance was there right after a block; null where that is not known. */
export function demoShareAt(height: number): number | null {
  if (height < BEGINS) return null
  return STEPS.findLast(([from]) => from <= height)?.[1] ?? null
}

/** Sums of the made-up rows that are asked about, unit by unit. */
export function demoSeries(request: SeriesRequest, rows: readonly PortfolioRow[], now: number): Series {
  const { of } = request
  const asked = rows.filter(({ watch }) => {
    if (of.kind === 'watches') return of.watchIds.includes(watch.id)
    return !watch.archived && (of.kind === 'all' || watch.group === of.group)
  })
  const whole = asked.reduce((sum, { reading }) => sum + (reading.confirmed ?? 0), 0)
  return {
    points: pointsOf(request, whole, now),
    zone: request.unit === 'block' ? null : request.zone,
    estimated: 0,
    tip: { ...demoBlock(DEMO_TIP), time: Math.floor(demoTimeOf(DEMO_TIP, now) / 1_000) },
    completeness: demoTransactions(now).completeness,
  }
}

function pointsOf(request: SeriesRequest, whole: number, now: number): Series['points'] {
  const valueAt = (height: number): number | null => {
    const share = demoShareAt(height)
    return share === null ? null : Math.round(share * whole)
  }
  if (request.unit === 'block')
    return STEPS.filter(([height]) => height >= Math.max(request.from, BEGINS) && height <= request.to).map(
      ([height]) => ({ start: demoTimeOf(height, now), height, value: valueAt(height) }),
    )
  const { from, to, unit, zone, upTo = DEMO_TIP } = request
  const starts = unitStarts(from, to, unit, zone)
  return starts.slice(0, -1).map((start, index) => {
    const height = Math.min(upTo, demoHeightAt((starts[index + 1] ?? to) - 1, now))
    const value = valueAt(height)
    return { start, height: value === null ? null : height, value }
  })
}

/** The first addresses of an account, of which two in three were used. */
export function demoAddresses(
  { from, limit }: { readonly from: number; readonly limit: number },
  rows: readonly PortfolioRow[],
): AccountAddressPage {
  const end = 1_020
  const indices = Array.from({ length: Math.max(0, Math.min(limit, end - from)) }, (_, at) => from + at)
  return {
    end,
    addresses: indices.flatMap((index) => {
      const row = rows[index % rows.length]
      if (row === undefined) return []
      const received = index < 62 && index % 3 !== 2 ? 1 + Number(index % 7 === 3) : 0
      const confirmed = received === 0 ? 0 : (index + 1) * 411_000
      const reading = { ...row.reading, confirmed, pending: 0, immature: 0 }
      const { text } = row.watch
      const address = text.includes('(') ? null : text
      return [{ index, address, path: `84h/0h/0h/0/${index}`, used: received > 0, received, reading }]
    }),
  }
}

/** The same right after a block: with each step back fewer of them had been used. */
export function demoAddressesAt(
  request: { readonly from: number; readonly limit: number; readonly height: number },
  rows: readonly PortfolioRow[],
): AccountAddressPageAt {
  const { height } = request
  const share = demoShareAt(height)
  const { addresses, end } = demoAddresses(request, rows)
  return {
    end,
    addresses: addresses.map(({ reading, ...address }) => {
      const isThere = share !== null && address.received > 0 && address.index < 62 * share
      return {
        ...address,
        used: isThere,
        received: isThere ? address.received : 0,
        reading: {
          address: reading.address,
          height,
          kind: share === null ? ('unknown' as const) : ('known' as const),
          confirmed: share === null ? null : isThere ? reading.confirmed : 0,
          immature: share === null ? null : 0,
          asOf: share === null ? null : demoBlock(height),
          source: share === null ? null : ('ledger' as const),
          reasons: share === null ? (['ledger_starts_later', 'not_asked'] as const) : [],
        },
      }
    }),
  }
}

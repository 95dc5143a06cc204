/** Made-up answers for the pages about sources and the scan. */
import type { AddressDisclosure, PortfolioRow, WatchHistory } from '../../shared/ipc/contract.ts'
import type { LedgerCheck } from '../../shared/ledger-check.ts'
import { demoBlock } from './demo-data.ts'

/** Everybody who was asked about the first rows. */
export function demoDisclosures(rows: readonly PortfolioRow[], now: number): readonly AddressDisclosure[] {
  return rows.slice(0, 6).map(({ watch, reading }) => ({
    address: watch.text,
    source: reading.source?.startsWith('provider:') ? reading.source : 'node',
    firstAt: now - 9e8,
    lastAt: now - 40_000,
  }))
}

/** One of each state. */
export function demoHistories(rows: readonly PortfolioRow[]): readonly WatchHistory[] {
  const states = ['joined', 'filling', 'stopped', 'waiting'] as const
  return states.flatMap((state, index) => {
    const row = rows[index]
    if (!row) return []
    return [
      {
        watchId: row.watch.id,
        address: row.watch.text,
        range: {
          askedFrom: 700_000,
          from: demoBlock(700_000),
          to: demoBlock(state === 'joined' ? 960_000 : 702_350),
          target: state === 'waiting' ? null : 960_000,
          state,
          verdict: state === 'joined' ? ('complete' as const) : null,
          missing: 0,
          unexplained: 0,
          contradicted: 0,
          older: 0,
        },
      },
    ]
  })
}

/** A check that found nothing wrong. */
export function demoLedgerCheck(now: number): LedgerCheck {
  return {
    reason: 'asked',
    checkedAt: now - 1000,
    block: demoBlock(960_021),
    scripts: 8,
    compared: 14,
    missing: 0,
    extra: 0,
    repaired: 0,
    differences: [],
  }
}

/** Made-up answers for the pages about sources and the scan. */

import { txid } from '../../shared/chain.ts'
import type { AddressDisclosure, PortfolioRow, WatchHistory } from '../../shared/ipc/contract.ts'
import type { Series, TransactionPage, TransactionRow } from '../../shared/ipc/time.ts'
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

/** A few payments: one pending, one between own addresses, a mining reward. */
export function demoTransactions(now: number, upTo?: number): TransactionPage {
  const amounts = [250_000, -1_000_000, 2_000_000, -412, 312_500_000, 81_250_411]
  const all = amounts.map((net, index) => demoTransaction(net, index, now))
  return {
    transactions: upTo === undefined ? all : all.flatMap((row) => asOfBlock(row, upTo)),
    next: null,
    completeness: {
      scripts: 8,
      unread: 0,
      since: demoBlock(702_861),
      to: demoBlock(960_021),
      ranges: [],
      elsewhere: 0,
      lost: [],
    },
    tip: { ...demoBlock(960_021), time: Math.floor(now / 1000) - 40 },
  }
}

/** A transaction as it was then; all of them are moved down so that there are some. */
function asOfBlock(row: TransactionRow, upTo: number): readonly TransactionRow[] {
  if (row.block === null) return []
  const height = row.block.height - (960_000 - upTo)
  const time = row.block.time - (960_000 - upTo) * 600
  return [{ ...row, block: { ...demoBlock(height), time }, confirmations: upTo - height + 1 }]
}

function demoTransaction(net: number, index: number, now: number): TransactionRow {
  const pending = index === 0
  const height = 960_000 - index * 777
  return {
    txid: txid((index + 3).toString(16).repeat(64).slice(0, 64)),
    state: pending ? 'pending' : 'confirmed',
    block: pending ? null : { ...demoBlock(height), time: Math.floor(now / 1000) - index * 466_200 },
    confirmations: pending ? 0 : 960_022 - height,
    seenAt: pending ? now - 90_000 : null,
    received: Math.max(0, net),
    spent: Math.max(0, -net),
    net,
    fee: index === 3 ? 412 : null,
    ownTransfer: index === 3,
    coinbase: index === 4,
    immature: false,
    complete: true,
  }
}

/** A year of weeks: it grows in steps, and its beginning is not known. */
export function demoSeries(now: number): Series {
  const week = 7 * 86_400_000
  const steps = [null, null, 0.2, 0.2, 0.35, 0.35, 0.6, 0.5, 0.5, 0.8, 0.8, 1, 1]
  return {
    points: steps.map((share, index) => ({
      start: now - (steps.length - 1 - index) * 4 * week,
      height: share === null ? null : 905_000 + index * 4_500,
      value: share === null ? null : Math.round(share * 205_000_000),
    })),
    zone: 'UTC',
    estimated: 0,
    tip: { ...demoBlock(960_021), time: Math.floor(now / 1000) - 40 },
    completeness: demoTransactions(now).completeness,
  }
}

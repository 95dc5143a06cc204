/** Made-up answers for the pages about sources and the scan. */

import { txid } from '../../shared/chain.ts'
import type { AddressDisclosure, PortfolioRow, WatchHistory } from '../../shared/ipc/contract.ts'
import type { TransactionPage, TransactionRow } from '../../shared/ipc/time.ts'
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

/** A few payments: one pending, one between own addresses, a mining reward. `upTo`: those in blocks up to that height. */
export function demoTransactions(now: number, upTo?: number): TransactionPage {
  const amounts = [250_000, -1_000_000, 2_000_000, -412, 312_500_000, 81_250_411, -40_000_000, 51_250_000]
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

/** A transaction as it was right after a block, if it was. */
function asOfBlock(row: TransactionRow, upTo: number): readonly TransactionRow[] {
  if (row.block === null || row.block.height > upTo) return []
  return [{ ...row, confirmations: upTo - row.block.height + 1 }]
}

/** Each is as much older than the one before as that one is old, so that there are some at any moment. */
const AGES = [0, 21, 777, 2_350, 8_320, 20_540, 33_005, 52_100]

function demoTransaction(net: number, index: number, now: number): TransactionRow {
  const pending = index === 0
  const height = 960_021 - (AGES[index] ?? 0)
  return {
    txid: txid((index + 3).toString(16).repeat(64).slice(0, 64)),
    state: pending ? 'pending' : 'confirmed',
    block: pending
      ? null
      : { ...demoBlock(height), time: Math.floor(now / 1000) - 40 - (960_021 - height) * 600 },
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
    reused: index === 2 || index === 5,
    dust: false,
  }
}

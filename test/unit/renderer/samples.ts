/** Small valid values of the contract for the renderer's tests. */

import { type BlockRef, blockHash } from '../../../shared/chain.ts'
import type { AppSnapshot, AppStatus, PortfolioRow } from '../../../shared/ipc/contract.ts'
import { DEFAULT_PRICE_SETTINGS } from '../../../shared/price-sources.ts'
import type { Reading } from '../../../shared/reading.ts'

/** The time that all samples are about, ms since 1970. */
export const NOW = 1_800_000_000_000

/** A block named by its height. */
export function sampleBlock(height: number): BlockRef {
  return { height, hash: blockHash(height.toString(16).padStart(64, '0')) }
}

/** A current reading from the ledger at block 100. */
export function sampleReading(change: Partial<Reading> = {}): Reading {
  return {
    address: 'bcrt1qa',
    kind: 'known',
    freshness: { state: 'current', blocksBehind: 0, observedAt: NOW - 5000 },
    confirmed: 1000,
    pending: 0,
    immature: 0,
    asOf: sampleBlock(100),
    source: 'ledger',
    completeness: { unspent: 'complete', historyFrom: sampleBlock(90), holes: [] },
    reasons: [],
    ...change,
  }
}

/** A reading of which nothing is known. */
export function unknownReading(address: string): Reading {
  return sampleReading({
    address,
    kind: 'unknown',
    freshness: { state: 'unknown', blocksBehind: null, observedAt: null },
    confirmed: null,
    pending: null,
    immature: null,
    asOf: null,
    source: null,
    reasons: ['snapshot_waiting'],
  })
}

/** A row of the portfolio. */
export function sampleRow(
  id: number,
  watch: Partial<PortfolioRow['watch']> = {},
  reading: Partial<Reading> = {},
): PortfolioRow {
  const text = watch.text ?? `bcrt1q${id}`
  return {
    watch: {
      id,
      kind: 'address',
      text,
      scriptType: 'p2wpkh',
      label: `Row ${id}`,
      group: '',
      addedAt: NOW - 1_000_000,
      archived: false,
      ...watch,
    },
    reading: sampleReading({ address: text, ...reading }),
  }
}

/** A node that answers, at block 100, heard of two seconds ago. */
export function sampleStatus(change: Partial<AppStatus> = {}): AppStatus {
  const tip = sampleBlock(100)
  return {
    network: 'regtest',
    dataDir: '/data/regtest',
    version: '0.1.0',
    offline: false,
    tip: { ...tip, time: NOW / 1000 - 60, source: 'node', estimated: false },
    tipHeardAt: NOW - 2000,
    ledger: { ...tip, time: NOW / 1000 - 60 },
    node: {
      kind: 'ok',
      url: 'http://127.0.0.1:18443',
      blocks: 100,
      headers: 100,
      bestHash: tip.hash,
      initialDownload: false,
      features: {
        version: 290_000,
        subversion: '/Satoshi:29.0.0/',
        pruned: false,
        pruneHeight: null,
        rest: false,
        blockFilterIndex: 'absent',
        zmq: [],
        waitTakesTip: false,
      },
      answeredAt: NOW - 2000,
    },
    providers: [],
    scan: {
      phase: 'at_tip',
      waitingFor: null,
      blocksLeft: 0,
      blocksPerSecond: null,
      snapshotProgress: null,
      snapshotScripts: 0,
      history: null,
      check: null,
      paused: false,
    },
    watches: 1,
    staleAfterBlocks: 1000,
    ...change,
  }
}

/** The node refused the connection since then. */
export function nodeDown(at: number): AppStatus['node'] {
  return {
    kind: 'problem',
    url: 'http://127.0.0.1:18443',
    problem: 'unreachable',
    message: 'connection refused',
    since: at,
    answeredAt: at,
  }
}

/** A snapshot with one row. */
export function sampleSnapshot(change: Partial<AppSnapshot> = {}): AppSnapshot {
  return {
    revision: 5,
    network: 'regtest',
    places: [{ name: '', count: 1 }],
    entries: 1,
    archived: 0,
    status: sampleStatus(),
    settings: {
      node: null,
      providers: [],
      pool: { rotation: null, deadlineMs: null, cacheTtlS: null },
      privacy: { limit: null, groups: {} },
      proxy: null,
      prices: DEFAULT_PRICE_SETTINGS,
      offline: false,
      staleAfterBlocks: 1000,
      fixedByCommandLine: [],
      writable: true,
    },
    startNotices: [],
    ...change,
  }
}

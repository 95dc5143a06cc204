/**
 * The main thread's view of the scan core: the ledger opened read-only with its writes going through the core's queue,
 * the node's last word, and the scanner. A core that dies is started again; what was open with it fails, and a
 * transaction that was under way is rolled back by SQLite.
 */
import { AppError } from '../../shared/errors.ts'
import type { HistoryRun, ScanStatus, SyncResult } from '../../shared/ipc/contract.ts'
import type { NodeProblem, NodeStatus } from '../../shared/node-problem.ts'
import type { NodeTip } from '../engine/best-tip.ts'
import { NodeError } from '../engine/node-error.ts'
import type { ChainSource, Clock, DescriptorRange, DescriptorSnapshot } from '../engine/ports.ts'
import type { NodeOption } from '../host-types.ts'
import type { HistoryCalls } from '../services/backfill-task.ts'
import type { NodeToAsk } from '../services/node-chain.ts'
import { statusBefore } from '../services/node-service.ts'
import { lastNodeTip } from '../services/node-state.ts'
import { pauseFor } from '../services/poke.ts'
import { IDLE_SCAN } from '../services/scan-progress.ts'
import { openStoreBeside, type Store } from '../store/open-store.ts'
import { openCoreLink } from './core-link.ts'
import { type RunningCore, startScanThread } from './scan-thread.ts'
import { startInline } from './start-core.ts'
import type { CoreEvent, CoreOptions, LedgerCheckRun, StorePart } from './types.ts'

export interface ScanCoreOptions extends CoreOptions {
  readonly clock: Clock
  /** An app's scanner has a thread of its own; one command's runs where it was called. */
  readonly threaded: boolean
}

/** Told as things happen; set before the first of them can. */
export interface ScanCoreListener {
  node(): void
  scan(status: ScanStatus): void
  ledger(): void
  notice(text: string): void
  fault(error: Error): void
}

export interface ScanCore {
  readonly store: Store
  readonly node: CoreNode
  readonly scan: CoreScan
  listen(listener: ScanCoreListener): void
  /** Waits for what runs, closes everything and gives the data folder's lock back. */
  close(): Promise<void>
}

/** The own node, as last heard of. */
export interface CoreNode extends NodeToAsk {
  status(): NodeStatus
  tip(): NodeTip | null
  configure(option: NodeOption | null, offline: boolean): Promise<void>
}

export interface CoreScan {
  status(): ScanStatus
  /** Follows the tip until `signal` aborts; resolves then. */
  follow(signal: AbortSignal): Promise<void>
  sync(signal: AbortSignal): Promise<SyncResult>
  readonly history: HistoryCalls
  fillHistory(signal: AbortSignal): Promise<HistoryRun>
  check(signal: AbortSignal): Promise<LedgerCheckRun>
  /** As `ScanService.scanDescriptors`; fails with `node`. */
  scanDescriptors(ranges: readonly DescriptorRange[], signal: AbortSignal): Promise<DescriptorSnapshot>
  /** As `ScanService.pause`. */
  pause(paused: boolean): Promise<void>
  poke(): void
}

const FOLLOW_AGAIN_MS = 1_000

/**
 * Opens the ledger to write, in the core, and to read, here. Fails with `locked`, `newer_schema` or `storage`. `start`
 * is called for the first core and for each that follows one that was lost.
 */
export async function openScanCore(
  { clock, threaded, ...options }: ScanCoreOptions,
  start: () => RunningCore = () => (threaded ? startScanThread() : startInline(clock)),
): Promise<ScanCore> {
  let node: { readonly status: NodeStatus; readonly tip: NodeTip | null } = {
    status: { kind: 'not_set' },
    tip: null,
  }
  let scan: ScanStatus = IDLE_SCAN
  let listener: ScanCoreListener | null = null
  const link = await openCoreLink({ start, options, onEvent, onLost })
  const read = await openStoreBesideCore()
  if (node.tip === null) node = { ...node, tip: lastNodeTip(read.sources) } // what the core says of it comes later
  const { call } = link

  async function openStoreBesideCore(): Promise<Store> {
    try {
      return openStoreBeside(link.dataDir, options.file, clock)
    } catch (error) {
      await link.close()
      throw error
    }
  }

  function onLost(error: Error): void {
    if (node.status.kind === 'ok') node = { ...node, status: { kind: 'connecting', url: node.status.url } }
    scan = IDLE_SCAN
    listener?.fault(error)
    listener?.node()
    listener?.scan(scan)
  }

  function onEvent(event: CoreEvent): void {
    if (event.kind === 'node') {
      node = event
      listener?.node()
    } else if (event.kind === 'scan') {
      scan = event.status
      listener?.scan(scan)
    } else if (event.kind === 'ledger') listener?.ledger()
    else if (event.kind === 'notice') listener?.notice(event.text)
    else listener?.fault(Object.assign(new Error(event.message), { stack: event.stack }))
  }

  const chain: Pick<ChainSource, 'hashesFrom' | 'headersOf'> = {
    hashesFrom: (height, count, signal) =>
      call('hashesFrom', { height, count }, signal).catch(throwAsNodeError),
    headersOf: (hashes, signal) => call('headersOf', { hashes }, signal).catch(throwAsNodeError),
  }

  async function follow(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        return await call('follow', null, signal)
      } catch (error) {
        if (signal.aborted || (error instanceof AppError && error.code === 'cancelled')) return
        await pauseFor(FOLLOW_AGAIN_MS, signal) // the link has told of it, and is opening the next core
      }
    }
  }

  async function close(): Promise<void> {
    await link.close()
    read.close()
  }

  return {
    store: {
      ...withRemoteWrites(read, (part, method, args) => call('write', { part, method, args })),
      rescue: link.rescue,
      close: () => read.close(),
    },
    node: {
      status: () => node.status,
      tip: () => node.tip,
      answers: () => node.status.kind === 'ok',
      configure: (option, offline) => {
        node = { ...node, status: statusBefore(option, offline) } // at once: until it is heard, others are asked nothing
        return call('configureNode', { option, offline })
      },
      session: () => (node.status.kind === 'ok' ? { chain } : null),
      fail: () => undefined, // noted in the core, where it happened
    },
    scan: {
      status: () => scan,
      follow,
      sync: (signal) => call('sync', null, signal),
      history: {
        start: (asks, signal) => call('startHistory', { asks }, signal),
        stop: (scripts) => call('stopHistory', { scripts }),
        resume: (scripts) => call('resumeHistory', { scripts }),
        pause: (paused) => call('pauseHistory', { paused }),
      },
      pause: (paused) => call('pauseReading', { paused }),
      fillHistory: (signal) => call('fillHistory', null, signal),
      check: (signal) => call('check', null, signal),
      scanDescriptors: (ranges, signal) => call('scanDescriptors', { ranges }, signal),
      poke: () => void call('poke', null).catch((error: Error) => listener?.fault(error)),
    },
    listen: (told) => {
      listener = told
    },
    close,
  }
}

/** What crosses a port is no class of its own any more. */
function throwAsNodeError(error: unknown): never {
  if (!(error instanceof AppError && error.code === 'node')) throw error
  const { problem } = error.detail as { problem: NodeProblem } // as every NodeError has it
  throw new NodeError(problem, error.said ?? error.message)
}

type Write = (part: StorePart, method: string, args: readonly unknown[]) => Promise<unknown>

/** Every method of a store that gives a promise writes: reads are synchronous. */
const WRITES = {
  portfolio: ['add', 'remove', 'archive', 'setGap', 'birthdaysBegun'],
  sources: [
    'saveObservation',
    'saveObservations',
    'saveTip',
    'recordDisclosure',
    'saveCrossCheck',
    'saveHistory',
    'setMeta',
  ],
  prices: ['savePrices', 'saveNewest'],
  labels: ['put', 'keepAside'],
  notes: ['putNotes', 'orderGroups', 'renameGroup', 'deleteGroup', 'moveWatches', 'setAddedAt'],
  notices: ['record', 'markSeen', 'posted', 'stopPosting'],
} as const

function withRemoteWrites(read: Store, write: Write): Store {
  const remote = <P extends StorePart>(part: P): Store[P] => {
    const writes = WRITES[part].map((method) => [method, (...args: unknown[]) => write(part, method, args)])
    return { ...read[part], ...(Object.fromEntries(writes) as Partial<Store[P]>) }
  }
  return {
    ...read,
    portfolio: remote('portfolio'),
    sources: remote('sources'),
    prices: remote('prices'),
    labels: remote('labels'),
    notes: remote('notes'),
    notices: remote('notices'),
  }
}

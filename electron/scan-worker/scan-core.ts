/**
 * The main thread's view of the scan core: the ledger opened read-only with its writes going through the core's queue,
 * the node's last word, and the scanner. A core that dies is started again; what was open with it fails, and a
 * transaction that was under way is rolled back by SQLite.
 */
import { AppError } from '../../shared/errors.ts'
import type { ScanStatus, SyncResult } from '../../shared/ipc/contract.ts'
import type { NodeStatus } from '../../shared/node-problem.ts'
import type { NodeTip } from '../engine/best-tip.ts'
import type { ChainSource, Clock } from '../engine/ports.ts'
import type { NodeOption } from '../host-types.ts'
import { createPoke } from '../services/poke.ts'
import { IDLE_SCAN } from '../services/scan-progress.ts'
import { openStoreBeside, type Store } from '../store/open-store.ts'
import { type Caller, sendCalls } from './calls.ts'
import { type RunningCore, startInline, startThread } from './start-core.ts'
import type { CoreCalls, CoreEvent, CoreOptions, StorePart } from './types.ts'

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
export interface CoreNode extends Pick<ChainSource, 'hashesFrom' | 'header'> {
  status(): NodeStatus
  tip(): NodeTip | null
  answers(): boolean
  configure(option: NodeOption | null, offline: boolean): Promise<void>
}

export interface CoreScan {
  status(): ScanStatus
  /** Follows the tip until `signal` aborts; resolves then. */
  follow(signal: AbortSignal): Promise<void>
  sync(signal: AbortSignal): Promise<SyncResult>
  poke(): void
}

const RESTART_PAUSES_MS = [500, 5_000, 30_000]

/** Opens the ledger to write, in the core, and to read, here. Fails with `locked`, `newer_schema` or `storage`. */
export async function openScanCore({ clock, threaded, ...options }: ScanCoreOptions): Promise<ScanCore> {
  const start = (): RunningCore => (threaded ? startThread(options) : startInline(options, clock))
  let node: { readonly status: NodeStatus; readonly tip: NodeTip | null } = {
    status: { kind: 'not_set' },
    tip: null,
  }
  let scan: ScanStatus = IDLE_SCAN
  let listener: ScanCoreListener | null = null
  let configured: CoreCalls['configureNode']['in'] | null = null
  let closing = false
  let link = connect()
  const { dataDir } = await link.caller.call('open', null).catch(async (error: unknown) => {
    closing = true
    await link.core.end()
    throw error
  })
  const read = openStoreBeside(dataDir, options.file, clock)

  function onEvent(event: CoreEvent): void {
    if (event.kind === 'node') {
      node = event
      listener?.node()
    } else if (event.kind === 'scan') {
      scan = event.status
      listener?.scan(scan)
    } else if (event.kind === 'ledger') listener?.ledger()
    else listener?.fault(Object.assign(new Error(event.message), { stack: event.stack }))
  }

  interface Link {
    readonly core: RunningCore
    readonly caller: Caller<CoreCalls>
    /** Open, with the node set: calls make sense. */
    readonly ready: Promise<void>
  }

  function connect(restart = 0): Link {
    const core = start()
    const caller = sendCalls<CoreCalls, CoreEvent>(core.port, onEvent)
    core.onLost((error) => {
      caller.fail(
        new AppError('internal', 'The scanner stopped unexpectedly and is started again.', {
          retryable: true,
        }),
      )
      if (closing) return
      listener?.fault(error)
      setTimeout(
        () => {
          if (!closing) link = reconnect(restart)
        },
        RESTART_PAUSES_MS[Math.min(restart, RESTART_PAUSES_MS.length - 1)],
      ).unref()
    })
    return { core, caller, ready: Promise.resolve() }
  }

  function reconnect(restart: number): Link {
    const fresh = connect(restart + 1)
    const open = async (): Promise<void> => {
      await fresh.caller.call('open', null)
      if (configured !== null) await fresh.caller.call('configureNode', configured)
    }
    const ready = open()
    ready.catch((error: Error) => listener?.fault(error)) // whoever calls next is told too
    return { ...fresh, ready }
  }

  const call: Caller<CoreCalls>['call'] = async (name, input, signal) => {
    const { caller, ready } = link
    await ready
    return caller.call(name, input, signal)
  }

  async function follow(signal: AbortSignal): Promise<void> {
    const bell = createPoke() // never rung: only its cancellable wait is used
    while (!signal.aborted) {
      try {
        return await call('follow', null, signal)
      } catch (error) {
        if (signal.aborted) return
        listener?.fault(error instanceof Error ? error : new Error(String(error)))
        await bell.wait(RESTART_PAUSES_MS[0] ?? 0, signal)
      }
    }
  }

  async function close(): Promise<void> {
    closing = true
    read.close()
    await link.caller.call('close', null)
    await link.core.end()
  }

  return {
    store: {
      ...withRemoteWrites(read, (part, method, args) => call('write', { part, method, args })),
      close: () => read.close(),
    },
    node: {
      status: () => node.status,
      tip: () => node.tip,
      answers: () => node.status.kind === 'ok',
      configure: async (option, offline) => {
        configured = { option, offline }
        await call('configureNode', configured)
      },
      hashesFrom: (height, count, signal) => call('hashesFrom', { height, count }, signal),
      header: (hash, signal) => call('header', { hash }, signal),
    },
    scan: {
      status: () => scan,
      follow,
      sync: (signal) => call('sync', null, signal),
      poke: () => void call('poke', null).catch((error: Error) => listener?.fault(error)),
    },
    listen: (told) => {
      listener = told
    },
    close,
  }
}

type Write = (part: StorePart, method: string, args: readonly unknown[]) => Promise<unknown>

/** Every method of a store that gives a promise writes: reads are synchronous. */
const WRITES = {
  portfolio: ['add', 'remove'],
  sources: ['saveObservation', 'saveObservations', 'saveTip', 'recordDisclosure', 'setMeta'],
} as const

function withRemoteWrites(read: Store, write: Write): Store {
  const remote = <P extends StorePart>(part: P): Store[P] => {
    const writes = WRITES[part].map((method) => [method, (...args: unknown[]) => write(part, method, args)])
    return { ...read[part], ...(Object.fromEntries(writes) as Partial<Store[P]>) }
  }
  return { ...read, portfolio: remote('portfolio'), sources: remote('sources') }
}

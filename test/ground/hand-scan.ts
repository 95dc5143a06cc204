/** The scan service on a chain written by hand: what runs beside the tip, without a node and without waiting for one. */
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { ChainSource, SnapshotSource } from '../../electron/engine/ports.ts'
import { createNodeService } from '../../electron/services/node-service.ts'
import { createScanService, type ScanService } from '../../electron/services/scan-service.ts'
import { openDatabase } from '../../electron/store/open-database.ts'
import { openStore, type Store } from '../../electron/store/open-store.ts'
import type { ScanStatus } from '../../shared/ipc/contract.ts'
import type { NodeFeatures } from '../../shared/node-problem.ts'
import type { HandChain } from '../fakes/hand-chain.ts'
import { handSource } from '../fakes/hand-chain-source.ts'

const FEATURES: NodeFeatures = {
  version: 300_000,
  subversion: '/Satoshi:30.0.0/',
  pruned: false,
  pruneHeight: null,
  rest: true,
  blockFilterIndex: 'absent',
  zmq: [],
  waitTakesTip: true,
}

export interface HandScan {
  readonly store: Store
  readonly scan: ScanService
  /** Every state that was told. */
  readonly told: readonly ScanStatus[]
  readonly faults: readonly unknown[]
  watch(...scripts: readonly string[]): Promise<void>
  /** Runs a statement on the database, beside the store, as a disk might. */
  sql(statement: string): void
  /** Follows until it is closed. */
  follow(): void
  close(): Promise<void>
}

export interface HandScanOptions {
  /** The folder of an earlier one. */
  readonly root: string
  readonly clock?: { now(): number }
  readonly checkAtOnce?: number
  readonly snapshots?: (own: SnapshotSource) => SnapshotSource
  readonly chain?: (own: ChainSource) => ChainSource
  readonly onLedger?: () => void
}

/** Opens a ledger; closed when the test ends, or before. */
export async function openHandScan(chain: HandChain, options: HandScanOptions): Promise<HandScan> {
  const { root, clock = { now: () => Date.now() } } = options
  const [network, file] = ['regtest', 'ledger.sqlite'] as const
  const store = openStore({ root, network, access: 'own', purpose: 'a test', file, clock })
  const own = handSource(chain)
  const none = (): never => {
    throw new Error('not in this test')
  }
  const node = createNodeService({
    network,
    clock,
    connect: () => ({
      chain: options.chain?.(own.chain) ?? own.chain,
      snapshots: options.snapshots?.(own.snapshots) ?? own.snapshots,
      descriptors: { scan: none },
      filters: { index: async () => ({ kind: 'absent' }), headerOf: none, filters: none },
      features: async () => FEATURES,
      close: async () => undefined,
    }),
    lastTip: null,
    onLeave: () => scan.abortSnapshot(),
    onChange: () => undefined,
  })
  const told: ScanStatus[] = []
  const faults: unknown[] = []
  const scan: ScanService = createScanService({
    network,
    node,
    store: store.scan,
    clock,
    memory: store.sources,
    ...(options.checkAtOnce === undefined ? {} : { checkAtOnce: options.checkAtOnce }),
    onProgress: (status) => told.push(status),
    onAsked: async () => undefined,
    onFault: (error) => faults.push(error),
    onLedger: options.onLedger ?? (() => undefined),
  })
  await node.configure({ url: 'http://node', auth: { kind: 'password', user: 'u', password: 'p' } }, false)
  const stop = new AbortController()
  let following: Promise<void> = Promise.resolve()
  let open = true
  async function close(): Promise<void> {
    if (!open) return
    open = false
    stop.abort()
    await following
    await scan.idle()
    await node.close()
    await store.idle()
    store.close()
  }
  onTestFinished(close)
  return {
    store,
    scan,
    told,
    faults,
    watch: async (...scripts) => {
      await store.portfolio.add(
        scripts.map((script) => ({
          text: `raw ${script}`,
          scriptPubKey: Buffer.from(script, 'hex'),
          scriptType: 'witness' as const,
        })),
      )
      scan.poke()
    },
    sql: (statement) => {
      const db = openDatabase(join(store.dataDir, file), { readOnly: false })
      try {
        db.prepare(statement).run()
      } finally {
        db.close()
      }
    },
    follow: () => {
      following = scan.follow(stop.signal)
    },
    close,
  }
}

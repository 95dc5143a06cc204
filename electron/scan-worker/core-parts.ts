/** What asks the node and reads blocks, over the ledger that is open already. Loaded after that: it is most of the thread's code. */
import { isMainThread } from 'node:worker_threads'
import { startDeriver } from '../derive-worker/start-deriver.ts'
import { createInlineDeriver, type Deriver } from '../engine/accounts/deriver.ts'
import type { Clock } from '../engine/ports.ts'
import { type AccountGrowth, createAccountGrowth } from '../services/account-growth.ts'
import { createNodeService, type NodeService } from '../services/node-service.ts'
import { lastNodeTip, writeNodeState } from '../services/node-state.ts'
import { createScanService, type ScanService } from '../services/scan-service.ts'
import { createBitcoind } from '../sources/bitcoind/bitcoind.ts'
import type { Store } from '../store/open-store.ts'
import type { CoreEvent, CoreOptions } from './types.ts'

/** The node, the scanner, and what derives the scripts of accounts. */
export interface CoreParts {
  readonly node: NodeService
  readonly scan: ScanService
  readonly growth: AccountGrowth
  readonly deriver: Deriver
}

/** What they stand on. */
export interface CoreGround {
  readonly store: Store
  readonly options: CoreOptions
  readonly clock: Clock
  readonly emit: (event: CoreEvent) => void
  readonly onFault: (error: unknown) => void
}

/** Disclosures of one commit: a person's write waits no longer for it. */
const RECORDED_AT_ONCE = 5_000

/** Builds them; no node is set yet. */
export function buildParts({ store, options, clock, emit, onFault }: CoreGround): CoreParts {
  const { network, gapBudgetMs } = options
  const node: NodeService = createNodeService({
    network,
    clock,
    connect: (option) =>
      createBitcoind({ ...option, network, clock, log: (text) => emit({ kind: 'notice', text }) }),
    lastTip: lastNodeTip(store.sources),
    onLeave: () => scan.abortSnapshot(),
    onChange: () => {
      emit({ kind: 'node', status: node.status(), tip: node.tip() })
      writeNodeState(store.sources, node).catch(onFault)
    },
  })
  // Beside an app's scanner a thread of its own derives; one command waits for its scripts anyway.
  const deriver = isMainThread ? createInlineDeriver() : startDeriver()
  const growth = createAccountGrowth({
    network,
    store: store.growth,
    deriver,
    onGrown: () => {
      emit({ kind: 'ledger' })
      scan.poke()
    },
    onFault,
  })
  const scan: ScanService = createScanService({
    network,
    node,
    store: growth.watch(store.scan),
    clock,
    memory: store.sources,
    ...(gapBudgetMs === null ? {} : { gapBudgetMs }),
    onAsked: async (scripts) => {
      for (let at = 0; at < scripts.length; at += RECORDED_AT_ONCE)
        await store.sources.recordDisclosure('node', scripts.slice(at, at + RECORDED_AT_ONCE), clock.now())
    },
    onProgress: (status) => emit({ kind: 'scan', status }),
    onLedger: () => emit({ kind: 'ledger' }),
    onFault,
  })
  return { node, scan, growth, deriver }
}

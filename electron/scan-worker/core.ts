/**
 * The second composition root: the ledger's writer, the own node and the scanner, behind a message port. It runs in a
 * thread of its own beside an app, and in the caller's thread for one command or a test: the same code either way.
 */

import { NodeError } from '../engine/node-error.ts'
import type { Clock } from '../engine/ports.ts'
import { createNodeService, type NodeService } from '../services/node-service.ts'
import { lastNodeTip, writeNodeState } from '../services/node-state.ts'
import { createScanService, type ScanService } from '../services/scan-service.ts'
import { createBitcoind } from '../sources/bitcoind/bitcoind.ts'
import { openStore, type Store } from '../store/open-store.ts'
import { answerCalls, type CallHandlers, type Port } from './calls.ts'
import type { CoreCalls, CoreEvent, CoreOptions } from './types.ts'

/** Serves the calls that arrive at `port`; nothing is opened before `open`. */
export function serveScanCore(port: Port, options: CoreOptions, clock: Clock): void {
  let parts: Parts | null = null
  const opened = (): Parts => {
    if (parts === null) throw new Error('the ledger is not open')
    return parts
  }
  const emit = answerCalls<CoreCalls, CoreEvent>(port, {
    open: async () => {
      parts ??= await build(options, clock, (event) => emit(event))
      return { dataDir: parts.store.dataDir }
    },
    close: async () => {
      await closeParts(opened())
      parts = null
    },
    ...handlersOf(opened),
  })
}

interface Parts {
  readonly store: Store
  readonly node: NodeService
  readonly scan: ScanService
  readonly onFault: (error: unknown) => void
}

type Emit = (event: CoreEvent) => void

async function build(options: CoreOptions, clock: Clock, emit: Emit): Promise<Parts> {
  const { network, gapBudgetMs } = options
  const store = openStore({ ...options, access: 'own', clock })
  const onFault = (error: unknown): void => emit(faultOf(error))
  const node: NodeService = createNodeService({
    network,
    clock,
    connect: (option) => createBitcoind({ ...option, network, clock }),
    lastTip: lastNodeTip(store.sources),
    onLeave: () => scan.abortSnapshot(),
    onChange: () => {
      emit({ kind: 'node', status: node.status(), tip: node.tip() })
      writeNodeState(store.sources, node).catch(onFault)
    },
  })
  const scan: ScanService = createScanService({
    network,
    node,
    store: store.scan,
    clock,
    ...(gapBudgetMs === null ? {} : { gapBudgetMs }),
    onAsked: (scripts) => store.sources.recordDisclosure('node', scripts, clock.now()),
    onProgress: (status) => emit({ kind: 'scan', status }),
    onLedger: () => emit({ kind: 'ledger' }),
    onFault,
  })
  emit({ kind: 'node', status: node.status(), tip: node.tip() })
  return { store, node, scan, onFault }
}

function handlersOf(opened: () => Parts): Omit<CallHandlers<CoreCalls>, 'open' | 'close'> {
  return {
    write: ({ part, method, args }) => {
      const target = opened().store[part] as unknown as Readonly<Record<string, unknown>>
      const write = Object.hasOwn(target, method) ? target[method] : undefined
      if (typeof write !== 'function') throw new Error(`no such write: ${part}.${method}`)
      return write.apply(target, args) as Promise<unknown> // every write of a store is a promise
    },
    configureNode: ({ option, offline }) => opened().node.configure(option, offline),
    hashesFrom: ({ height, count }, signal) => chainOf(opened()).hashesFrom(height, count, signal),
    header: ({ hash }, signal) => chainOf(opened()).header(hash, signal),
    follow: (_, signal) => opened().scan.follow(signal),
    sync: (_, signal) => opened().scan.sync(signal),
    poke: () => opened().scan.poke(),
  }
}

function chainOf({ node }: Parts) {
  const session = node.session()
  if (session === null) throw new NodeError('unreachable', 'no node is set, or it is not to be asked')
  return session.chain
}

async function closeParts({ store, node, scan, onFault }: Parts): Promise<void> {
  await scan.idle()
  await writeNodeState(store.sources, node).catch(onFault)
  await node.close()
  await store.idle()
  store.close()
}

function faultOf(error: unknown): CoreEvent {
  const { message, stack } = error instanceof Error ? error : new Error(String(error))
  return { kind: 'fault', message, stack }
}

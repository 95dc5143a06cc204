/**
 * The second composition root: the ledger's writer, the own node and the scanner, behind a message port. It runs in a
 * thread of its own beside an app, and in the caller's thread for one command or a test: the same code either way.
 */

import { isMainThread } from 'node:worker_threads'
import { startDeriver } from '../derive-worker/start-deriver.ts'
import { createInlineDeriver, type Deriver } from '../engine/accounts/deriver.ts'
import { NodeError } from '../engine/node-error.ts'
import type { ChainSource, Clock } from '../engine/ports.ts'
import { type AccountGrowth, createAccountGrowth } from '../services/account-growth.ts'
import { createNodeService, type NodeService } from '../services/node-service.ts'
import { lastNodeTip, writeNodeState } from '../services/node-state.ts'
import { createScanService, type ScanService } from '../services/scan-service.ts'
import { createBitcoind } from '../sources/bitcoind/bitcoind.ts'
import { openStore, type Store } from '../store/open-store.ts'
import { answerCalls, type CallHandlers, type Port } from './calls.ts'
import { keepBackups } from './keep-backups.ts'
import type { CoreCalls, CoreEvent, CoreOptions } from './types.ts'

/** Serves the calls that arrive at `port`; nothing is opened before `open`. */
export function serveScanCore(port: Port, clock: Clock): void {
  let parts: Parts | null = null
  const opened = (): Parts => {
    if (parts === null) throw new Error('the ledger is not open')
    return parts
  }
  const send = answerCalls<CoreCalls>(port, {
    open: async (options) => {
      parts ??= await build(options, clock, (event: CoreEvent) => send(event))
      const { dataDir, rescue } = parts.store
      return { dataDir, rescue }
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
  readonly growth: AccountGrowth
  readonly deriver: Deriver
  readonly onFault: (error: unknown) => void
}

type Emit = (event: CoreEvent) => void

/** Writes that may have chains grow: what is watched, and what a provider says of it. */
const MAY_GROW: ReadonlySet<string> = new Set([
  'portfolio.add',
  'portfolio.setGap',
  'sources.saveObservation',
  'sources.saveObservations',
])

/** Disclosures of one commit: a person's write waits no longer for it. */
const RECORDED_AT_ONCE = 5_000

const NEVER = new AbortController().signal

async function build(options: CoreOptions, clock: Clock, emit: Emit): Promise<Parts> {
  const { network, gapBudgetMs } = options
  const store = openStore({ ...options, access: 'own', clock })
  const onFault = (error: unknown): void => emit(faultOf(error))
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
  emit({ kind: 'node', status: node.status(), tip: node.tip() })
  return { store, node, scan, growth, deriver, onFault }
}

function handlersOf(opened: () => Parts): Omit<CallHandlers<CoreCalls>, 'open' | 'close'> {
  return {
    write: ({ part, method, args }) => {
      const target = opened().store[part] as unknown as Readonly<Record<string, unknown>>
      const write = Object.hasOwn(target, method) ? target[method] : undefined
      if (typeof write !== 'function') throw new Error(`no such write: ${part}.${method}`)
      const written = write.apply(target, args) as Promise<unknown> // every write of a store is a promise
      return MAY_GROW.has(`${part}.${method}`) ? grown(opened(), written) : written
    },
    configureNode: ({ option, offline }) => opened().node.configure(option, offline),
    hashesFrom: ({ height, count }, signal) =>
      askNode(opened(), (chain) => chain.hashesFrom(height, count, signal)),
    headersOf: ({ hashes }, signal) => askNode(opened(), (chain) => chain.headersOf(hashes, signal)),
    follow: async (_, signal) => {
      const { growth, scan, store, onFault } = opened()
      await growth.run(signal)
      await Promise.all([scan.follow(signal), keepBackups(store, onFault, signal)])
    },
    sync: async (_, signal) => {
      await opened().growth.run(signal)
      return opened().scan.sync(signal)
    },
    poke: () => opened().scan.poke(),
    startHistory: ({ asks }, signal) => opened().scan.history.start(asks, signal),
    stopHistory: ({ scripts }) => opened().scan.history.stop(scripts),
    resumeHistory: ({ scripts }) => opened().scan.history.resume(scripts),
    pauseHistory: ({ paused }) => opened().scan.history.pause(paused),
    fillHistory: (_, signal) => opened().scan.fillHistory(signal),
    check: (_, signal) => opened().scan.check(signal),
    scanDescriptors: ({ ranges }, signal) => opened().scan.scanDescriptors(ranges, signal),
  }
}

/**
 * Beside an app, resolves when the chains have grown by their next piece: the rest of a wide gap comes behind, and until
 * then the account says that it is incomplete. One command waits for all of it, since nothing goes on behind it.
 */
async function grown({ growth }: Parts, written: Promise<unknown>): Promise<unknown> {
  const result = await written
  await (isMainThread ? growth.run(NEVER) : growth.begin())
  return result
}

/** A node that fails is noted here, where its state is kept; whoever asked is told all the same. */
async function askNode<T>({ node }: Parts, ask: (chain: ChainSource) => Promise<T>): Promise<T> {
  const session = node.session()
  if (session === null) throw new NodeError('unreachable', 'no node is set, or it is not to be asked')
  try {
    return await ask(session.chain)
  } catch (error) {
    if (error instanceof NodeError && node.session() === session) node.fail(error)
    throw error
  }
}

async function closeParts({ store, node, scan, growth, deriver, onFault }: Parts): Promise<void> {
  await growth.close()
  await scan.idle()
  await deriver.close()
  await writeNodeState(store.sources, node).catch(onFault)
  await node.close()
  await store.idle()
  store.close()
}

function faultOf(error: unknown): CoreEvent {
  const { message, stack } = error instanceof Error ? error : new Error(String(error))
  return { kind: 'fault', message, stack }
}

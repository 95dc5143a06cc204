/**
 * The second composition root: the ledger's writer, the own node and the scanner, behind a message port. It runs in a
 * thread of its own beside an app, and in the caller's thread for one command or a test: the same code either way.
 */

import { isMainThread } from 'node:worker_threads'
import { say } from '../../shared/said.ts'
import { NodeError } from '../engine/node-error.ts'
import type { ChainSource, Clock } from '../engine/ports.ts'
import { writeNodeState } from '../services/node-state.ts'
import { openStore, type Store } from '../store/open-store.ts'
import { answerCalls, type CallHandlers, type Port } from './calls.ts'
import type { CoreParts } from './core-parts.ts'
import { keepBackups } from './keep-backups.ts'
import type { CoreCalls, CoreEvent, CoreOptions } from './types.ts'

/** What is open: the ledger at once, so that the window can be drawn; what asks the node from the first call on that wants it. */
interface Opened {
  readonly store: Store
  readonly parts: () => Promise<CoreParts>
  /** Null before anybody wanted them. */
  readonly loading: () => Promise<CoreParts> | null
  readonly onFault: (error: unknown) => void
}

/** Serves the calls that arrive at `port`; nothing is opened before `open`. */
export function serveScanCore(port: Port, clock: Clock): void {
  let open: Opened | null = null
  const opened = (): Opened => {
    if (open === null) throw new Error('the ledger is not open')
    return open
  }
  const send = answerCalls<CoreCalls>(port, {
    open: (options) => {
      open ??= openLedger(options, clock, (event: CoreEvent) => send(event))
      const { dataDir, rescue } = open.store
      return { dataDir, rescue }
    },
    close: async () => {
      await closeAll(opened())
      open = null
    },
    ...handlersOf(opened),
  })
}

/** Writes that may have chains grow: what is watched, and what a provider says of it. */
const MAY_GROW: ReadonlySet<string> = new Set([
  'portfolio.add',
  'portfolio.setGap',
  'sources.saveObservation',
  'sources.saveObservations',
])

const NEVER = new AbortController().signal

function openLedger(options: CoreOptions, clock: Clock, emit: (event: CoreEvent) => void): Opened {
  const store = openStore({ ...options, access: 'own', clock })
  const onFault = (error: unknown): void => emit(faultOf(error))
  let loading: Promise<CoreParts> | null = null
  const load = async (): Promise<CoreParts> => {
    const { buildParts } = await import('./core-parts.ts')
    return buildParts({ store, options, clock, emit, onFault })
  }
  return { store, parts: () => (loading ??= load()), loading: () => loading, onFault }
}

function handlersOf(opened: () => Opened): Omit<CallHandlers<CoreCalls>, 'open' | 'close'> {
  return {
    write: ({ part, method, args }) => {
      const target = opened().store[part] as unknown as Readonly<Record<string, unknown>>
      const write = Object.hasOwn(target, method) ? target[method] : undefined
      if (typeof write !== 'function') throw new Error(`no such write: ${part}.${method}`)
      const written = write.apply(target, args) as Promise<unknown> // every write of a store is a promise
      return MAY_GROW.has(`${part}.${method}`) ? grown(opened(), written) : written
    },
    configureNode: async ({ option, offline }) => (await opened().parts()).node.configure(option, offline),
    hashesFrom: async ({ height, count }, signal) =>
      askNode(await opened().parts(), (chain) => chain.hashesFrom(height, count, signal)),
    headersOf: async ({ hashes }, signal) =>
      askNode(await opened().parts(), (chain) => chain.headersOf(hashes, signal)),
    follow: async (_, signal) => {
      const { store, onFault, parts } = opened()
      const { growth, scan } = await parts()
      await growth.run(signal)
      await Promise.all([scan.follow(signal), keepBackups(store, onFault, signal)])
    },
    sync: async (_, signal) => {
      const { growth, scan } = await opened().parts()
      await growth.run(signal)
      return scan.sync(signal)
    },
    poke: async () => (await opened().parts()).scan.poke(),
    startHistory: async ({ asks }, signal) => (await opened().parts()).scan.history.start(asks, signal),
    stopHistory: async ({ scripts }) => (await opened().parts()).scan.history.stop(scripts),
    resumeHistory: async ({ scripts }) => (await opened().parts()).scan.history.resume(scripts),
    pauseReading: async ({ paused }) => (await opened().parts()).scan.pause(paused),
    pauseHistory: async ({ paused }) => (await opened().parts()).scan.history.pause(paused),
    fillHistory: async (_, signal) => (await opened().parts()).scan.fillHistory(signal),
    check: async (_, signal) => (await opened().parts()).scan.check(signal),
    scanDescriptors: async ({ ranges }, signal) =>
      (await opened().parts()).scan.scanDescriptors(ranges, signal),
  }
}

/**
 * Beside an app, resolves when the chains have grown by their next piece: the rest of a wide gap comes behind, and until
 * then the account says that it is incomplete. One command waits for all of it, since nothing goes on behind it.
 */
async function grown({ parts }: Opened, written: Promise<unknown>): Promise<unknown> {
  const result = await written
  const { growth } = await parts()
  await (isMainThread ? growth.run(NEVER) : growth.begin())
  return result
}

/** A node that fails is noted here, where its state is kept; whoever asked is told all the same. */
async function askNode<T>({ node }: CoreParts, ask: (chain: ChainSource) => Promise<T>): Promise<T> {
  const session = node.session()
  if (session === null) throw new NodeError('unreachable', say('node_not_to_ask'))
  try {
    return await ask(session.chain)
  } catch (error) {
    if (error instanceof NodeError && node.session() === session) node.fail(error)
    throw error
  }
}

async function closeAll({ store, loading, onFault }: Opened): Promise<void> {
  await loading()?.then((all) => closeParts(store, all, onFault), onFault)
  await store.idle()
  store.close()
}

async function closeParts(
  store: Store,
  { node, scan, growth, deriver }: CoreParts,
  onFault: (error: unknown) => void,
): Promise<void> {
  await growth.close()
  await scan.idle()
  await deriver.close()
  await writeNodeState(store.sources, node).catch(onFault)
  await node.close()
}

function faultOf(error: unknown): CoreEvent {
  const { message, stack } = error instanceof Error ? error : new Error(String(error))
  return { kind: 'fault', message, stack }
}

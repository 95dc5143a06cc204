/**
 * The own node as the app sees it: which one is set, whether it answers, what it last said. Wraps its ports so
 * that every look is recorded once, whoever looked.
 */
import { type BlockRef, type Network, sameBlock } from '../../shared/chain.ts'
import type { NodeFeatures, NodeProblem, NodeStatus } from '../../shared/node-problem.ts'
import type { NodeTip } from '../engine/best-tip.ts'
import type { FilterSource } from '../engine/filters/filter-source.ts'
import type { NodeError } from '../engine/node-error.ts'
import type { ChainSource, Clock, DescriptorSource, NodeView, SnapshotSource } from '../engine/ports.ts'
import type { NodeOption } from '../host-types.ts'

/** What a node adapter must offer; `sources/bitcoind` does. */
export interface NodeAdapter {
  readonly chain: ChainSource
  readonly snapshots: SnapshotSource
  readonly descriptors: DescriptorSource
  readonly filters: FilterSource
  features(signal: AbortSignal): Promise<NodeFeatures>
  close(): Promise<void>
}

/** One configured node, from setting it to replacing it. */
export interface NodeSession {
  readonly url: string
  readonly chain: ChainSource
  readonly snapshots: SnapshotSource
  readonly descriptors: DescriptorSource
  readonly filters: FilterSource
}

export interface NodeServiceOptions {
  readonly network: Network
  readonly clock: Clock
  readonly connect: (option: NodeOption) => NodeAdapter
  /** What was last known of the node before this start. */
  readonly lastTip: NodeTip | null
  /** Called when a node is left, before its connections are closed: what still runs on it is given up here. */
  readonly onLeave: () => Promise<void>
  /** Called when the state or the tip moved (not for every answer). */
  readonly onChange: () => void
}

export interface NodeService {
  session(): NodeSession | null
  status(): NodeStatus
  /** What the node last said of its chain, also when it no longer answers. */
  tip(): NodeTip | null
  answers(): boolean
  lastView(): NodeView | null
  /** Replaces the node. Null: none is set. `offline`: set, but not to be asked. */
  configure(option: NodeOption | null, offline: boolean): Promise<void>
  /** Records a failure and gives its kind. */
  fail(error: NodeError): NodeProblem
  close(): Promise<void>
}

/** How a node stands that was set just now, before anybody asked it. */
export function statusBefore(option: NodeOption | null, offline: boolean): NodeStatus {
  if (option === null) return { kind: 'not_set' }
  return offline ? { kind: 'off' } : { kind: 'connecting', url: option.url }
}

interface Current {
  readonly adapter: NodeAdapter
  readonly session: NodeSession
  features: NodeFeatures | null
  view: NodeView | null
}

/** Builds the service with no node set. */
export function createNodeService({
  clock,
  connect,
  lastTip,
  onLeave,
  onChange,
}: NodeServiceOptions): NodeService {
  let current: Current | null = null
  let status: NodeStatus = { kind: 'not_set' }
  let tip: NodeTip | null = lastTip
  let option: NodeOption | null = null

  async function configure(next: NodeOption | null, offline: boolean): Promise<void> {
    const old = current
    option = next
    current = next && !offline ? open(next) : null
    status = statusBefore(next, offline)
    onChange()
    if (old) await onLeave()
    await old?.adapter.close()
  }

  function open(next: NodeOption): Current {
    const adapter = connect(next)
    const { snapshots, descriptors, filters } = adapter
    const session = { url: next.url, snapshots, descriptors, filters, chain: { ...adapter.chain, view } }
    const opened: Current = { adapter, session, features: null, view: null }
    async function view(signal: AbortSignal): Promise<NodeView> {
      const seen = await adapter.chain.view(signal)
      opened.features ??= await adapter.features(signal)
      const time = await headerTime(adapter.chain, seen.best, signal)
      if (current === opened) record(opened, seen, time, opened.features)
      return seen
    }
    return opened
  }

  async function headerTime(chain: ChainSource, best: BlockRef, signal: AbortSignal): Promise<number | null> {
    if (tip && sameBlock(tip.best, best)) return tip.time
    return (await chain.header(best.hash, signal))?.time ?? null
  }

  function record(opened: Current, seen: NodeView, time: number | null, features: NodeFeatures): void {
    const moved =
      status.kind !== 'ok' || !sameBlock(tip?.best ?? null, seen.best) || tip?.headers !== seen.headers
    const answeredAt = clock.now()
    opened.view = seen
    tip = { best: seen.best, headers: seen.headers, time, heardAt: answeredAt }
    status = {
      kind: 'ok',
      url: opened.session.url,
      blocks: seen.best.height,
      headers: seen.headers,
      bestHash: seen.best.hash,
      initialDownload: seen.initialDownload,
      features: { ...features, pruneHeight: seen.pruneHeight },
      answeredAt,
    }
    if (moved) onChange()
  }

  function fail(error: NodeError): NodeProblem {
    if (!option || !current) return error.problem
    const same = status.kind === 'problem' && status.problem === error.problem
    const since = status.kind === 'problem' && same ? status.since : clock.now()
    const answeredAt = status.kind === 'ok' || status.kind === 'problem' ? status.answeredAt : null
    current.features = null // the node may come back as another version or with other options
    status = {
      kind: 'problem',
      url: option.url,
      problem: error.problem,
      message: error.message,
      since,
      answeredAt,
    }
    if (!same) onChange()
    return error.problem
  }

  return {
    session: () => current?.session ?? null,
    status: () => status,
    tip: () => tip,
    answers: () => status.kind === 'ok',
    lastView: () => current?.view ?? null,
    configure,
    fail,
    close: async () => {
      const old = current
      current = null
      await old?.adapter.close()
    },
  }
}

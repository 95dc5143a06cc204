/** Looks at the node's unspent outputs by descriptors, for somebody who waits for it. Nothing of it is stored. */

import { say } from '../../shared/said.ts'
import { NodeError } from '../engine/node-error.ts'
import type { DescriptorRange, DescriptorSnapshot, SnapshotProgress } from '../engine/ports.ts'
import type { NodeService } from './node-service.ts'

export interface DescriptorScanTask {
  /** Fails with a `NodeError`: where there is no node, where it fails, `busy` while it downloads the chain. */
  run(ranges: readonly DescriptorRange[], signal: AbortSignal): Promise<DescriptorSnapshot>
  /** Resolves when none runs. */
  ended(): Promise<void>
  /** Gives up what runs; the node has been told when this resolves. */
  abort(): Promise<void>
}

export interface DescriptorScanOptions {
  readonly node: Pick<NodeService, 'session' | 'fail'>
  /** Null when no scan runs any more. */
  readonly onProgress: (progress: SnapshotProgress | null, scripts: number) => void
}

/** Builds the task; none runs. Several at once take turns on the node. */
export function createDescriptorScanTask({ node, onProgress }: DescriptorScanOptions): DescriptorScanTask {
  const running = new Map<AbortController, Promise<unknown>>()

  async function scan(ranges: readonly DescriptorRange[], signal: AbortSignal): Promise<DescriptorSnapshot> {
    const session = node.session()
    if (session === null) throw new NodeError('unreachable', say('node_none'))
    const scripts = ranges.reduce((sum, { count }) => sum + (count ?? 1), 0)
    try {
      const { initialDownload } = await session.chain.view(signal)
      if (initialDownload) throw new NodeError('busy', say('node_not_synced'))
      return await session.descriptors.scan(ranges, (step) => onProgress(step, scripts), signal)
    } catch (error) {
      if (error instanceof NodeError && error.problem !== 'busy' && node.session() === session)
        node.fail(error)
      throw error
    } finally {
      onProgress(null, 0)
    }
  }

  async function ended(): Promise<void> {
    await Promise.allSettled(running.values())
  }

  return {
    run: async (ranges, signal) => {
      const cancel = new AbortController()
      const done = scan(ranges, AbortSignal.any([signal, cancel.signal]))
      running.set(cancel, done)
      try {
        return await done
      } finally {
        running.delete(cancel)
      }
    },
    ended,
    abort: () => {
      for (const cancel of running.keys()) cancel.abort(new NodeError('unreachable', say('node_left')))
      return ended()
    },
  }
}

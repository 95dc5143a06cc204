/** What is written down of the own node, for a start without it and for a reader beside a running app. */
import type { NodeTip } from '../engine/best-tip.ts'
import type { SourceStore } from '../store/source-store.ts'
import type { NodeService } from './node-service.ts'

/** Where the app writes down whether its node answers: 'ok', or the problem. */
export const NODE_STATE = 'node-state'

/** What the node last said, from the store. */
export function lastNodeTip(sources: SourceStore): NodeTip | null {
  const row = sources.tips().find(({ source }) => source === 'node')
  return row ? { best: row.at, headers: row.at.height, time: row.time, heardAt: row.observedAt } : null
}

/** Writes down whether the node answers and what it last said. */
export async function writeNodeState(
  sources: SourceStore,
  node: Pick<NodeService, 'status' | 'tip'>,
): Promise<void> {
  const status = node.status()
  await sources.setMeta(NODE_STATE, status.kind === 'problem' ? status.problem : status.kind)
  const tip = node.tip()
  if (tip === null || tip.time === null) return
  await sources.saveTip({
    source: 'node',
    family: 'node',
    at: tip.best,
    time: tip.time,
    observedAt: tip.heardAt,
  })
}

import { assertNever } from '../../shared/assert-never.ts'
import type { NodeProblem, NodeStatus } from '../../shared/node-problem.ts'
import type { Reason } from '../../shared/reading.ts'

const BY_PROBLEM: Readonly<Record<NodeProblem, Reason>> = {
  unreachable: 'node_unreachable',
  cookie_missing: 'node_cookie_missing',
  auth: 'node_auth',
  forbidden: 'node_forbidden',
  warming_up: 'node_warming_up',
  busy: 'node_busy',
  wrong_chain: 'node_wrong_chain',
  too_old: 'node_too_old',
  pruned: 'node_pruned',
  scan_running: 'node_busy',
  fault: 'node_fault',
}

/** Why the node is of no use right now, as reasons of a reading; none while it answers. */
export function nodeReasons(status: NodeStatus): readonly Reason[] {
  switch (status.kind) {
    case 'not_set':
      return ['node_not_set']
    case 'off':
      return ['offline_mode']
    case 'connecting':
      return ['node_unreachable']
    case 'problem':
      return [BY_PROBLEM[status.problem]]
    case 'ok':
      return status.initialDownload && status.blocks < status.headers ? ['node_syncing'] : []
    default:
      return assertNever(status)
  }
}

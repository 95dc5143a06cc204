import { say } from '../../../shared/said.ts'
import { NodeError } from '../../engine/node-error.ts'

/** What bitcoind's words about its filter index mean, by RPC and REST alike; null for any others. */
export function filterProblem(text: string): NodeError | null {
  if (/not enabled for filtertype/i.test(text)) return new NodeError('forbidden', say('node_no_filters'))
  if (/still in the process of being indexed/i.test(text))
    return new NodeError('busy', say('node_building_filters'))
  return null
}

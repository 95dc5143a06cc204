import { NodeError } from '../../engine/node-error.ts'

/** True where the node's whitelist does not let the call pass. */
export function isForbidden(error: unknown): boolean {
  return error instanceof NodeError && error.problem === 'forbidden'
}

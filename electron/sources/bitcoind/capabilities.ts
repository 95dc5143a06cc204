/** What was found out about the running node by asking; null is "not asked yet", and a restart forgets it all. */

/** How to wait for a block: with `current_tip`, without it, or by asking once a second. */
export type WaitMethod = 'tip' | 'plain' | 'poll'

export interface Capabilities {
  rest: boolean | null
  /** Many blocks by one RPC request; false when the node's whitelist has forbidden it. */
  batches: boolean | null
  wait: WaitMethod | null
}

export function unknownCapabilities(): Capabilities {
  return { rest: null, batches: null, wait: null }
}

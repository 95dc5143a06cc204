/** Every way the own node can be of no use right now. Each has its own text in the doors. */
export const NODE_PROBLEMS = [
  'unreachable', // refused, reset, DNS, timeout
  'cookie_missing', // the cookie file is not there: bitcoind is most likely not running
  'auth', // HTTP 401
  'forbidden', // HTTP 403: rpcwhitelist lacks the method
  'warming_up', // RPC -28
  'busy', // HTTP 503: work queue depth exceeded, or shutting down
  'wrong_chain', // genesis differs from the data folder's network
  'too_old', // older than Bitcoin Core 25
  'pruned', // the block asked for is pruned away
  'scan_running', // another program's scantxoutset is running
  'fault', // a reply that breaks the protocol
] as const
export type NodeProblem = (typeof NODE_PROBLEMS)[number]

/** Features found by asking, never by version number alone. */
export interface NodeFeatures {
  readonly version: number
  readonly subversion: string
  readonly pruned: boolean
  readonly pruneHeight: number | null
  readonly rest: boolean
  /** The basic block filter index: absent, still building, or synced. */
  readonly blockFilterIndex: 'absent' | 'building' | 'synced'
  /** Addresses published by ZMQ for hashblock, rawtx and sequence; empty when off or not allowed to ask. */
  readonly zmq: readonly string[]
  /** Whether waitfornewblock takes `current_tip` (Core 30): without it a block between two calls is missed. */
  readonly waitTakesTip: boolean
}

/** What the own node last said of itself; `problem` when it could not be used. */
export type NodeStatus =
  | { readonly kind: 'not_set' }
  | { readonly kind: 'off' } // the offline switch
  | { readonly kind: 'connecting'; readonly url: string }
  | {
      readonly kind: 'ok'
      readonly url: string
      readonly blocks: number
      readonly headers: number
      readonly bestHash: string
      readonly initialDownload: boolean
      readonly features: NodeFeatures
      /** When it last answered, ms since 1970. */
      readonly answeredAt: number
    }
  | {
      readonly kind: 'problem'
      readonly url: string
      readonly problem: NodeProblem
      /** Short, safe to show: never a body, never a credential. */
      readonly message: string
      readonly since: number
      readonly answeredAt: number | null
    }

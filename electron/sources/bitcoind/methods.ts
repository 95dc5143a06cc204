/** Every RPC there is to Tidemark. Nothing else compiles, so that a whitelist made from this list lets all of it pass. */

/** What watching takes, by name; a node's `rpcwhitelist` is made from it. */
export const WATCHING_METHODS = [
  'getbestblockhash',
  'getblock',
  'getblockchaininfo',
  'getblockfilter',
  'getblockhash',
  'getblockheader',
  'getindexinfo',
  'getnetworkinfo',
  'getrawmempool',
  'getrawtransaction',
  'getzmqnotifications',
  'scantxoutset',
  'waitfornewblock',
] as const

/**
 * Methods that send coins. They are called without the arguments they need, which every node refuses before it does
 * anything: whether it refuses the call or its arguments says whether the credentials could spend.
 */
export const SPENDING_METHODS = [
  'sendtoaddress',
  'sendmany',
  'send',
  'sendall',
  'bumpfee',
  'walletpassphrase',
] as const

export type WatchingMethod = (typeof WATCHING_METHODS)[number]
export type SpendingMethod = (typeof SPENDING_METHODS)[number]
export type RpcMethod = WatchingMethod | SpendingMethod

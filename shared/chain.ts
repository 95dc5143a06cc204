/** Chain vocabulary used everywhere: networks, block references, ids. No behaviour beyond parsing. */

const HEX_32 = /^[0-9a-f]{64}$/

/** The networks Tidemark knows. One data folder holds exactly one of them. */
export const NETWORKS = ['main', 'testnet4', 'signet', 'regtest'] as const
export type Network = (typeof NETWORKS)[number]

/** A block hash as 64 lower-case hex digits in display order (the reverse of the bytes on the wire). */
export type BlockHash = string & { readonly __brand: 'BlockHash' }
/** A transaction id as 64 lower-case hex digits in display order. */
export type Txid = string & { readonly __brand: 'Txid' }

/** A block, named so that a reorganisation cannot change what is meant. Never pass a bare height instead. */
export interface BlockRef {
  readonly height: number
  readonly hash: BlockHash
}

/** What the ledger keeps of a block. `time` is the header's, in seconds since 1970. */
export interface BlockHeader extends BlockRef {
  readonly prevHash: BlockHash
  readonly time: number
  /** The median time past (BIP-113) of this block and the ten before it, in seconds; absent where nobody has told. */
  readonly medianTime?: number
}

/** A transaction output by its place: `txid:vout`. */
export interface Outpoint {
  readonly txid: Txid
  readonly vout: number
}

/** Number of confirmations from which Bitcoin Core's wallet counts a coinbase output as mature. */
export const COINBASE_CONFIRMATIONS = 101

/** Seconds between blocks that the schedule aims for; `null` where there is no schedule. */
export const BLOCK_INTERVAL_S: Readonly<Record<Network, number | null>> = {
  main: 600,
  testnet4: 600,
  signet: 600,
  regtest: null,
}

/** Genesis block hashes; the identity of a network. Signet's is the default (public) signet. */
export const GENESIS_HASH: Readonly<Record<Network, BlockHash>> = {
  main: blockHash('000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f'),
  testnet4: blockHash('00000000da84f2bafbbc53dee25a72ae507ff4914b867c565be350b0da8bf043'),
  signet: blockHash('00000008819873e925422c1ff0f99f7cc9bbb232af63a077a480a3633bee1ef6'),
  regtest: blockHash('0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206'),
}

/** The previous hash in a genesis header. */
export const NO_HASH = '0'.repeat(64) as BlockHash

/** Brands 64 hex digits as a block hash. Throws a RangeError on anything else. */
export function blockHash(hex: string): BlockHash {
  if (!HEX_32.test(hex)) throw new RangeError('not a block hash: expected 64 lower-case hex digits')
  return hex as BlockHash // checked just above
}

/** Brands 64 hex digits as a txid. Throws a RangeError on anything else. */
export function txid(hex: string): Txid {
  if (!HEX_32.test(hex)) throw new RangeError('not a txid: expected 64 lower-case hex digits')
  return hex as Txid // checked just above
}

/** True when both name the same block. */
export function sameBlock(a: BlockRef | null, b: BlockRef | null): boolean {
  return a !== null && b !== null && a.height === b.height && a.hash === b.hash
}

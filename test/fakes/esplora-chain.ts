/** What the Esplora-shaped test server serves: one consistent view of a chain at a time, live or made up. */
import type { Network } from '../../shared/chain.ts'
import { type MadeUpBlocks, madeUpBlocks } from './esplora-headers.ts'

/** A block as `/blocks` lists it. */
export interface EsploraBlock {
  readonly id: string
  readonly height: number
  readonly version: number
  readonly timestamp: number
  readonly tx_count: number
  readonly size: number
  readonly weight: number
  readonly merkle_root: string
  readonly previousblockhash: string | null
  readonly mediantime: number
  readonly nonce: number
  readonly bits: number
  readonly difficulty: number
}

export interface EsploraOutput {
  readonly scriptpubkey: string
  readonly scriptpubkey_asm: string
  readonly scriptpubkey_type: string
  readonly scriptpubkey_address?: string
  readonly value: number
}

export interface EsploraInput {
  readonly txid: string
  readonly vout: number
  readonly prevout: EsploraOutput | null
  readonly scriptsig: string
  readonly is_coinbase: boolean
  readonly sequence: number
}

export type EsploraStatus =
  | { readonly confirmed: false }
  | {
      readonly confirmed: true
      readonly block_height: number
      readonly block_hash: string
      readonly block_time: number
    }

export interface EsploraTx {
  readonly txid: string
  readonly version: number
  readonly locktime: number
  readonly vin: readonly EsploraInput[]
  readonly vout: readonly EsploraOutput[]
  readonly size: number
  readonly weight: number
  readonly fee: number
  readonly status: EsploraStatus
}

export interface EsploraStats {
  readonly tx_count: number
  readonly funded_txo_count: number
  readonly funded_txo_sum: number
  readonly spent_txo_count: number
  readonly spent_txo_sum: number
}

export interface EsploraUtxo {
  readonly txid: string
  readonly vout: number
  readonly value: number
  readonly status: EsploraStatus
}

/** All that is known of an address: newest transactions first. */
export interface AddressView {
  /** In hex; where absent, the server has no summaries of it. */
  readonly script?: string
  readonly chain_stats: EsploraStats
  readonly mempool_stats: EsploraStats
  readonly electrum?: boolean
  readonly utxos: readonly EsploraUtxo[]
  readonly chain: readonly EsploraTx[]
  readonly mempool: readonly EsploraTx[]
}

/** A chain at one moment. */
export interface ChainView {
  /** From genesis to the tip: the place in the list is the height. */
  readonly blocks: readonly EsploraBlock[]
  header(hash: string): Promise<string | null>
  /** Null for what is not an address of this network. */
  address(address: string): Promise<AddressView | null>
  tx(txid: string): EsploraTx | null
  /** The same chain as it was `blocks` blocks ago, with an empty mempool. */
  back(blocks: number): ChainView
}

/** Where the server takes its answers from. */
export interface EsploraChain {
  view(): Promise<ChainView>
}

export const NO_STATS: EsploraStats = {
  tx_count: 0,
  funded_txo_count: 0,
  funded_txo_sum: 0,
  spent_txo_count: 0,
  spent_txo_sum: 0,
}

/** Made-up figures of one address; what is left out is zero or empty. */
export type StaticAddress = Partial<AddressView>

export interface StaticData {
  readonly network: Network
  readonly tipHeight: number
  /** Header time of the tip, seconds since 1970. */
  readonly tipTime: number
  /** Any other address is refused like an invalid one. */
  readonly addresses: Readonly<Record<string, StaticAddress>>
}

/** A chain of made-up blocks on the real genesis of a network: for tests without a node. */
export function staticChain(data: StaticData): EsploraChain {
  const branches = Array.from({ length: data.tipHeight + 1 }, () => data.network)
  const view = viewOf(data, madeUpBlocks(data.network, branches, data.tipTime))
  return { view: async () => view }
}

function viewOf(data: StaticData, { blocks, headers }: MadeUpBlocks): ChainView {
  return {
    blocks,
    header: async (hash) => headers.get(hash) ?? null,
    address: async (address) => {
      const known = Object.hasOwn(data.addresses, address) ? data.addresses[address] : undefined
      const nothing = { chain_stats: NO_STATS, mempool_stats: NO_STATS, utxos: [], chain: [], mempool: [] }
      return known === undefined ? null : { ...nothing, ...known }
    },
    tx: () => null,
    back: (count) => viewOf(data, { blocks: blocks.slice(0, Math.max(1, blocks.length - count)), headers }),
  }
}

/** What the uniform test server serves: a made-up chain whose headers really hash to its blocks, or a real node's. */
import { createHash } from 'node:crypto'
import { GENESIS_HASH, type Network } from '../../shared/chain.ts'
import { type NodeRpc, nodeChain } from './esplora-node-chain.ts'

export interface UniformBlock {
  readonly id: string
  readonly height: number
  /** Seconds since 1970. */
  readonly timestamp: number
}

/** One moment of a chain. */
export interface UniformView {
  /** From genesis to the tip: the place in the list is the height. */
  readonly blocks: readonly UniformBlock[]
  /** In hex. */
  readonly header: (hash: string) => Promise<string | null>
  /** Right after the block at `height`, at most the tip's. Null for an address it does not serve. */
  figures(address: string, height: number): Promise<{ confirmed: number; pending: number } | null>
}

export interface UniformChain {
  readonly network: Network
  view(): Promise<UniformView>
}

/** The chain of a real node. */
export function uniformFromNode(rpc: NodeRpc, network: Network = 'regtest'): UniformChain {
  const chain = nodeChain(rpc)
  return {
    network,
    view: async () => {
      const view = await chain.view()
      return {
        blocks: view.blocks,
        header: (hash) => view.header(hash),
        figures: async (address, height) => {
          const ago = view.blocks.length - 1 - height
          const found = await (ago > 0 ? view.back(ago) : view).address(address)
          if (found === null) return null
          const { chain_stats: inBlocks, mempool_stats: waiting } = found
          return {
            confirmed: inBlocks.funded_txo_sum - inBlocks.spent_txo_sum,
            pending: waiting.funded_txo_sum - waiting.spent_txo_sum,
          }
        },
      }
    },
  }
}

export interface MadeUpUniform {
  readonly network: Network
  readonly tipHeight: number
  /** Header time of the tip in seconds. */
  readonly tipTime: number
  /** What each address gained or lost in which block, and what is pending. */
  readonly addresses: Readonly<
    Record<
      string,
      { readonly changes: readonly (readonly [height: number, delta: number])[]; readonly pending: number }
    >
  >
  /** Blocks from here on have other hashes for another name. */
  readonly branch?: { readonly from: number; readonly name: string }
}

/** A made-up chain on the network's real genesis; `set` replaces it, as a reorganisation or a new block would. */
export function madeUpUniform(data: MadeUpUniform): UniformChain & { set(data: MadeUpUniform): void } {
  let view = viewOf(data)
  return {
    network: data.network,
    view: async () => view,
    set: (next) => {
      view = viewOf(next)
    },
  }
}

function viewOf(data: MadeUpUniform): UniformView {
  const headers = new Map<string, string>()
  const blocks: UniformBlock[] = []
  for (let height = 0; height <= data.tipHeight; height++) {
    const timestamp = data.tipTime - (data.tipHeight - height)
    const header = headerOf(blocks.at(-1)?.id ?? '', timestamp, branchAt(data, height))
    const id = height === 0 ? GENESIS_HASH[data.network] : hashOf(header)
    if (height > 0) headers.set(id, header.toString('hex'))
    blocks.push({ id, height, timestamp })
  }
  return {
    blocks,
    header: async (hash) => headers.get(hash) ?? null,
    figures: async (address, height) => {
      const known = Object.hasOwn(data.addresses, address) ? data.addresses[address] : undefined
      if (known === undefined) return null
      const counted = known.changes.filter(([at]) => at <= height)
      return { confirmed: counted.reduce((sum, [, delta]) => sum + delta, 0), pending: known.pending }
    },
  }
}

function branchAt({ branch }: MadeUpUniform, height: number): string {
  return branch !== undefined && height >= branch.from ? branch.name : ''
}

/** The branch's name stands where the merkle root would. */
function headerOf(previous: string, timestamp: number, branch: string): Buffer {
  const header = Buffer.alloc(80)
  header.writeUInt32LE(0x20000000, 0)
  Buffer.from(previous, 'hex').reverse().copy(header, 4)
  createHash('sha256').update(branch).digest().copy(header, 36)
  header.writeUInt32LE(timestamp, 68)
  return header
}

function hashOf(header: Buffer): string {
  const inner = createHash('sha256').update(header).digest()
  return createHash('sha256').update(inner).digest().reverse().toString('hex')
}

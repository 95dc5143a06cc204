/** Headers of made-up blocks: they stand on each other and hash to their ids. Only the proof of work is missing. */
import { createHash } from 'node:crypto'
import { hashOfHeader } from '../../electron/engine/block/raw-header.ts'
import { GENESIS_HASH, type Network, NO_HASH } from '../../shared/chain.ts'
import type { EsploraBlock } from './esplora-chain.ts'

/** Those that tests need. */
const GENESIS: Partial<Readonly<Record<Network, string>>> = {
  main: `01000000${'00'.repeat(32)}3ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d1dac2b7c`,
}
const GENESIS_TIME = 1_231_006_505

export interface MadeUpBlocks {
  /** From genesis to the tip. */
  readonly blocks: readonly EsploraBlock[]
  /** By id, in hex. */
  readonly headers: ReadonlyMap<string, string>
}

/** Blocks on the real genesis of a network, the newest at `tipTime`, a second apart; a branch name for each height. */
export function madeUpBlocks(network: Network, branches: readonly string[], tipTime: number): MadeUpBlocks {
  const blocks = [blockOf(GENESIS_HASH[network], 0, GENESIS_TIME, null)]
  const headers = new Map([[GENESIS_HASH[network], GENESIS[network] ?? '']])
  for (let height = 1; height < branches.length; height++) {
    const previous = blocks.at(-1)?.id ?? ''
    const time = tipTime - (branches.length - 1 - height)
    const header = headerOf(previous, time, branches[height] ?? '')
    const id = hashOfHeader(header)
    headers.set(id, header.toString('hex'))
    blocks.push(blockOf(id, height, time, previous))
  }
  return { blocks, headers }
}

/** A block that was never mined. `timestamp` in seconds. */
export function blockOf(
  id: string,
  height: number,
  timestamp: number,
  previousblockhash: string | null,
): EsploraBlock {
  return {
    id,
    height,
    version: 0x20000000,
    timestamp,
    tx_count: 1,
    size: 250,
    weight: 892,
    merkle_root: NO_HASH,
    previousblockhash,
    mediantime: timestamp,
    nonce: 0,
    bits: 0x207fffff,
    difficulty: 1,
  }
}

/** The branch's name stands where the merkle root would. */
function headerOf(previous: string, time: number, branch: string): Buffer {
  const header = Buffer.alloc(80)
  header.writeUInt32LE(0x20000000, 0)
  Buffer.from(previous, 'hex').reverse().copy(header, 4)
  createHash('sha256').update(branch).digest().copy(header, 36)
  header.writeUInt32LE(time, 68)
  header.writeUInt32LE(0x207fffff, 72)
  return header
}

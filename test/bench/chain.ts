/**
 * A chain of full blocks, the same in every run: thousands of inputs and outputs a block, 1.4 MB each. 1,000 of
 * its scripts are the watched ones; half of them are really paid and spent. Below the full blocks lie thousands
 * of almost empty ones. Mined once and kept in the cache folder.
 */
import type { RegtestNode } from '../../electron/launch/regtest-node.ts'
import { cachedChain } from './chain-cache.ts'
import {
  type Coins,
  createCoinQueue,
  fillBlock,
  type OpenCoin,
  openScript,
  splitCoin,
} from './chain-filling.ts'
import { createRandom, type Random } from './random.ts'

export interface BenchChain {
  readonly seed: number
  /** The last block before the filled ones: a ledger begins here. */
  readonly from: number
  readonly to: number
  /** Bytes of the filled blocks, as transactions (without headers and coinbases). */
  readonly bytes: number
  /** Script pubkeys in hex: 1,000, of which 500 are paid now and then. */
  readonly watched: readonly string[]
  /** Blocks 1 to this one hold a coinbase and nothing else, about 250 bytes. */
  readonly smallTo: number
}

export interface ChainOptions {
  /** Full blocks. */
  readonly blocks: number
  /** Bytes of a full block, about: what its weight comes to. */
  readonly blockBytes: number
  /** Weight of a full block's transactions; the limit of a block is 4,000,000. */
  readonly blockWeight: number
  readonly smallBlocks: number
  readonly watchedScripts: number
  readonly seed: number
  /** Blocks below the full ones that hold nothing but new outputs, 25,000 each. */
  readonly splitBlocks?: number
}

/** What the rows run on. */
export const DEFAULT_CHAIN: ChainOptions = {
  blocks: 240,
  blockBytes: 1_450_000,
  blockWeight: 3_950_000,
  smallBlocks: 4_000,
  watchedScripts: 1_000,
  seed: 7,
}

/** Five million unspent outputs more, and a sixth of the full blocks: for what a node takes longer for the more there are. */
export const WIDE_CHAIN: ChainOptions = { ...DEFAULT_CHAIN, blocks: 40, splitBlocks: 200 }

/** Header time of the small blocks; the filled ones begin a day later, ten minutes apart. */
const FIRST_TIME = 1_700_000_000
/** Rewards that are spent: the first ones, worth 50 BTC each; half after each so many blocks of a regtest chain. */
const REWARDS = 100
const FIRST_REWARD = 5_000_000_000
const HALVING = 150
/** What one reward is split into. */
const PARTS = 300
/**
 * One full block in this many has dozens of payments to and from watched scripts, the others none: a wallet that
 * moves four times a day. A block with a hit costs more, because all its txids are checked.
 */
const BUSY_EVERY = 40
/** Rewards split by one block. */
const SPLIT_BLOCK = 25
/** Outputs of a block that holds nothing else: what fits into one. */
const WIDE_PARTS = 25_000

/** Puts the chain under a node that has nothing but genesis: from the cache, or mined (minutes) and kept there. */
export async function mineBenchChain(node: RegtestNode, options: ChainOptions): Promise<BenchChain> {
  const begun = performance.now()
  const chain = await cachedChain(node, JSON.stringify(options), () => mine(node, options))
  const seconds = ((performance.now() - begun) / 1000).toFixed(0)
  process.stderr.write(`${describe(chain, seconds)}\n`)
  return chain
}

function describe({ seed, from, to, bytes, smallTo }: BenchChain, seconds: string): string {
  const full = `${to - from} blocks of ${(bytes / (to - from) / 1e6).toFixed(2)} MB`
  return `The chain: ${full} above ${smallTo} almost empty ones, seed ${seed}, ready in ${seconds} s`
}

async function mine(node: RegtestNode, options: ChainOptions): Promise<BenchChain> {
  const random = createRandom(options.seed)
  const watched = Array.from({ length: options.watchedScripts }, () => openScript(random))
  const paid = watched.slice(0, Math.ceil(watched.length / 2))
  const miner = createMiner(node, openScript(random))
  const coins: Coins = { open: createCoinQueue(), watched: createCoinQueue() }
  await mineSmall(node, miner, options.smallBlocks)
  await splitRewards(node, miner, coins, random)
  await widen(node, miner, options.splitBlocks ?? 0, random)
  const from = await node.rpc<number>('getblockcount')
  let bytes = 0
  for (let block = 0; block < options.blocks; block++) {
    const busy = block % BUSY_EVERY === BUSY_EVERY / 2
    const filled = fillBlock(coins, { random, weight: options.blockWeight, paid: busy ? paid : [] })
    await miner.mine(filled.transactions)
    bytes += filled.bytes
  }
  return {
    seed: options.seed,
    from,
    to: from + options.blocks,
    bytes,
    watched: watched.map((script) => script.toString('hex')),
    smallTo: options.smallBlocks,
  }
}

interface Miner {
  readonly descriptor: string
  mine(transactions: readonly Buffer[]): Promise<void>
}

/** Mines exactly what it is given, ten minutes after the block before. */
function createMiner(node: RegtestNode, script: Buffer): Miner {
  const descriptor = `raw(${script.toString('hex')})`
  let time = FIRST_TIME + 86_400
  return {
    descriptor,
    async mine(transactions) {
      time += 600
      await node.rpc('setmocktime', [time])
      await node.rpc('generateblock', [descriptor, transactions.map((raw) => raw.toString('hex'))])
    },
  }
}

async function mineSmall(node: RegtestNode, { descriptor }: Miner, count: number): Promise<void> {
  await node.rpc('setmocktime', [FIRST_TIME])
  for (let left = count; left > 0; left -= 500)
    await node.rpc('generatetodescriptor', [Math.min(left, 500), descriptor])
}

async function splitRewards(node: RegtestNode, miner: Miner, coins: Coins, random: Random): Promise<void> {
  for (let first = 1; first <= REWARDS; first += SPLIT_BLOCK) {
    const splits: Buffer[] = []
    for (let height = first; height < first + SPLIT_BLOCK; height++)
      splits.push(splitCoin(await rewardOf(node, height), PARTS, coins, random))
    await miner.mine(splits)
  }
}

/** Outputs that nothing spends, from the rewards after those that are split for spending. */
async function widen(node: RegtestNode, miner: Miner, blocks: number, random: Random): Promise<void> {
  for (let height = REWARDS + 1; height <= REWARDS + blocks; height++) {
    const unspent: Coins = { open: createCoinQueue(), watched: createCoinQueue() }
    await miner.mine([splitCoin(await rewardOf(node, height), WIDE_PARTS, unspent, random)])
  }
}

/** The coin that a block's miner got. */
async function rewardOf(node: RegtestNode, height: number): Promise<OpenCoin> {
  const hash = await node.rpc<string>('getblockhash', [height])
  const { tx } = await node.rpc<{ tx: string[] }>('getblock', [hash])
  const txid = Buffer.from(tx[0] ?? '', 'hex').reverse()
  return { txid, vout: 0, value: FIRST_REWARD / 2 ** Math.floor(height / HALVING), shape: 'taproot' }
}

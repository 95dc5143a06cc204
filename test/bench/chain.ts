/**
 * A chain of well-filled blocks, the same in every run: many transactions with dozens of outputs of the usual
 * types, about 0.9 MB a block. 1,000 of its scripts are the watched ones; half of them are really paid and spent.
 */
import type { RegtestNode } from '../../electron/launch/regtest-node.ts'
import { createRandom, type Random } from './random.ts'
import { type Coin, rawTransaction, type TxOutput, txidOf } from './raw-transaction.ts'

export interface BenchChain {
  /** The last block before the filled ones: a ledger begins here. */
  readonly from: number
  readonly to: number
  /** Bytes of the filled blocks, as transactions (without headers and coinbases). */
  readonly bytes: number
  /** Script pubkeys in hex: 1,000, of which 500 are paid now and then. */
  readonly watched: readonly string[]
}

export interface ChainOptions {
  readonly blocks: number
  readonly blockBytes: number
  readonly watchedScripts: number
  readonly seed: number
}

/** What the first rows run on. */
export const DEFAULT_CHAIN: ChainOptions = { blocks: 60, blockBytes: 900_000, watchedScripts: 1_000, seed: 7 }

/** Header time of the first block; each further one comes ten minutes later. */
const FIRST_TIME = 1_700_000_000
/** Rewards that are spent: mined first, and matured by 100 blocks on top. */
const REWARDS = 100
/** What every output that is not carried on is worth, in satoshis: the rewards last for millions of them. */
const SMALL = 600
/** Coins of watched scripts that are left unspent, so that balances are not zero at the end. */
const KEPT = 500
/** One output in this many pays a watched script. */
const WATCHED_EVERY = 400

/** Mines the chain on a node that has nothing but genesis. */
export async function mineBenchChain(node: RegtestNode, options: ChainOptions): Promise<BenchChain> {
  const random = createRandom(options.seed)
  const open = anyoneCanSpend(random)
  const clock = createClock(node)
  const coins: Coins = { rewards: await mineRewards(node, clock, open), watched: [] }
  const watched = Array.from({ length: options.watchedScripts }, () => anyoneCanSpend(random))
  const paid = watched.slice(0, Math.ceil(watched.length / 2))
  const from = await node.rpc<number>('getblockcount')
  let bytes = 0
  for (let block = 0; block < options.blocks; block++) {
    const filled = fillBlock(coins, { random, open, paid, blockBytes: options.blockBytes })
    await clock.tick()
    await node.rpc('generateblock', [
      `raw(${open.toString('hex')})`,
      filled.map((raw) => raw.toString('hex')),
    ])
    bytes += filled.reduce((sum, raw) => sum + raw.length, 0)
  }
  return { from, to: from + options.blocks, bytes, watched: watched.map((script) => script.toString('hex')) }
}

/** A witness program of version 2: shaped like taproot, and free for anybody under today's consensus. */
function anyoneCanSpend(random: Random): Buffer {
  return Buffer.concat([Buffer.of(0x52, 0x20), random.bytes(32)])
}

function createClock(node: RegtestNode): { tick(): Promise<void> } {
  let time = FIRST_TIME
  return {
    async tick() {
      time += 600
      await node.rpc('setmocktime', [time])
    },
  }
}

async function mineRewards(
  node: RegtestNode,
  clock: { tick(): Promise<void> },
  script: Buffer,
): Promise<Coin[]> {
  const descriptor = `raw(${script.toString('hex')})`
  const coins: Coin[] = []
  for (let block = 0; block < REWARDS + 100; block++) {
    await clock.tick()
    const { hash } = await node.rpc<{ hash: string }>('generateblock', [descriptor, []])
    if (block >= REWARDS) continue
    const { tx } = await node.rpc<{ tx: string[] }>('getblock', [hash])
    coins.push({ txid: Buffer.from(tx[0] ?? '', 'hex').reverse(), vout: 0, value: 50 * 1e8 })
  }
  return coins
}

/** What can be spent: rewards that are carried on, and what watched scripts received. */
interface Coins {
  readonly rewards: Coin[]
  readonly watched: Coin[]
}

interface Filling {
  readonly random: Random
  readonly open: Buffer
  readonly paid: readonly Buffer[]
  readonly blockBytes: number
}

/** Takes coins from the front of the queues and puts the new ones at their end. */
function fillBlock(coins: Coins, filling: Filling): Buffer[] {
  const transactions: Buffer[] = []
  let size = 1_000 // header, coinbase, and room to be safe below the limit of 1 MB
  while (size < filling.blockBytes) {
    const carried = coins.rewards.splice(0, 1 + filling.random.below(4))
    const spendWatched = coins.watched.length > KEPT && filling.random.below(8) === 0
    const inputs = [...carried, ...(spendWatched ? coins.watched.splice(0, 1) : [])]
    const outputs = outputsFor(carried, filling)
    const raw = rawTransaction(inputs, outputs)
    const txid = txidOf(raw)
    for (const [vout, { script, value }] of outputs.entries()) {
      if (script === filling.open) coins.rewards.push({ txid, vout, value })
      else if (script[0] === 0x52) coins.watched.push({ txid, vout, value })
    }
    size += raw.length
    transactions.push(raw)
  }
  return transactions
}

/** As many outputs carry the rewards on as there were inputs, so that the chain never runs dry; others are small. */
function outputsFor(carried: readonly Coin[], { random, open, paid }: Filling): TxOutput[] {
  const others = 1 + random.below(60)
  const total = carried.reduce((sum, coin) => sum + coin.value, 0)
  const onward = Math.floor((total - others * SMALL) / carried.length)
  if (onward < SMALL) throw new Error('the chain ran out of coins')
  const watched = (): Buffer => paid[random.below(paid.length)] ?? usualScript(random)
  const other = (): Buffer => (random.below(WATCHED_EVERY) === 0 ? watched() : usualScript(random))
  return [
    ...carried.map(() => ({ script: open, value: onward })),
    ...Array.from({ length: others }, () => ({ script: other(), value: SMALL })),
  ]
}

/** The mix a modern block has: half version 0 key hashes, then taproot, and the older types. */
function usualScript(random: Random): Buffer {
  const kind = random.below(10)
  if (kind < 5) return Buffer.concat([Buffer.of(0x00, 0x14), random.bytes(20)])
  if (kind < 7) return Buffer.concat([Buffer.of(0x51, 0x20), random.bytes(32)])
  if (kind < 8) return Buffer.concat([Buffer.of(0x00, 0x20), random.bytes(32)])
  if (kind < 9) return Buffer.concat([Buffer.of(0xa9, 0x14), random.bytes(20), Buffer.of(0x87)])
  return Buffer.concat([Buffer.of(0x76, 0xa9, 0x14), random.bytes(20), Buffer.of(0x88, 0xac)])
}

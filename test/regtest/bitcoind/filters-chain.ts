/** A random chain with every kind of script in its outputs, and with spends of many of them. */
import type { RegtestNode } from '../../../electron/launch/regtest-node.ts'
import { createRandom, type Random } from '../../bench/random.ts'
import { type Coin, rawTransaction, type TxOutput, txidOf } from '../../bench/raw-transaction.ts'

export interface FilterChain {
  /** Height of the last block before the random ones. */
  readonly from: number
  readonly to: number
  /** Scripts that outputs pay again and again, most of them spent now and then. */
  readonly scripts: readonly Buffer[]
}

const REWARDS = 8
const SATS = 5_000

/** Everything follows from the seed, but for the times and hashes of blocks. */
export async function mineFilterChain(node: RegtestNode, seed: number, blocks: number): Promise<FilterChain> {
  const random = createRandom(seed)
  const open = openScript(random)
  let coins = await mineRewards(node, open)
  const scripts = Array.from({ length: 300 }, (_, i) => scriptOf(i, random))
  const from = await node.rpc<number>('getblockcount')
  for (let block = 0; block < blocks; block++) {
    const raws: Buffer[] = []
    for (let count = random.below(6); count > 0; count--) {
      const { raw, rest } = spendSome(coins, scripts, open, random)
      raws.push(raw)
      coins = rest
    }
    await node.rpc('generateblock', [`raw(${open.toString('hex')})`, raws.map((raw) => raw.toString('hex'))])
  }
  return { from, to: from + blocks, scripts }
}

/** Witness programs of version 2 can be spent by anybody under today's consensus. */
function openScript(random: Random): Buffer {
  return Buffer.concat([Buffer.of(0x52, 0x20), random.bytes(32)])
}

/** A third can be spent without a signature; the others only ever receive. */
function scriptOf(i: number, random: Random): Buffer {
  const kind = i % 6
  if (kind < 2) return openScript(random)
  if (kind === 2) return Buffer.concat([Buffer.of(0x00, 0x14), random.bytes(20)])
  if (kind === 3) return Buffer.concat([Buffer.of(0x76, 0xa9, 0x14), random.bytes(20), Buffer.of(0x88, 0xac)])
  if (kind === 4) return Buffer.concat([Buffer.of(0x6a, 0x08), random.bytes(8)])
  return Buffer.concat([Buffer.of(0x41, 0x04), random.bytes(64), Buffer.of(0xac)])
}

async function mineRewards(node: RegtestNode, open: Buffer): Promise<readonly Coin[]> {
  const coins: Coin[] = []
  for (let block = 0; block < REWARDS; block++) {
    const { hash } = await node.rpc<{ hash: string }>('generateblock', [`raw(${open.toString('hex')})`, []])
    const { tx } = await node.rpc<{ tx: string[] }>('getblock', [hash])
    coins.push({ txid: Buffer.from(tx[0] ?? '', 'hex').reverse(), vout: 0, value: 50 * 1e8 })
  }
  await node.mine(100)
  return coins
}

/** Spends one or two coins and pays some scripts, an empty one and an OP_RETURN among them now and then. */
function spendSome(
  coins: readonly Coin[],
  scripts: readonly Buffer[],
  open: Buffer,
  random: Random,
): { readonly raw: Buffer; readonly rest: readonly Coin[] } {
  const first = random.below(coins.length)
  const inputs = coins.filter((_, i) => i === first || (i === first + 1 && random.below(2) === 0))
  const kept = coins.filter((coin) => !inputs.includes(coin))
  const paid: TxOutput[] = Array.from({ length: random.below(5) }, () => ({
    script: scripts[random.below(scripts.length)] ?? open,
    value: SATS,
  }))
  if (random.below(4) === 0) paid.push({ script: Buffer.alloc(0), value: SATS })
  const total = inputs.reduce((sum, { value }) => sum + value, 0) - paid.length * SATS
  const outputs =
    total >= SATS
      ? [{ script: open, value: total }, ...paid]
      : [{ script: open, value: total + paid.length * SATS }]
  const raw = rawTransaction(inputs, outputs)
  const txid = txidOf(raw)
  const made = outputs.flatMap(({ script, value }, vout) =>
    script[0] === 0x52 ? [{ txid, vout, value }] : [],
  )
  return { raw, rest: [...kept, ...made] }
}

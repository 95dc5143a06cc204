/**
 * Fills blocks as full as blocks get: thousands of transactions with the sizes, types and witnesses of today's
 * mainnet. Coins are outputs of witness version 2, shaped like version 0 and 1 and free for anybody to spend.
 */
import type { Random } from './random.ts'
import type { Coin, TxOutput } from './raw-transaction.ts'
import { type RawWitnessTransaction, witnessTransaction } from './witness-transaction.ts'

/** A coin, and whether its witness looks like a key hash's (a signature and a key) or taproot's (a signature). */
export interface OpenCoin extends Coin {
  readonly shape: 'keyhash' | 'taproot'
}

/** What the next blocks can spend: oldest first. */
export interface Coins {
  readonly open: CoinQueue
  /** Coins of watched scripts. */
  readonly watched: CoinQueue
}

/** First in, first out; taking from the front is cheap. */
export interface CoinQueue {
  readonly size: number
  push(coin: OpenCoin): void
  take(): OpenCoin
}

export interface FillOptions {
  readonly random: Random
  /** Weight of all transactions together, at most one more and about 1% less. */
  readonly weight: number
  /** Scripts that are paid by some outputs, and whose coins are spent; none in a quiet block. */
  readonly paid: readonly Buffer[]
}

/** What a block was filled with. */
export interface Filled {
  readonly transactions: readonly Buffer[]
  readonly bytes: number
}

/** Coins that are kept ready: enough that no block spends what it made itself. */
const OPEN_TARGET = 30_000
/** Coins of watched scripts that stay unspent, so that balances are not zero at the end. */
const WATCHED_KEPT = 50
/** One in this many of the outputs that are not carried on pays a watched script: some dozens a block. */
const WATCHED_EVERY = 100
/** What outputs get that nobody will spend, in satoshis. */
const SMALL = 600

/** Takes coins from the queues and puts the new ones at their ends. */
export function fillBlock(coins: Coins, options: FillOptions): Filled {
  const transactions: Buffer[] = []
  let weight = 0
  let bytes = 0
  while (weight < options.weight) {
    const inputs = inputsFor(coins, options)
    const outputs = outputsFor(inputs, coins, options)
    const made = witnessTransaction(
      inputs,
      inputs.map((coin) => witnessFor(coin, options.random)),
      outputs.map(({ output }) => output),
    )
    keep(made, outputs, coins)
    weight += weightOf(made.raw, inputs, outputs)
    bytes += made.raw.length
    transactions.push(made.raw)
  }
  return { transactions, bytes }
}

/** A transaction that splits one big coin into many of equal value. */
export function splitCoin(coin: OpenCoin, parts: number, coins: Coins, random: Random): Buffer {
  const value = Math.floor(coin.value / parts)
  const outputs = Array.from({ length: parts }, () => openOutput(value, random))
  const made = witnessTransaction(
    [coin],
    [witnessFor(coin, random)],
    outputs.map(({ output }) => output),
  )
  keep(made, outputs, coins)
  return made.raw
}

/** A script of witness version 2 with a 32-byte program: shaped like taproot. */
export function openScript(random: Random): Buffer {
  return Buffer.concat([Buffer.of(0x52, 0x20), random.bytes(32)])
}

/** An empty queue. */
export function createCoinQueue(): CoinQueue {
  let items: OpenCoin[] = []
  let head = 0
  return {
    get size() {
      return items.length - head
    },
    push: (coin) => void items.push(coin),
    take() {
      const coin = items[head]
      if (coin === undefined) throw new Error('the chain ran out of coins')
      head += 1
      if (head > 50_000) {
        items = items.slice(head)
        head = 0
      }
      return coin
    },
  }
}

interface NewOutput {
  readonly output: TxOutput
  /** Which queue it goes to; null is never spent. */
  readonly queue: keyof Coins | null
  readonly shape: OpenCoin['shape']
}

function inputsFor(coins: Coins, { random, paid }: FillOptions): OpenCoin[] {
  const dice = random.below(100)
  const count = dice < 60 ? 1 : dice < 82 ? 2 : 3 + random.below(4)
  const inputs = Array.from({ length: count }, () => coins.open.take())
  if (paid.length > 0 && coins.watched.size > WATCHED_KEPT) inputs.push(coins.watched.take())
  return inputs
}

function outputsFor(inputs: readonly OpenCoin[], coins: Coins, options: FillOptions): NewOutput[] {
  const { random } = options
  const dice = random.below(100)
  const count = dice < 15 ? 1 : dice < 80 ? 2 : dice < 97 ? 3 + random.below(3) : 10 + random.below(41) // a batch of payments
  const total = inputs.reduce((sum, coin) => sum + coin.value, 0)
  const small = Math.min(SMALL, Math.floor(total / (count * 2)))
  const openChance = coins.open.size < OPEN_TARGET ? 75 : 55
  const kinds = Array.from({ length: count }, (_, index) => index === 0 || random.below(100) < openChance)
  const onward = Math.floor((total - small * count) / kinds.filter(Boolean).length)
  return kinds.map((open) => (open ? openOutput(onward, random) : otherOutput(small, options)))
}

function openOutput(value: number, random: Random): NewOutput {
  const shape = random.below(100) < 55 ? 'keyhash' : 'taproot'
  const script =
    shape === 'taproot' ? openScript(random) : Buffer.concat([Buffer.of(0x52, 0x14), random.bytes(20)])
  return { output: { script, value }, queue: 'open', shape }
}

function otherOutput(value: number, { random, paid }: FillOptions): NewOutput {
  const watched =
    paid.length > 0 && random.below(WATCHED_EVERY) === 0 ? paid[random.below(paid.length)] : undefined
  if (watched) return { output: { script: watched, value }, queue: 'watched', shape: 'taproot' }
  return { output: { script: usualScript(random), value }, queue: null, shape: 'taproot' }
}

/** The types that are not free to spend: half version 0 key hashes, then taproot, the older types, and data. */
function usualScript(random: Random): Buffer {
  const kind = random.below(20)
  if (kind < 8) return Buffer.concat([Buffer.of(0x00, 0x14), random.bytes(20)])
  if (kind < 12) return Buffer.concat([Buffer.of(0x51, 0x20), random.bytes(32)])
  if (kind < 14) return Buffer.concat([Buffer.of(0x00, 0x20), random.bytes(32)])
  if (kind < 16) return Buffer.concat([Buffer.of(0xa9, 0x14), random.bytes(20), Buffer.of(0x87)])
  if (kind < 19) return Buffer.concat([Buffer.of(0x76, 0xa9, 0x14), random.bytes(20), Buffer.of(0x88, 0xac)])
  return Buffer.concat([Buffer.of(0x6a, 0x20), random.bytes(32)])
}

/** Bytes of the usual sizes; one taproot spend in 600 reveals a script of some kilobytes. */
function witnessFor(coin: OpenCoin, random: Random): Buffer[] {
  if (coin.shape === 'keyhash') return [random.bytes(64), random.bytes(33)]
  if (random.below(600) > 0) return [random.bytes(64)]
  const revealed = Buffer.alloc(2_000 + random.below(6_000), random.bytes(64))
  return [random.bytes(64), revealed, random.bytes(33)]
}

function keep({ txid }: RawWitnessTransaction, outputs: readonly NewOutput[], coins: Coins): void {
  for (const [vout, { output, queue, shape }] of outputs.entries())
    if (queue !== null) coins[queue].push({ txid, vout, value: output.value, shape })
}

/** Three times the bytes without witness, and all bytes once; a little more than it is. */
function weightOf(raw: Buffer, inputs: readonly OpenCoin[], outputs: readonly NewOutput[]): number {
  const base =
    12 + inputs.length * 41 + outputs.reduce((sum, { output }) => sum + 9 + output.script.length, 0)
  return base * 3 + raw.length
}

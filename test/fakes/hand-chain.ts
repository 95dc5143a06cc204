/**
 * A chain written by hand in the network's own serialisation, for what no node would mine: repeated coinbases, reorganisations
 * of thousands of blocks, scripts that policy and consensus keep apart. Its set of unspent outputs is kept by Bitcoin
 * Core's rules, by replaying everything. There is no proof of work: nobody here asks for it.
 */
import { type BlockHash, type BlockHeader, blockHash, NO_HASH, type Txid, txid } from '../../shared/chain.ts'
import {
  COINBASE,
  compactSize,
  displayed,
  sha256d,
  type TxParts,
  txBytes,
  u32,
} from '../unit/engine/block/hand-made.ts'

/** A transaction, and what its bytes hash to. */
export interface HandTx {
  readonly txid: Txid
  readonly raw: Buffer
  readonly parts: TxParts
}

/** An unspent output as Bitcoin Core would keep it. */
export interface HandCoin {
  readonly txid: Txid
  readonly vout: number
  readonly script: string
  readonly value: number
  readonly height: number
  readonly coinbase: boolean
}

interface HandBlock {
  readonly header: BlockHeader
  /** Empty where only the header was written. */
  readonly raw: Buffer
  readonly txs: readonly HandTx[]
}

/** The script that the first coinbase of every network pays. */
export const GENESIS_SCRIPT =
  '4104678afdb0fe5548271967f1a67130b7105cd6a828e03909a67962e0ea1f61deb649f6bc3f4cef38c4f35504e51ec112de5c384df7ba0b8d578a4c702b6bf11d5fac'

const GENESIS_COINBASE = `01000000010000000000000000000000000000000000000000000000000000000000000000ffffffff4d04ffff001d0104455468652054696d65732030332f4a616e2f32303039204368616e63656c6c6f72206f6e206272696e6b206f66207365636f6e64206261696c6f757420666f722062616e6b73ffffffff0100f2052a0100000043${GENESIS_SCRIPT}00000000`
const GENESIS_ROOT = '3ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a'

/** Each network's first block, whole. `stamp`: time, target and nonce, as in the header. */
export function genesisBlock(stamp: string): Buffer {
  return Buffer.from(`01000000${'00'.repeat(32)}${GENESIS_ROOT}${stamp}01${GENESIS_COINBASE}`, 'hex')
}

const REGTEST_STAMP = 'dae5494dffff7f2002000000'

/** A transaction of these parts. */
export function handTx(parts: TxParts): HandTx {
  const made = txBytes(parts)
  return { txid: txid(made.txid), raw: made.raw, parts }
}

/** A coinbase: the same outputs give the same txid again, as it was before BIP-34. */
export function coinbaseTx(outputs: TxParts['outputs']): HandTx {
  return handTx({ inputs: [COINBASE], outputs })
}

/** A spend of whole transactions' outputs, or of nothing that anybody watches. */
export function payTx(
  outputs: TxParts['outputs'],
  inputs: TxParts['inputs'] = [stranger()],
  witness = false,
): HandTx {
  return handTx({ inputs, outputs, witness })
}

let strangers = 0

/** An outpoint that nobody made: each call another one. */
function stranger(): TxParts['inputs'][number] {
  strangers += 1
  return { txid: strangers.toString(16).padStart(64, 'e'), vout: 0 }
}

/** The chain: what is mined stands on the tip. */
export class HandChain {
  #all = new Map<BlockHash, HandBlock>()
  #active: HandBlock[] = []
  #salt = 0
  /** What waits, by txid. */
  readonly mempool = new Map<Txid, Buffer>()

  /** With the regtest genesis, and above it `bare` blocks of which there are only headers. */
  constructor(bare = 0) {
    const raw = genesisBlock(REGTEST_STAMP)
    this.#push({ raw, txs: [] }, 0)
    for (let height = 1; height <= bare; height++)
      this.#push({ raw: this.#header(Buffer.alloc(32)), txs: [] })
  }

  /** Another chain that has the same blocks so far. */
  copy(): HandChain {
    const copy = new HandChain()
    copy.#all = new Map(this.#all)
    copy.#active = [...this.#active]
    copy.#salt = this.#salt
    return copy
  }

  get tip(): BlockHeader {
    return this.at(this.#active.length - 1)
  }

  at(height: number): BlockHeader {
    const block = this.#active[height]
    if (!block) throw new RangeError(`there is no block at ${height}`)
    return block.header
  }

  /** Any block that was ever mined. */
  find(
    hash: BlockHash,
  ): { readonly header: BlockHeader; readonly raw: Buffer; readonly active: boolean } | null {
    const block = this.#all.get(hash)
    if (!block) return null
    return { ...block, active: this.#active[block.header.height] === block }
  }

  /** Mines one block. Without a coinbase of its own it gets one that pays nobody, and is like no other. */
  mine(txs: readonly HandTx[] = [], coinbase = this.#anyCoinbase()): BlockHeader {
    const all = [coinbase, ...txs]
    const header = this.#header(merkleRoot(all.map(({ txid: id }) => Buffer.from(id, 'hex').reverse())))
    const raw = Buffer.concat([header, compactSize(all.length), ...all.map((tx) => tx.raw)])
    for (const { txid: id } of txs) this.mempool.delete(id)
    return this.#push({ raw, txs: all })
  }

  /** Mines blocks that pay nobody up to a height. */
  mineTo(height: number): BlockHeader {
    while (this.tip.height < height) this.mine()
    return this.tip
  }

  /** Leaves the blocks above a height. What is mined from now on is another branch. */
  leave(height: number): void {
    this.#active = this.#active.slice(0, height + 1)
  }

  /** The unspent outputs of these scripts at the tip, by Bitcoin Core's rules. */
  unspent(scripts: ReadonlySet<string>): readonly HandCoin[] {
    const coins = new Map<string, HandCoin>()
    for (const { header, txs } of this.#active) {
      txs.forEach((tx, position) => {
        for (const { txid: id, vout } of tx.parts.inputs) coins.delete(`${id}:${vout}`)
        tx.parts.outputs.forEach(({ value, script }, vout) => {
          if (!scripts.has(script) || script.startsWith('6a') || script.length > 20_000) return
          const coin = { txid: tx.txid, vout, script, value, height: header.height, coinbase: position === 0 }
          coins.set(`${tx.txid}:${vout}`, coin) // the same outpoint again takes the place of the former
        })
      })
    }
    return [...coins.values()]
  }

  #anyCoinbase(): HandTx {
    this.#salt += 1
    return coinbaseTx([{ value: 5_000_000_000, script: `6a08${this.#salt.toString(16).padStart(16, '0')}` }])
  }

  #header(root: Buffer): Buffer {
    this.#salt += 1
    const { hash, time } = this.tip
    return Buffer.concat([
      u32(4),
      Buffer.from(hash, 'hex').reverse(),
      root,
      u32(time + 600),
      u32(0x207fffff),
      u32(this.#salt),
    ])
  }

  #push({ raw, txs }: Pick<HandBlock, 'raw' | 'txs'>, height = this.#active.length): BlockHeader {
    const header: BlockHeader = {
      height,
      hash: blockHash(displayed(sha256d(raw.subarray(0, 80)))),
      prevHash: height === 0 ? NO_HASH : this.tip.hash,
      time: raw.readUInt32LE(68),
    }
    const block = { header, raw, txs }
    this.#all.set(header.hash, block)
    this.#active.push(block)
    return header
  }
}

function merkleRoot(level: readonly Buffer[]): Buffer {
  const [root = Buffer.alloc(32)] = level
  if (level.length <= 1) return root
  const lefts = level.filter((_, i) => i % 2 === 0)
  return merkleRoot(lefts.map((left, i) => sha256d(Buffer.concat([left, level[2 * i + 1] ?? left]))))
}

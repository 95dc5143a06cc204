/**
 * A made-up chain whose bytes are real: headers that hash to their ids and stand on each other, transactions that
 * hash to theirs. Only the proof of work is missing. Served by the Electrum-shaped server in tests without a node.
 */
import { parseAddress } from '../../electron/engine/accounts/parse-address.ts'
import { sha256d } from '../../electron/engine/block/hash.ts'
import { NO_HASH } from '../../shared/chain.ts'
import {
  type ChainView,
  type EsploraBlock,
  type EsploraChain,
  type EsploraInput,
  type EsploraOutput,
  type EsploraTx,
} from './esplora-chain.ts'
import { blockOf } from './esplora-headers.ts'
import { addressView } from './esplora-history.ts'

const GENESIS = {
  main: `01000000${'00'.repeat(32)}3ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d1dac2b7c`,
  regtest: `01000000${'00'.repeat(32)}3ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4adae5494dffff7f2002000000`,
} as const

/** A chain that a test moves. */
export interface MadeUpChain extends EsploraChain {
  readonly height: number
  /** Puts a payment from nowhere into the mempool; its txid. */
  pay(address: string, value: number): string
  /** Spends outputs of earlier transactions, to one address; its txid. */
  spend(outpoints: readonly (readonly [txid: string, vout: number])[], address: string, value: number): string
  /** Blocks on top; the first one takes the mempool, unless it is to stay. */
  mine(count?: number, options?: { readonly empty?: boolean }): void
  /** Drops the newest blocks and mines `count` others, empty; the transactions are in the mempool again. */
  reorg(depth: number, count: number): void
}

interface MadeUpBlock {
  readonly block: EsploraBlock
  readonly header: string
  readonly txs: readonly EsploraTx[]
}

/** Starts with `height` empty blocks above genesis, the newest a minute old. */
export function madeUpChain(network: keyof typeof GENESIS, height: number): MadeUpChain {
  const newest = Math.floor(Date.now() / 1000) - 60
  let blocks: readonly MadeUpBlock[] = [genesisOf(network)]
  let mempool: readonly EsploraTx[] = []
  let salt = 0
  const add = (vin: readonly EsploraInput[], vout: EsploraOutput): string => {
    const tx = withTxid(vin, [vout])
    mempool = [tx, ...mempool]
    return tx.txid
  }
  const outputAt = (txid: string, vout: number): EsploraOutput => {
    const all = [...mempool, ...blocks.flatMap(({ txs }) => txs)]
    const output = all.find((tx) => tx.txid === txid)?.vout[vout]
    if (output === undefined) throw new Error('a test spends what is not there')
    return output
  }
  const mine = (count = 1, { empty = false } = {}): void => {
    for (let n = 0; n < count; n++) {
      const txs = empty ? [] : [...mempool].reverse()
      if (!empty) mempool = []
      blocks = [...blocks, nextBlock(blocks, txs, newest - Math.max(0, height - blocks.length), salt)]
    }
  }
  mine(height)
  return {
    get height() {
      return blocks.length - 1
    },
    pay: (address, value) =>
      add([inputOf(NO_HASH.replace(/^0{8}/, hex32(++salt)), 0, null)], outputTo(network, address, value)),
    spend: (outpoints, address, value) =>
      add(
        outpoints.map(([txid, vout]) => inputOf(txid, vout, outputAt(txid, vout))),
        outputTo(network, address, value),
      ),
    mine,
    reorg(depth, count) {
      const dropped = blocks.slice(-depth).flatMap(({ txs }) => txs)
      blocks = blocks.slice(0, -depth)
      mempool = [
        ...mempool,
        ...dropped.reverse().map((tx): EsploraTx => ({ ...tx, status: { confirmed: false } })),
      ]
      salt++
      mine(count, { empty: true })
    },
    view: async () => viewOf(network, blocks, mempool),
  }
}

function viewOf(
  network: keyof typeof GENESIS,
  blocks: readonly MadeUpBlock[],
  mempool: readonly EsploraTx[],
): ChainView {
  const confirmed = blocks.flatMap(({ txs }) => txs)
  return {
    blocks: blocks.map(({ block }) => block),
    header: async (hash) => blocks.find(({ block }) => block.id === hash)?.header ?? null,
    address: async (address) => {
      const entry = parseAddress(address, network)
      if (entry.kind === 'refused') return null
      return addressView(Buffer.from(entry.address.scriptPubKey).toString('hex'), confirmed, mempool)
    },
    tx: (txid) => [...mempool, ...confirmed].find((tx) => tx.txid === txid) ?? null,
    back: (count) => viewOf(network, blocks.slice(0, Math.max(1, blocks.length - count)), []),
  }
}

// --- bytes ----------------------------------------------------------------------------------------------

/** A transaction's bytes in hex, without witness. */
export function rawTransaction({
  version,
  vin,
  vout,
  locktime,
}: Pick<EsploraTx, 'version' | 'vin' | 'vout' | 'locktime'>): string {
  const inputs = vin.map(
    (input) => reversed(input.txid) + hex32(input.vout) + compact(input.scriptsig) + hex32(input.sequence),
  )
  const outputs = vout.map(({ value, scriptpubkey }) => hex64(value) + compact(scriptpubkey))
  const counted = [inputs, outputs].map((list) => list.length.toString(16).padStart(2, '0') + list.join(''))
  return hex32(version) + counted.join('') + hex32(locktime)
}

function withTxid(vin: readonly EsploraInput[], vout: readonly EsploraOutput[]): EsploraTx {
  const bare = { version: 2, locktime: 0, vin, vout }
  const txid = hashOf(rawTransaction(bare))
  return { ...bare, txid, size: 0, weight: 0, fee: 0, status: { confirmed: false } }
}

function inputOf(txid: string, vout: number, prevout: EsploraOutput | null): EsploraInput {
  return { txid, vout, prevout, scriptsig: '', is_coinbase: false, sequence: 0xffff_ffff }
}

function outputTo(network: keyof typeof GENESIS, address: string, value: number): EsploraOutput {
  const entry = parseAddress(address, network)
  if (entry.kind === 'refused') throw new Error('a test pays what is no address')
  const { scriptPubKey, text } = entry.address
  return {
    scriptpubkey: Buffer.from(scriptPubKey).toString('hex'),
    scriptpubkey_asm: '',
    scriptpubkey_type: 'unknown',
    scriptpubkey_address: text,
    value,
  }
}

function genesisOf(network: keyof typeof GENESIS): MadeUpBlock {
  const header = GENESIS[network]
  return { header, block: blockOf(hashOf(header), 0, 1_231_006_505, null), txs: [] }
}

function nextBlock(
  blocks: readonly MadeUpBlock[],
  txs: readonly EsploraTx[],
  time: number,
  salt: number,
): MadeUpBlock {
  const previous = blocks.at(-1)?.block.id ?? NO_HASH
  const merkle = reversed(hashOf(hex32(salt) + txs.map(({ txid }) => txid).join('')))
  const header = hex32(4) + reversed(previous) + merkle + hex32(time) + hex32(0x207fffff) + hex32(0)
  const block = blockOf(hashOf(header), blocks.length, time, previous)
  const status = {
    confirmed: true,
    block_height: block.height,
    block_hash: block.id,
    block_time: time,
  } as const
  return { block, header, txs: txs.map((tx) => ({ ...tx, status })) }
}

function hashOf(hex: string): string {
  return Buffer.from(sha256d(Buffer.from(hex, 'hex')))
    .reverse()
    .toString('hex')
}

function reversed(hex: string): string {
  return Buffer.from(hex, 'hex').reverse().toString('hex')
}

function hex32(value: number): string {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes.toString('hex')
}

function hex64(value: number): string {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(BigInt(value))
  return bytes.toString('hex')
}

function compact(hex: string): string {
  return (hex.length / 2).toString(16).padStart(2, '0') + hex // scripts in tests are short
}

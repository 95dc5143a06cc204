/** A made-up chain that tells the story of one script: payments in and out, block after block, as a test needs them. */
import { createHash } from 'node:crypto'
import type { Network } from '../../shared/chain.ts'
import {
  type ChainView,
  type EsploraBlock,
  type EsploraChain,
  type EsploraInput,
  type EsploraOutput,
  type EsploraTx,
} from './esplora-chain.ts'
import { type MadeUpBlocks, madeUpBlocks } from './esplora-headers.ts'
import { addressView } from './esplora-history.ts'

export interface StoryOptions {
  readonly network: Network
  /** Height of the tip at the beginning. */
  readonly tipHeight: number
  readonly address: string
  /** Its script pubkey in hex. */
  readonly script: string
}

/** Heights are those of blocks that exist; null is the mempool. What is told comes after what was told before. */
export interface Story extends EsploraChain {
  /** One transaction with an output of each value to the script. */
  receive(height: number | null, ...values: readonly number[]): EsploraTx
  /** One transaction that spends the script's oldest coin and gives `change` back to it. */
  spend(height: number | null, change?: number): EsploraTx
  /** New blocks on top. */
  mine(count: number): void
  /** Other blocks in place of the newest ones, at the same heights and with the same transactions. */
  replace(count: number): void
}

const ELSEWHERE = `0014${'00'.repeat(20)}`
const AN_HOUR_S = 3_600

/** Begins a story: an unused script on a chain of empty blocks. */
export function createStory({ network, tipHeight, address, script }: StoryOptions): Story {
  const startedAt = Math.floor(Date.now() / 1000) - AN_HOUR_S
  const branches: string[] = Array.from({ length: tipHeight + 1 }, () => '')
  const told: { readonly height: number | null; readonly tx: Omit<EsploraTx, 'status'> }[] = []
  const coins: EsploraInput[] = []
  const tell = (
    height: number | null,
    vin: readonly EsploraInput[],
    values: readonly number[],
  ): EsploraTx => {
    const vout = [...values.map((value) => outputTo(script, value)), outputTo(ELSEWHERE, 1_000)]
    const txid = createHash('sha256').update(`transaction ${told.length}`).digest('hex')
    const tx = { txid, version: 2, locktime: 0, vin, vout, size: 200, weight: 800, fee: 0 }
    told.push({ height, tx })
    coins.push(...values.map((_, n) => inputOf(txid, n, vout[n] ?? null)))
    return { ...tx, status: { confirmed: false } }
  }
  const view = (): ChainView => {
    const made = madeUpBlocks(network, branches, startedAt + branches.length - 1)
    const placed = told.map(({ height, tx }) => ({ ...tx, status: statusOf(made.blocks, height) }))
    return viewOf(made, placed, address, script)
  }
  return {
    view: async () => view(),
    receive: (height, ...values) =>
      tell(height, [inputOf('11'.repeat(32), 0, outputTo(ELSEWHERE, 1e9))], values),
    spend: (height, change) => {
      const coin = coins.shift()
      if (coin === undefined) throw new RangeError('the story has no coin left to spend')
      return tell(height, [coin], change === undefined ? [] : [change])
    },
    mine: (count) => branches.push(...Array.from({ length: count }, () => '')),
    replace: (count) => {
      for (let height = branches.length - count; height < branches.length; height++)
        branches[height] += ' again'
    },
  }
}

function viewOf(
  { blocks, headers }: MadeUpBlocks,
  txs: readonly EsploraTx[],
  address: string,
  script: string,
): ChainView {
  const confirmed = txs
    .filter(({ status }) => heightOf(status) < blocks.length)
    .sort((a, b) => heightOf(a.status) - heightOf(b.status))
  const mempool = txs.filter(({ status }) => !status.confirmed).reverse()
  return {
    blocks,
    header: async (hash) => headers.get(hash) ?? null,
    address: async (asked) => (asked === address ? addressView(script, confirmed, mempool) : null),
    tx: (txid) => txs.find((tx) => tx.txid === txid) ?? null,
    back: (count) =>
      viewOf({ blocks: blocks.slice(0, Math.max(1, blocks.length - count)), headers }, txs, address, script),
  }
}

function statusOf(blocks: readonly EsploraBlock[], height: number | null): EsploraTx['status'] {
  const block = height === null ? undefined : blocks[height]
  if (block === undefined) return { confirmed: false }
  return { confirmed: true, block_height: block.height, block_hash: block.id, block_time: block.timestamp }
}

function heightOf(status: EsploraTx['status']): number {
  return status.confirmed ? status.block_height : Number.POSITIVE_INFINITY
}

function outputTo(scriptpubkey: string, value: number): EsploraOutput {
  return { scriptpubkey, scriptpubkey_asm: '', scriptpubkey_type: 'v0_p2wpkh', value }
}

function inputOf(txid: string, vout: number, prevout: EsploraOutput | null): EsploraInput {
  return { txid, vout, prevout, scriptsig: '', is_coinbase: false, sequence: 0xffff_fffd }
}

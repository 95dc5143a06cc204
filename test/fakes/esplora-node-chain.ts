/**
 * A live chain for the Esplora-shaped server: an index in memory over a real node's blocks and mempool, brought up
 * to date when asked, along reorganisations too. Meant for regtest, where a whole chain is small.
 */
import type { ChainView, EsploraBlock, EsploraChain, EsploraTx } from './esplora-chain.ts'
import { type NodeBlock, type NodeTx, toBlock, toTx } from './esplora-from-node.ts'
import { addressView } from './esplora-history.ts'

/** A call to the node's RPC; rejects when the node does not answer or refuses. */
export type NodeRpc = (method: string, params: readonly unknown[]) => Promise<unknown>

/** RPC's code for a transaction that is in no mempool and no block. */
const NOT_FOUND = -5
const BLOCKS_AT_ONCE = 16
const TIP_TRIES = 20

interface IndexedBlock {
  readonly block: EsploraBlock
  readonly txs: readonly EsploraTx[]
}

/** The chain of the node behind `rpc`. A view rejects when the node does not answer. */
export function nodeChain(rpc: NodeRpc): EsploraChain {
  const index = new ChainIndex(rpc)
  let last: Promise<unknown> = Promise.resolve()
  return {
    view: () => {
      const next = last.then(() => index.refresh())
      last = next.catch(() => undefined) // the one who asked gets the rejection; the next one tries again
      return next
    },
  }
}

/** What a view and those of the blocks below it are made from. */
interface Moment {
  readonly blocks: readonly IndexedBlock[]
  /** In chain order; those of later blocks, too. */
  readonly byScript: ReadonlyMap<string, readonly EsploraTx[]>
  readonly txs: ReadonlyMap<string, EsploraTx>
}

function txsByScript(blocks: readonly IndexedBlock[]): Moment['byScript'] {
  const byScript = new Map<string, EsploraTx[]>()
  for (const tx of blocks.flatMap(({ txs }) => txs)) {
    const paid = tx.vout.map(({ scriptpubkey }) => scriptpubkey)
    const spent = tx.vin.flatMap(({ prevout }) => (prevout === null ? [] : [prevout.scriptpubkey]))
    for (const script of new Set([...paid, ...spent])) {
      const known = byScript.get(script)
      if (known === undefined) byScript.set(script, [tx])
      else known.push(tx)
    }
  }
  return byScript
}

class ChainIndex {
  readonly #rpc: NodeRpc
  #blocks: IndexedBlock[] = []
  /** Every confirmed transaction, and the mempool's of the last refresh. */
  readonly #txs = new Map<string, EsploraTx>()
  #mempool: readonly EsploraTx[] = []
  #last: { readonly moment: string; readonly view: ChainView } | null = null
  /** Null for what is no address. */
  readonly #scripts = new Map<string, string | null>()

  constructor(rpc: NodeRpc) {
    this.#rpc = rpc
  }

  /** Blocks and mempool that belong together: the tip was the same before and after. */
  async refresh(): Promise<ChainView> {
    for (let tries = 0; tries < TIP_TRIES; tries++) {
      await this.#followTo(await this.#call<string>('getbestblockhash'))
      const waiting = await this.#readMempool()
      const best = await this.#call<string>('getbestblockhash')
      if (this.#blocks.at(-1)?.block.id === best) return this.#viewAt(`${best} ${waiting}`)
    }
    throw new Error('the node moves on faster than it can be read')
  }

  async #followTo(tip: string): Promise<void> {
    if (this.#blocks.at(-1)?.block.id === tip) return
    const { height } = await this.#call<{ height: number }>('getblockheader', tip)
    while (!(await this.#onBestChain(height))) this.#dropTip()
    while (this.#blocks.length <= height) {
      const from = this.#blocks.length
      const count = Math.min(BLOCKS_AT_ONCE, height - from + 1)
      const read = await Promise.all(Array.from({ length: count }, (_, n) => this.#readBlock(from + n)))
      if (!read.every((block) => this.#append(block))) return // the chain changed while it was read
    }
  }

  async #onBestChain(height: number): Promise<boolean> {
    const top = this.#blocks.at(-1)
    if (top === undefined) return true
    if (top.block.height > height) return false
    return (await this.#call<string>('getblockhash', top.block.height)) === top.block.id
  }

  async #readBlock(height: number): Promise<NodeBlock> {
    const hash = await this.#call<string>('getblockhash', height)
    return this.#call<NodeBlock>('getblock', hash, 2)
  }

  /** False when it does not follow what was read before. */
  #append(read: NodeBlock): boolean {
    const block = toBlock(read)
    if (block.previousblockhash !== (this.#blocks.at(-1)?.block.id ?? null)) return false
    const status = {
      confirmed: true,
      block_height: block.height,
      block_hash: block.id,
      block_time: block.timestamp,
    } as const
    const txs = read.tx.map((tx) => this.#remember(tx, status))
    this.#blocks.push({ block, txs })
    return true
  }

  #remember(tx: NodeTx, status: EsploraTx['status']): EsploraTx {
    const converted = toTx(tx, status, (txid, vout) => this.#txs.get(txid)?.vout[vout] ?? null)
    this.#txs.set(converted.txid, converted)
    return converted
  }

  #dropTip(): void {
    for (const { txid } of this.#blocks.pop()?.txs ?? []) this.#txs.delete(txid)
  }

  /** The same view as long as tip and mempool are: thousands of questions are asked about one moment. */
  #viewAt(moment: string): ChainView {
    if (this.#last?.moment !== moment) {
      const blocks = [...this.#blocks]
      const view = this.#viewOf(
        { blocks, byScript: txsByScript(blocks), txs: new Map(this.#txs) },
        this.#mempool,
      )
      this.#last = { moment, view }
    }
    return this.#last.view
  }

  /** What waits in it, in one word. */
  async #readMempool(): Promise<string> {
    for (const { txid, status } of this.#mempool)
      if (!status.confirmed && this.#txs.get(txid)?.status.confirmed === false) this.#txs.delete(txid)
    const txids = await this.#call<Record<string, { ancestorcount: number }>>('getrawmempool', true)
    const parentsFirst = Object.entries(txids).sort(([, a], [, b]) => a.ancestorcount - b.ancestorcount)
    const read = await Promise.all(parentsFirst.map(([txid]) => this.#mempoolTx(txid)))
    this.#mempool = read
      .filter((tx) => tx !== null)
      .map((tx) => this.#remember(tx, { confirmed: false }))
      .reverse()
    return this.#mempool.map(({ txid }) => txid).join(' ')
  }

  /** Null when it left the mempool meanwhile. */
  async #mempoolTx(txid: string): Promise<NodeTx | null> {
    try {
      return await this.#call<NodeTx>('getrawtransaction', txid, 1)
    } catch (error) {
      if ((error as { readonly code?: unknown }).code === NOT_FOUND) return null
      throw error // a node that is busy or down has no empty mempool
    }
  }

  #viewOf(moment: Moment, mempool: readonly EsploraTx[]): ChainView {
    const { blocks, byScript, txs } = moment
    const top = blocks.length - 1
    return {
      blocks: blocks.map(({ block }) => block),
      header: (hash) => this.#header(hash),
      address: async (address) => {
        const script = await this.#scriptOf(address)
        if (script === null) return null
        const confirmed = byScript.get(script) ?? []
        return addressView(
          script,
          confirmed.filter(({ status }) => status.confirmed && status.block_height <= top),
          mempool,
        )
      },
      tx: (txid) => txs.get(txid) ?? null,
      back: (count) =>
        this.#viewOf({ ...moment, blocks: blocks.slice(0, Math.max(1, blocks.length - count)) }, []),
    }
  }

  async #scriptOf(address: string): Promise<string | null> {
    const known = this.#scripts.get(address)
    if (known !== undefined) return known
    const answer = await this.#call<{ isvalid: boolean; scriptPubKey?: string }>('validateaddress', address)
    const script = answer.isvalid ? (answer.scriptPubKey ?? null) : null
    this.#scripts.set(address, script)
    return script
  }

  async #header(hash: string): Promise<string | null> {
    if (!this.#blocks.some(({ block }) => block.id === hash)) return null
    return this.#call<string>('getblockheader', hash, false)
  }

  async #call<T>(method: string, ...params: readonly unknown[]): Promise<T> {
    return (await this.#rpc(method, params)) as T // the node's documented result; a wrong guess fails the test
  }
}

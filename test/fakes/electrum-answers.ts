/** What an Electrum server answers, from one view of a chain. Confirmed figures and mempool as ElectrumX has them. */
import { createHash } from 'node:crypto'
import type { AddressView, ChainView, EsploraStats, EsploraTx } from './esplora-chain.ts'

/** An error the server sends. */
export class ElectrumRefusal extends Error {
  readonly code: number

  constructor(code: number, message: string) {
    super(message)
    this.code = code
  }
}

/** What answers are taken from. */
export interface AnswerGround {
  readonly view: ChainView
  /** The address behind a script hash; undefined for one that the test did not register. */
  readonly addressOf: (scripthash: string) => string | undefined
  /** A transaction's bytes in hex. */
  readonly raw: (tx: EsploraTx) => Promise<string>
}

type Answer = (ground: AnswerGround, params: readonly unknown[]) => Promise<unknown>

/** By method; what is not here is an unknown method. */
export const ANSWERS: Readonly<Record<string, Answer>> = {
  'server.ping': async () => null,
  'server.features': async ({ view }) => ({
    hosts: {},
    pruning: null,
    server_version: 'Fake 1.0',
    protocol_min: '1.4',
    protocol_max: '1.4.2',
    genesis_hash: view.blocks[0]?.id,
    hash_function: 'sha256',
  }),
  'blockchain.headers.subscribe': async ({ view }) => {
    const height = view.blocks.length - 1
    return { height, hex: await headerAt(view, height) }
  },
  'blockchain.block.header': async ({ view }, [height]) => headerAt(view, Number(height)),
  'blockchain.block.headers': async ({ view }, [start, count]) => {
    const some = view.blocks.slice(Number(start), Number(start) + Number(count))
    const headers = await Promise.all(some.map(({ height }) => headerAt(view, height)))
    return { count: headers.length, hex: headers.join(''), max: 2016 }
  },
  'blockchain.scripthash.get_balance': async (ground, params) => {
    const { chain_stats, mempool_stats } = await viewOf(ground, params)
    return { confirmed: left(chain_stats), unconfirmed: left(mempool_stats) }
  },
  'blockchain.scripthash.listunspent': async (ground, params) =>
    (await viewOf(ground, params)).utxos.map(({ txid, vout, value, status }) => ({
      tx_hash: txid,
      tx_pos: vout,
      height: status.confirmed ? status.block_height : 0,
      value,
    })),
  'blockchain.scripthash.get_history': async (ground, params) => historyOf(ground, params),
  'blockchain.scripthash.subscribe': async (ground, params) => {
    const entries = await historyOf(ground, params)
    const text = entries.map(({ tx_hash, height }) => `${tx_hash}:${height}:`).join('')
    return text === '' ? null : createHash('sha256').update(text).digest('hex')
  },
  'blockchain.scripthash.unsubscribe': async () => true,
  'blockchain.transaction.get': async ({ view, raw }, [txid]) => {
    const tx = view.tx(String(txid))
    if (tx === null) throw new ElectrumRefusal(2, 'daemon error: No such mempool or blockchain transaction.')
    return raw(tx)
  },
}

async function headerAt(view: ChainView, height: number): Promise<string> {
  const header = await view.header(view.blocks[height]?.id ?? '')
  if (header === null) throw new ElectrumRefusal(1, `height ${height} out of range`)
  return header
}

async function viewOf(
  { view, addressOf }: AnswerGround,
  [scripthash]: readonly unknown[],
): Promise<AddressView> {
  const address = addressOf(String(scripthash))
  const known = address === undefined ? null : await view.address(address)
  if (known === null) throw new ElectrumRefusal(1, `${String(scripthash)} is not a valid script hash`)
  return known
}

async function historyOf(
  ground: AnswerGround,
  params: readonly unknown[],
): Promise<readonly { readonly tx_hash: string; readonly height: number }[]> {
  const { chain, mempool } = await viewOf(ground, params)
  const confirmed = [...chain].reverse().map(({ txid, status }) => ({
    tx_hash: txid,
    height: status.confirmed ? status.block_height : 0,
  }))
  const pending = mempool.map((tx) => ({
    tx_hash: tx.txid,
    height: hasPendingParent(ground.view, tx) ? -1 : 0,
  }))
  return [...confirmed, ...pending]
}

function hasPendingParent(view: ChainView, { vin }: EsploraTx): boolean {
  return vin.some(({ txid }) => view.tx(txid)?.status.confirmed === false)
}

function left({ funded_txo_sum, spent_txo_sum }: EsploraStats): number {
  return funded_txo_sum - spent_txo_sum
}

/** A server in the shape of blockchain.info and haskoin-store: `/multiaddr`, `/latestblock`, `/block-height`. */
import { type FakeApi, type FakeApiData, jsonReply, startFakeApi, tipOf } from './blockcypher-fake-http.ts'
import type { AddressView, ChainView, EsploraBlock, EsploraOutput, EsploraTx } from './esplora-chain.ts'
import type { Reply } from './esplora-routes.ts'

export type InfoRoute = 'multi' | 'latest' | 'blockHeight'
export type InfoServer = FakeApi<InfoRoute>

export interface InfoServerOptions {
  /** Transactions a page holds at most, whatever is asked; 100 by default. */
  readonly pageTxs?: number
  /** More addresses are answered with a 502 page; 80 by default. */
  readonly maxAddresses?: number
}

/** Starts on a free port. */
export async function startBlockchainInfoServer(
  source: FakeApiData,
  { pageTxs = 100, maxAddresses = 80 }: InfoServerOptions = {},
): Promise<InfoServer> {
  return startFakeApi<InfoRoute>(source, {
    base: '',
    routeOf,
    answer: async (view, route, path, query) => {
      if (route === 'latest') return jsonReply({ ...latest(view), txIndexes: [8_206_000_000_000_123] })
      if (route === 'blockHeight') return heightReply(view, Number(path.replace('/block-height/', '')))
      return multiReply(view, query, pageTxs, maxAddresses)
    },
  })
}

function routeOf(path: string): InfoRoute | null {
  if (path === '/multiaddr') return 'multi'
  if (path === '/latestblock') return 'latest'
  return /^\/block-height\/\d+$/.test(path) ? 'blockHeight' : null
}

function latest(view: ChainView): Readonly<Record<string, unknown>> {
  const { id, height, timestamp } = tipOf(view)
  return { hash: id, time: timestamp, block_index: height, height }
}

function heightReply({ blocks }: ChainView, height: number): Reply {
  const block: EsploraBlock | undefined = blocks[height]
  if (block === undefined)
    return jsonReply({ error: 'not-found-or-invalid-arg', message: 'no such block' }, 404)
  const { id, timestamp } = block
  const best = { hash: id, height, time: timestamp, main_chain: true, tx: [] }
  const abandoned = { ...best, hash: 'de'.repeat(32), main_chain: false }
  return jsonReply({ blocks: height === 0 ? [best] : [abandoned, best] })
}

async function multiReply(
  view: ChainView,
  query: URLSearchParams,
  pageTxs: number,
  maxAddresses: number,
): Promise<Reply> {
  const addresses = (query.get('active') ?? '').split('|')
  if (addresses.length > maxAddresses)
    return { status: 502, contentType: 'text/html', body: '<html>502 Bad Gateway</html>' }
  const views: [string, AddressView][] = []
  for (const address of addresses) {
    const found = await view.address(address)
    if (found === null) return jsonReply({ error: 'invalid-arg', message: 'Invalid Bitcoin Address' }, 400)
    views.push([address, upTo(found, tipOf(view).height)])
  }
  const txs = merged(views.map(([, found]) => found))
  const offset = Number(query.get('offset') ?? 0)
  const count = Math.min(pageTxs, Number(query.get('n') ?? 50))
  const body = JSON.stringify({
    addresses: views.map(([address, found]) => figuresOf(address, found)).reverse(),
    wallet: { n_tx: txs.length, n_tx_filtered: txs.length },
    txs: txs.slice(offset, offset + count).map(described),
    info: {
      nconnected: 0,
      conversion: 100_000_000,
      symbol_local: { code: 'USD', conversion: '+inf' },
      latest_block: latest(view),
    },
    recommend_include_fee: true,
  })
  // a float where the real thing has one
  return { ...jsonReply(null), body: body.replace('"conversion":100000000', '"conversion":1.0e8') }
}

function upTo(found: AddressView, tip: number): AddressView {
  return {
    ...found,
    chain: found.chain.filter(({ status }) => status.confirmed && status.block_height <= tip),
  }
}

/** All transactions once, newest first; those without a block before all others. */
function merged(views: readonly AddressView[]): readonly EsploraTx[] {
  const chain = new Map(views.flatMap((view) => view.chain).map((tx) => [tx.txid, tx]))
  const mempool = new Map(views.flatMap((view) => view.mempool).map((tx) => [tx.txid, tx]))
  const heightOf = ({ status }: EsploraTx): number => (status.confirmed ? status.block_height : 0)
  return [...mempool.values(), ...[...chain.values()].sort((a, b) => heightOf(b) - heightOf(a))]
}

/** Its totals hold what no block has yet. */
function figuresOf(address: string, { chain, mempool }: AddressView): unknown {
  const txs = [...mempool, ...chain]
  const received = sumOf(txs.flatMap(({ vout }) => vout).filter(isTo(address)))
  const spent = txs.flatMap(({ vin }) => vin).flatMap(({ prevout }) => (prevout === null ? [] : [prevout]))
  const sent = sumOf(spent.filter(isTo(address)))
  return {
    address,
    final_balance: received - sent,
    n_tx: txs.length,
    total_received: received,
    total_sent: sent,
    account_index: 0,
    change_index: 0,
  }
}

function isTo(address: string): (output: EsploraOutput) => boolean {
  return ({ scriptpubkey_address }) => scriptpubkey_address === address
}

function sumOf(outputs: readonly EsploraOutput[]): number {
  return outputs.reduce((sum, { value }) => sum + value, 0)
}

function described({ txid, vin, vout, status }: EsploraTx): unknown {
  return {
    hash: txid,
    ver: 2,
    tx_index: 8_206_000_000_000_123,
    time: 1_700_000_000,
    double_spend: false,
    block_index: status.confirmed ? status.block_height : null,
    block_height: status.confirmed ? status.block_height : null,
    inputs: vin.map(({ prevout }) => ({ sequence: 1, prev_out: prevout === null ? null : place(prevout) })),
    out: vout.map(place),
  }
}

function place({ value, scriptpubkey, scriptpubkey_address: addr }: EsploraOutput): unknown {
  return { value, script: scriptpubkey, ...(addr === undefined ? {} : { addr }) }
}

/** A server in the shape of BlockCypher: `/v1/btc/<chain>`, address details with rows, batches, limits in headers. */
import { type FakeApi, type FakeApiData, jsonReply, startFakeApi, tipOf } from './blockcypher-fake-http.ts'
import type { AddressView, ChainView, EsploraBlock, EsploraTx } from './esplora-chain.ts'
import type { Reply } from './esplora-routes.ts'

export type CypherRoute = 'chain' | 'address' | 'block'
export type CypherServer = FakeApi<CypherRoute> & {
  /** What the header says next; counts down with every request and each address in it. Null sends no header. */
  remaining: number | null
}

export interface CypherServerOptions {
  /** "main" by default. */
  readonly chainName?: string
  /** Rows a page holds at most, whatever is asked; 2,000 by default. */
  readonly pageRows?: number
}

interface Row {
  readonly tx_hash: string
  readonly block_height: number
  readonly tx_input_n: number
  readonly tx_output_n: number
  readonly value: number
  readonly confirmations: number
}

/** Starts on a free port. */
export async function startBlockcypherServer(
  source: FakeApiData,
  { chainName = 'main', pageRows = 2_000 }: CypherServerOptions = {},
): Promise<CypherServer> {
  const limits: { remaining: number | null } = { remaining: null }
  const name = `BTC.${chainName}`
  const api = await startFakeApi<CypherRoute>(source, {
    base: `/v1/btc/${chainName}`,
    routeOf,
    answer: async (view, route, path, query) => {
      if (route === 'chain') return jsonReply(chainReply(view, name))
      if (route === 'block') return blockReply(view, name, path)
      return addressReply(view, path, query, pageRows)
    },
    headers: () => {
      if (limits.remaining === null) return {}
      return { 'x-ratelimit-remaining': String(--limits.remaining) }
    },
  })
  return Object.defineProperty(api as CypherServer, 'remaining', {
    get: () => limits.remaining,
    set: (value: number | null) => {
      limits.remaining = value
    },
  })
}

function routeOf(path: string): CypherRoute | null {
  if (path === '') return 'chain'
  if (/^\/addrs\/[^/]+$/.test(path)) return 'address'
  return /^\/blocks\/\d+$/.test(path) ? 'block' : null
}

function chainReply(view: ChainView, name: string): unknown {
  const { id, height, timestamp, previousblockhash } = tipOf(view)
  const heardOfIt = timestamp * 1000 + 3_137
  const time = new Date(heardOfIt).toISOString().replace('Z', '211953Z')
  return {
    name,
    height,
    hash: id,
    time,
    latest_url: `https://cypher.example/v1/btc/main/blocks/${id}`,
    previous_hash: previousblockhash,
    peer_count: 250,
    unconfirmed_count: 7,
  }
}

function blockReply({ blocks }: ChainView, chain: string, path: string): Reply {
  const block: EsploraBlock | undefined = blocks[Number(path.replace('/blocks/', ''))]
  if (block === undefined) return jsonReply({ error: 'Block not found.' }, 404)
  const { id, height, timestamp, tx_count } = block
  const time = new Date(timestamp * 1000).toISOString().replace('.000', '')
  return jsonReply({ hash: id, height, chain, time, received_time: time, n_tx: tx_count, txids: [] })
}

async function addressReply(
  view: ChainView,
  path: string,
  query: URLSearchParams,
  pageRows: number,
): Promise<Reply> {
  const addresses = decodeURIComponent(path.replace('/addrs/', '')).split(';')
  const items: unknown[] = []
  for (const address of addresses) {
    const found = await view.address(address)
    if (found === null)
      return jsonReply({ error: `Address ${address} is invalid: checksum does not match` }, 400)
    items.push(itemOf(address, found, tipOf(view).height, query, pageRows))
  }
  return jsonReply(items.length === 1 ? items[0] : items.reverse()) // a list has no order
}

function itemOf(
  address: string,
  { chain, mempool }: AddressView,
  tip: number,
  query: URLSearchParams,
  pageRows: number,
): unknown {
  const txs = chain.filter(({ status }) => status.confirmed && status.block_height <= tip)
  const rows = txs.flatMap((tx) => rowsOf(tx, address, tip))
  const waiting = mempool.flatMap((tx) => rowsOf(tx, address, tip))
  const before = Number(query.get('before') ?? Number.POSITIVE_INFINITY)
  const below = rows.filter(({ block_height }) => block_height < before)
  const page = below.slice(0, Math.min(pageRows, Number(query.get('limit') ?? 200)))
  const [balance, pending] = [sumOf(rows), sumOf(waiting)]
  return {
    address,
    total_received: sumOf(rows.filter(isOutput)),
    total_sent: 0 - sumOf(rows.filter((row) => !isOutput(row))) || 0,
    balance,
    unconfirmed_balance: pending,
    final_balance: balance + pending,
    n_tx: txs.length,
    unconfirmed_n_tx: mempool.length,
    final_n_tx: txs.length + mempool.length,
    ...(page.length > 0 ? { txrefs: page.map(described) } : {}),
    ...(waiting.length > 0 ? { unconfirmed_txrefs: waiting.map(described) } : {}),
    ...(page.length < below.length ? { hasMore: true } : {}),
    tx_url: 'https://cypher.example/v1/btc/main/txs/',
  }
}

function rowsOf({ txid, vin, vout, status }: EsploraTx, address: string, tip: number): readonly Row[] {
  const height = status.confirmed ? status.block_height : -1
  const common = {
    tx_hash: txid,
    block_height: height,
    confirmations: status.confirmed ? tip - height + 1 : 0,
  }
  const spent = vin.flatMap(({ prevout }, n) =>
    prevout?.scriptpubkey_address === address
      ? [{ ...common, tx_input_n: n, tx_output_n: -1, value: prevout.value }]
      : [],
  )
  const made = vout.flatMap(({ scriptpubkey_address, value }, n) =>
    scriptpubkey_address === address ? [{ ...common, tx_input_n: -1, tx_output_n: n, value }] : [],
  )
  return [...spent, ...made]
}

function isOutput({ tx_input_n }: Row): boolean {
  return tx_input_n === -1
}

function sumOf(rows: readonly Row[]): number {
  return rows.reduce((sum, row) => (isOutput(row) ? sum + row.value : sum - row.value), 0)
}

/** With what the real thing adds, marks of double spends on old transactions included. */
function described(row: Row): unknown {
  return {
    ...row,
    ref_balance: 0,
    spent: false,
    confirmed: '2021-01-02T03:04:05Z',
    double_spend: row.confirmations % 2 === 1,
    addresses: null,
  }
}

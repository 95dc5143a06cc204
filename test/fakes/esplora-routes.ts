/** The routes of the Esplora-shaped server: path in, reply out, from one view of the chain. Texts as electrs sends. */
import type { AddressView, ChainView, EsploraBlock } from './esplora-chain.ts'
import { figuresAs, historyAfter, type ServerShape, summaryAfter } from './esplora-shape.ts'

/** A complete reply before any fault is applied. */
export interface Reply {
  readonly status: number
  readonly contentType: string
  readonly body: string
}

/** The routes by name, as faults and the request log name them. */
export const ROUTES = [
  'tipHash',
  'tipHeight',
  'blocks',
  'blockHeight',
  'header',
  'blockStatus',
  'block',
  'utxo',
  'txsChain',
  'txsMempool',
  'txsSummary',
  'txs',
  'address',
  'txStatus',
  'tx',
] as const
export type RouteName = (typeof ROUTES)[number]

interface Route {
  readonly pattern: RegExp
  readonly answer: (view: ChainView, args: readonly string[], shape: ServerShape) => Promise<Reply> | Reply
}

const PAGE = 25
const MEMPOOL_PAGE = 50

const TABLE: Readonly<Record<RouteName, Route>> = {
  tipHash: { pattern: /^\/blocks\/tip\/hash$/, answer: (view) => text(tipOf(view).id) },
  tipHeight: { pattern: /^\/blocks\/tip\/height$/, answer: (view) => text(String(tipOf(view).height)) },
  blocks: { pattern: /^\/blocks(?:\/(\d+))?$/, answer: (view, [start]) => json(newest(view, start)) },
  blockHeight: {
    pattern: /^\/block-height\/(.+)$/,
    answer: (view, [height = '']) => {
      if (!/^\d+$/.test(height)) return text('Invalid number', 400)
      return text(view.blocks[Number(height)]?.id ?? null)
    },
  },
  header: {
    pattern: /^\/block\/([0-9a-f]{64})\/header$/,
    answer: async (view, [hash = '']) => text(await view.header(hash)),
  },
  blockStatus: {
    pattern: /^\/block\/([0-9a-f]{64})\/status$/,
    answer: (view, [hash]) => json(blockStatus(view, hash)),
  },
  block: {
    pattern: /^\/block\/([0-9a-f]{64})$/,
    answer: (view, [hash]) => {
      const found = view.blocks.find(({ id }) => id === hash)
      return found ? json(found) : text(null)
    },
  },
  utxo: {
    pattern: /^\/address\/([^/]+)\/utxo$/,
    answer: (view, [address], { backend, maxUtxos }) =>
      ofAddress(view, address, ({ utxos }) => {
        if (backend !== 'electrs') return text('Method Not Allowed', 405)
        return utxos.length > maxUtxos ? tooManyUtxos(maxUtxos) : json(utxos)
      }),
  },
  txsChain: {
    pattern: /^\/address\/([^/]+)\/txs\/chain(?:\/([0-9a-f]{64}))?$/,
    answer: (view, [address, last], shape) =>
      ofAddress(view, address, (found) => json(historyAfter(found, last || null, shape))),
  },
  txsSummary: {
    pattern: /^\/address\/([^/]+)\/txs\/summary(?:\/([0-9a-f]{64}))?$/,
    answer: (view, [address, last], shape) =>
      ofAddress(view, address, (found) => {
        const rows = summaryAfter(found, last || null, shape)
        return rows === null ? unknownEndpoint(`/address/${address}/txs/summary`) : json(rows)
      }),
  },
  txsMempool: {
    pattern: /^\/address\/([^/]+)\/txs\/mempool$/,
    answer: (view, [address]) =>
      ofAddress(view, address, ({ mempool }) => json(mempool.slice(0, MEMPOOL_PAGE))),
  },
  txs: {
    pattern: /^\/address\/([^/]+)\/txs$/,
    answer: (view, [address]) =>
      ofAddress(view, address, ({ chain, mempool }) =>
        json([...mempool.slice(0, MEMPOOL_PAGE), ...chain.slice(0, PAGE)]),
      ),
  },
  address: {
    pattern: /^\/address\/([^/]+)$/,
    answer: (view, [address], { backend }) =>
      ofAddress(view, address, (found) => json({ address, ...figuresAs(backend, found) })),
  },
  txStatus: {
    pattern: /^\/tx\/([0-9a-f]{64})\/status$/,
    answer: (view, [txid = '']) => json(view.tx(txid)?.status ?? { confirmed: false }),
  },
  tx: {
    pattern: /^\/tx\/([0-9a-f]{64})$/,
    answer: (view, [txid = '']) => {
      const tx = view.tx(txid)
      return tx ? json(tx) : text('Transaction not found', 404)
    },
  },
}

/** The route of a path, and how to answer it; null where electrs knows no such endpoint. */
export function routeOf(
  path: string,
  shape: ServerShape,
): { readonly name: RouteName; answer(view: ChainView): Promise<Reply> } | null {
  for (const name of ROUTES) {
    const { pattern, answer } = TABLE[name]
    const match = pattern.exec(path)
    if (match === null) continue
    const args = match.slice(1).map((arg) => decodeURIComponent(arg ?? ''))
    return { name, answer: async (view) => answer(view, args, shape) }
  }
  return null
}

/** electrs' reply to what it does not know. */
export function unknownEndpoint(path: string): Reply {
  return { status: 404, contentType: 'text/plain', body: `endpoint does not exist "${path}"` }
}

function text(body: string | null, status = 200): Reply {
  if (body === null) return { status: 404, contentType: 'text/plain', body: 'Block not found' }
  return { status, contentType: 'text/plain', body }
}

function json(value: unknown): Reply {
  return { status: 200, contentType: 'application/json', body: JSON.stringify(value) }
}

function tipOf({ blocks }: ChainView): EsploraBlock {
  const tip = blocks.at(-1)
  if (tip === undefined) throw new Error('a chain has at least its genesis block')
  return tip
}

function newest(view: ChainView, start: string | undefined): readonly EsploraBlock[] {
  const top = start ? Number(start) : tipOf(view).height
  return view.blocks.slice(Math.max(0, top - 9), top + 1).reverse()
}

function blockStatus({ blocks }: ChainView, hash: string | undefined): unknown {
  const found = blocks.find(({ id }) => id === hash)
  if (found === undefined) return { in_best_chain: false }
  const next = blocks[found.height + 1]?.id
  return { in_best_chain: true, height: found.height, ...(next === undefined ? {} : { next_best: next }) }
}

async function ofAddress(
  view: ChainView,
  address: string | undefined,
  answer: (view: AddressView) => Reply,
): Promise<Reply> {
  const found = await view.address(address ?? '')
  return found === null ? text('Invalid Bitcoin address', 400) : answer(found)
}

function tooManyUtxos(most: number): Reply {
  return text(`Too many unspent transaction outputs (>${most}). Contact support to raise limits.`, 400)
}

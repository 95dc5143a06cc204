/** A random chain with all kinds of addresses, a ledger that begins late on it, and what the node says of the whole. */
import { parseAddress } from '../../../electron/engine/accounts/parse-address.ts'
import {
  createHistoryFiller,
  type HistoryFiller,
  type HistoryStep,
} from '../../../electron/engine/backfill/history-filler.ts'
import type { HistoryMode } from '../../../electron/engine/backfill/mode-choice.ts'
import type { FilterIndex } from '../../../electron/engine/filters/filter-source.ts'
import { createScanner } from '../../../electron/engine/scanner.ts'
import { takeSnapshot } from '../../../electron/engine/snapshot-job.ts'
import { ledgerFile } from '../../../electron/host.ts'
import type { RegtestNode } from '../../../electron/launch/regtest-node.ts'
import { createBitcoind } from '../../../electron/sources/bitcoind/bitcoind.ts'
import { openDatabase } from '../../../electron/store/open-database.ts'
import { openStore, type Store } from '../../../electron/store/open-store.ts'
import { satsFromBtc } from '../../../shared/amounts.ts'
import type { BlockRef } from '../../../shared/chain.ts'
import { createRandom } from '../../bench/random.ts'

const KINDS = ['legacy', 'p2sh-segwit', 'bech32', 'bech32m'] as const
const NETWORK = 'regtest'
export const NEVER = new AbortController().signal
const clock = { now: () => Date.now() }

export interface HistoryGround {
  readonly store: Store
  readonly filler: HistoryFiller
  watch(addresses: readonly string[]): Promise<void>
  /** Snapshots and blocks, to the node's tip. */
  sync(): Promise<void>
  /** Asks for the history of all that is watched, above the block at `height`. */
  start(height: number, addresses?: readonly string[]): Promise<void>
  /** Steps until nothing is left; `each` is called after every one. */
  fill(each?: (step: HistoryStep) => void | Promise<void>): Promise<readonly HistoryStep[]>
  refAt(height: number): Promise<BlockRef>
  close(): Promise<void>
}

export interface HistoryOptions {
  readonly only?: HistoryMode
  readonly sliceMs?: number
  /** What the node is made to say of its index. */
  readonly index?: FilterIndex
}

/** Opens a ledger on `folder`; one step of the filler takes about `sliceMs`. */
export function openHistory(
  node: Pick<RegtestNode, 'url' | 'cookieFile'>,
  folder: string,
  options: HistoryOptions = {},
): HistoryGround {
  const store = openStore({
    root: folder,
    network: NETWORK,
    access: 'own',
    purpose: 'a test',
    file: 'ledger.sqlite',
    clock,
  })
  const auth = { kind: 'cookie', file: node.cookieFile } as const
  const bitcoind = createBitcoind({ url: node.url, auth, network: NETWORK, clock })
  const { chain, snapshots } = bitcoind
  const { index, ...how } = options
  const filters = index ? { ...bitcoind.filters, index: async () => index } : bitcoind.filters
  const scanner = createScanner({ chain, store: store.scan, clock })
  const filler = createHistoryFiller({ chain, filters, store: store.scan, clock, sliceMs: 5, ...how })

  async function refAt(height: number): Promise<BlockRef> {
    const [hash] = await chain.hashesFrom(height, 1, NEVER)
    if (hash === undefined) throw new Error(`no block at ${height}`)
    return { height, hash }
  }

  async function toTip(): Promise<void> {
    for (;;) {
      const step = await scanner.syncOnce(500, NEVER)
      if (step.kind === 'at_tip' || step.kind === 'idle') return
      if (step.kind === 'waiting') throw new Error('the scanner waits')
    }
  }

  return {
    store,
    filler,
    refAt,
    watch: async (addresses) => {
      const entries = addresses.map((text) => {
        const entry = parseAddress(text, NETWORK)
        if (entry.kind === 'refused') throw new Error(`${text} is refused: ${entry.reason}`)
        return entry.address
      })
      await store.portfolio.add(entries)
    },
    sync: async () => {
      await toTip()
      const job = {
        network: NETWORK,
        chain,
        snapshots,
        store: store.scan,
        clock,
        onProgress: () => undefined,
      } as const
      while ((await takeSnapshot(job, NEVER)).length > 0);
      await toTip()
    },
    start: async (height, addresses) => {
      const scripts = store.portfolio
        .scriptsOf()
        .filter(({ address }) => addresses === undefined || addresses.includes(address))
        .map(({ scriptId }) => scriptId)
      await store.scan.apply({ kind: 'history_start', scripts, base: await refAt(height) })
    },
    fill: async (each = () => undefined) => {
      const steps: HistoryStep[] = []
      for (;;) {
        const step = await filler.step(NEVER)
        if (step.kind === 'idle') return steps
        steps.push(step)
        if (steps.length > 5_000) throw new Error('the history does not come to an end')
        await each(step)
        if (step.kind === 'retry') await toTip()
      }
    },
    close: async () => {
      await filler.close()
      await bitcoind.close()
      await store.idle()
      store.close()
    },
  }
}

/** Everything the ledger holds of confirmed outputs: "address txid:vout value height spender", sorted. */
export function ledgerHistory(dataDir: string): readonly string[] {
  const db = openDatabase(ledgerFile(dataDir), { readOnly: true })
  try {
    const rows = db
      .prepare<
        [],
        {
          address: string
          txid: Buffer
          vout: number
          value: number
          height: number
          spender: Buffer | null
          at: number | null
        }
      >(
        `SELECT s.address, t.txid, o.vout, o.value, o.height, p.txid AS spender, p.height AS at
         FROM output o JOIN script s ON s.id = o.script JOIN tx t ON t.id = o.tx
           LEFT JOIN tx p ON p.id = o.spent
         WHERE o.height IS NOT NULL`,
      )
      .all()
    return rows
      .map((row) =>
        line(
          row.address,
          hex(row.txid),
          row.vout,
          row.value,
          row.height,
          row.spender && hex(row.spender),
          row.at,
        ),
      )
      .sort()
  } finally {
    db.close()
  }
}

const hex = (bytes: Buffer): string => Buffer.from(bytes).reverse().toString('hex')

function line(
  address: string,
  txid: string,
  vout: number,
  value: number,
  height: number,
  spender: string | null,
  at: number | null,
): string {
  return `${address} ${txid}:${vout} ${value} ${height} ${spender ?? '-'} ${at ?? '-'}`
}

interface NodeBlock {
  readonly tx: readonly {
    readonly txid: string
    readonly vin: readonly { readonly txid?: string; readonly vout?: number }[]
    readonly vout: readonly {
      readonly n: number
      readonly value: number
      readonly scriptPubKey: { readonly address?: string }
    }[]
  }[]
}

/** The same from the node's blocks above `from` up to `to`, read one by one as JSON. */
export async function nodeHistory(
  node: RegtestNode,
  addresses: ReadonlySet<string>,
  from: number,
  to: number,
): Promise<readonly string[]> {
  const made = new Map<
    string,
    { address: string; value: number; height: number; spender: string | null; at: number | null }
  >()
  for (let height = from + 1; height <= to; height++) {
    const hash = await node.rpc<string>('getblockhash', [height])
    const block = await node.rpc<NodeBlock>('getblock', [hash, 2])
    for (const tx of block.tx) {
      for (const { txid, vout } of tx.vin) {
        const spent = made.get(`${txid}:${vout}`)
        if (spent) Object.assign(spent, { spender: tx.txid, at: height })
      }
      for (const { n, value, scriptPubKey } of tx.vout) {
        const { address } = scriptPubKey
        if (address === undefined || !addresses.has(address)) continue
        made.set(`${tx.txid}:${n}`, {
          address,
          value: satsFromBtc(value.toFixed(8)),
          height,
          spender: null,
          at: null,
        })
      }
    }
  }
  return [...made]
    .map(([key, { address, value, height, spender, at }]) => {
      const [txid = '', vout = ''] = key.split(':')
      return line(address, txid, Number(vout), value, height, spender, at)
    })
    .sort()
}

/**
 * Mines `blocks` with payments among `addresses` of a wallet, replacements and reorganisations; all from the seed.
 * `onAddresses` is told them before the first is paid.
 */
export async function mineRandomly(
  node: RegtestNode,
  seed: number,
  blocks: number,
  count: number,
  onAddresses: (addresses: readonly string[]) => void = () => undefined,
): Promise<readonly string[]> {
  const random = createRandom(seed)
  const wallet = await node.wallet('history')
  await node.mine(120, await wallet.newAddress())
  const addresses: string[] = []
  while (addresses.length < count) {
    const address = await wallet.newAddress(KINDS[addresses.length % KINDS.length] ?? 'bech32')
    if (parseAddress(address, NETWORK).kind === 'address') addresses.push(address) // what nobody can add is not watched
  }
  onAddresses(addresses)
  const some = (): string => addresses[random.below(addresses.length)] ?? ''
  const pay = (amounts: Readonly<Record<string, number>>): Promise<string> =>
    node.rpc<string>('sendmany', ['', amounts, 0, '', [], true], { wallet: 'history' })
  const start = await node.rpc<number>('getblockcount')
  while ((await node.rpc<number>('getblockcount')) < start + blocks) {
    for (let n = random.below(3); n > 0; n--) {
      const amounts = Object.fromEntries(
        Array.from({ length: 1 + random.below(4) }, () => [some(), (1_000 + random.below(90_000)) / 1e8]),
      )
      const txid = await pay(amounts)
      if (random.below(4) === 0) await node.rpc('bumpfee', [txid], { wallet: 'history' })
    }
    if (random.below(3) === 0) await sweepOne(node, (n) => random.below(n), some)
    await node.mine(1 + random.below(3), random.below(6) === 0 ? some() : undefined)
    if (random.below(25) === 0) await node.reorg(1 + random.below(4))
  }
  return addresses
}

/** Spends a few of the coins that the addresses hold, so that every kind of script is spent from. */
async function sweepOne(node: RegtestNode, below: (n: number) => number, some: () => string): Promise<void> {
  const coins = await node.rpc<{ txid: string; vout: number; amount: number }[]>(
    'listunspent',
    [1, 9_999_999, [...new Set([some(), some(), some(), some()])]],
    {
      wallet: 'history',
    },
  )
  const inputs = coins.slice(0, 1 + below(3))
  const total = Math.round(inputs.reduce((sum, { amount }) => sum + amount * 1e8, 0)) - 2_000
  if (inputs.length === 0 || total < 1_000) return
  const raw = await node.rpc<string>('createrawtransaction', [
    inputs.map(({ txid, vout }) => ({ txid, vout })),
    [{ [some()]: (total / 1e8).toFixed(8) }],
  ])
  const signed = await node.rpc<{ hex: string }>('signrawtransactionwithwallet', [raw], { wallet: 'history' })
  await node.rpc('sendrawtransaction', [signed.hex, 0])
}

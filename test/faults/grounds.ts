/**
 * One made-up address behind each protocol: enough transactions for three pages, something in each of the newest
 * blocks, something pending, and a P2PK output to the same key. Each ground knows the truth about it.
 */

import type { BalanceSource } from '../../electron/engine/ports.ts'
import { createBlockchainInfo } from '../../electron/sources/blockchain-info.ts'
import { createBlockcypher } from '../../electron/sources/blockcypher.ts'
import { createElectrum } from '../../electron/sources/electrum/electrum.ts'
import { createEsplora } from '../../electron/sources/esplora.ts'
import { createUniform } from '../../electron/sources/uniform.ts'
import { startBlockchainInfoServer } from '../fakes/blockchain-info-server.ts'
import { type MadeUpTx, madeUp } from '../fakes/blockcypher-made-up.ts'
import { startBlockcypherServer } from '../fakes/blockcypher-server.ts'
import { madeUpChain } from '../fakes/electrum-chain.ts'
import { startElectrumServer } from '../fakes/electrum-server.ts'
import { type ChainView, type EsploraTx, type StaticAddress, staticChain } from '../fakes/esplora-chain.ts'
import { startEsploraServer } from '../fakes/esplora-server.ts'
import { createStory } from '../fakes/esplora-story.ts'
import { madeUpUniform } from '../fakes/uniform-chain.ts'
import { FULL_SHAPE, startUniformServer } from '../fakes/uniform-server.ts'

export const ADAPTERS = ['esplora', 'blockcypher', 'blockchain.info', 'electrum', 'uniform'] as const
export type AdapterId = (typeof ADAPTERS)[number]

export const ADDRESS = 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4'
export const OTHER_ADDRESS = '1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2'
export const SCRIPT = '0014751e76e8199196d454941c45d1b3a323f1433bd6'
/** The key of the address, paid directly. */
export const P2PK_SCRIPT = '210279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798ac'
/** The block that questions about the past ask for. */
export const PAST_HEIGHT = 60
const TIP_HEIGHT = 120
const PENDING = 5_000
const P2PK_VALUE = 777
/** Newest blocks of which it is known what was pending. */
const RECENT = 6

/** What is so right after a block. `pending` is null where it is not known any more. */
export interface Truth {
  readonly height: number
  readonly confirmed: number
  readonly pending: number | null
}

/** Behind each server: what is true there, and how to move it. */
export interface Ground {
  readonly port: number
  /** Path of the API's base. */
  readonly path: string
  /** By block hash, of all branches there were. */
  readonly truths: ReadonlyMap<string, Truth>
  /** How many blocks the server shows itself behind from now on. */
  setBehind(blocks: number): void
  /** The newest two blocks are others from now on. */
  reorganise(): Promise<void>
  close(): Promise<void>
}

export interface SourceOptions {
  readonly url: string
  readonly timeoutMs: number
}

/** An adapter on a URL. */
export function createSource(adapter: AdapterId, { url, timeoutMs }: SourceOptions): BalanceSource {
  const options = {
    id: adapter,
    url,
    network: 'main',
    clock: { now: Date.now },
    timeoutMs,
    movingWaitMs: 5,
  } as const
  if (adapter === 'esplora') return createEsplora(options)
  if (adapter === 'blockcypher') return createBlockcypher(options)
  if (adapter === 'blockchain.info') return createBlockchainInfo(options)
  return adapter === 'electrum' ? createElectrum(options) : createUniform(options)
}

/** Starts the made-up server of a protocol. */
export const startGround: Readonly<Record<AdapterId, () => Promise<Ground>>> = {
  esplora: startEsplora,
  blockcypher: () => startStatic((data) => startBlockcypherServer({ data }, { pageRows: 25 })),
  'blockchain.info': () => startStatic((data) => startBlockchainInfoServer({ data }, { pageTxs: 25 })),
  electrum: startElectrum,
  uniform: startUniform,
}

/** Heights of the payments, each of another size, so that no two parts of them have one sum. */
const PAYMENTS = [...Array.from({ length: 57 }, (_, n) => n + 1), TIP_HEIGHT - 3, TIP_HEIGHT - 1, TIP_HEIGHT]

function valueOf(n: number): number {
  return 10_000 + n * n
}

async function startEsplora(): Promise<Ground> {
  const story = createStory({ network: 'main', tipHeight: TIP_HEIGHT, address: ADDRESS, script: SCRIPT })
  PAYMENTS.forEach((height, n) =>
    n % 10 === 9 ? story.spend(height, 500 + n) : story.receive(height, valueOf(n)),
  )
  story.receive(null, PENDING)
  const server = await startEsploraServer({ chain: story })
  const truths = new Map(await truthsOf(await story.view(), isScript))
  return {
    port: server.port,
    path: '',
    truths,
    setBehind: (blocks) => server.faults.set('any', { kind: 'stale', blocks }),
    reorganise: async () => {
      story.replace(2)
      for (const [hash, truth] of await truthsOf(await story.view(), isScript)) truths.set(hash, truth)
    },
    close: () => server.close(),
  }
}

type StaticData = Parameters<typeof staticChain>[0]
type StaticServer = {
  readonly url: string
  readonly faults: { set(route: 'any', fault: { readonly kind: 'stale'; readonly blocks: number }): void }
  close(): Promise<void>
}

/** For the protocols whose servers count by address, P2PK included. */
async function startStatic(start: (data: StaticData) => Promise<StaticServer>): Promise<Ground> {
  const txs: MadeUpTx[] = PAYMENTS.map((height, n) =>
    n % 10 === 9
      ? { height, from: [[ADDRESS, valueOf(n - 9)]], to: [[ADDRESS, 500 + n]] }
      : { height, to: [[ADDRESS, valueOf(n)]] },
  )
  const known = madeUp([...txs, { height: null, to: [[ADDRESS, PENDING]] }])
  const chain = known.chain.map((tx, n) => (n === 40 ? withP2pk(tx) : tx))
  const addresses: Record<string, StaticAddress> = { [ADDRESS]: { ...known, chain }, [OTHER_ADDRESS]: {} }
  const tipTime = Math.floor(Date.now() / 1000) - 60
  const data = { network: 'main', tipHeight: TIP_HEIGHT, tipTime, addresses } as const
  const server = await start(data)
  const { port, pathname } = new URL(server.url)
  const byAddress = (output: Output): boolean => output.scriptpubkey_address === ADDRESS
  return {
    port: Number(port),
    path: pathname === '/' ? '' : pathname,
    truths: new Map(await truthsOf(await staticChain(data).view(), byAddress)),
    setBehind: (blocks) => server.faults.set('any', { kind: 'stale', blocks }),
    reorganise: () => Promise.reject(new Error('its blocks stand still')),
    close: () => server.close(),
  }
}

async function startElectrum(): Promise<Ground> {
  const chain = madeUpChain('main', 0)
  const paid: string[] = []
  for (let height = 1; height <= TIP_HEIGHT; height++) {
    const n = PAYMENTS.indexOf(height)
    if (n >= 0 && n % 10 === 9) chain.spend([[paid.shift() ?? '', 0]], ADDRESS, 500 + n)
    else if (n >= 0) paid.push(chain.pay(ADDRESS, valueOf(n)))
    chain.mine()
  }
  chain.pay(ADDRESS, PENDING)
  const addresses = [ADDRESS, OTHER_ADDRESS]
  const server = await startElectrumServer({ chain, network: 'main', addresses })
  const truths = new Map(await truthsOf(await chain.view(), isScript))
  return {
    port: server.port,
    path: '',
    truths,
    setBehind: (blocks) => server.faults.set('any', { kind: 'stale', blocks }),
    reorganise: async () => {
      chain.reorg(2, 2)
      for (const [hash, truth] of await truthsOf(await chain.view(), isScript)) truths.set(hash, truth)
    },
    close: () => server.close(),
  }
}

/** A server that names neither hash nor time nor network, so that all of it has to be asked for. */
async function startUniform(): Promise<Ground> {
  const tipTime = Math.floor(Date.now() / 1000) - 60
  const changes = PAYMENTS.map((height, n) => [height, valueOf(n)] as const)
  const addresses = { [ADDRESS]: { changes, pending: PENDING }, [OTHER_ADDRESS]: { changes: [], pending: 0 } }
  const data = { network: 'main', tipHeight: TIP_HEIGHT, tipTime, addresses } as const
  const chain = madeUpUniform(data)
  const server = await startUniformServer(chain, { ...FULL_SHAPE, hash: false, time: false, network: false })
  const truths = new Map<string, Truth>()
  const learn = async (): Promise<void> => {
    const view = await chain.view()
    for (const { id, height } of view.blocks) {
      const found = await view.figures(ADDRESS, height)
      truths.set(id, { height, confirmed: found?.confirmed ?? 0, pending: found?.pending ?? null })
    }
  }
  await learn()
  return {
    port: server.port,
    path: '',
    truths,
    setBehind: (blocks) => server.faults.set('any', { kind: 'stale', blocks }),
    reorganise: async () => {
      const late = { [ADDRESS]: { changes: changes.slice(0, -1), pending: PENDING } } // its newest payment is gone
      chain.set({
        ...data,
        addresses: { ...addresses, ...late },
        branch: { from: TIP_HEIGHT - 1, name: 'b' },
      })
      await learn()
    },
    close: () => server.close(),
  }
}

// --- the truth ------------------------------------------------------------------------------------------

type Output = EsploraTx['vout'][number]

function isScript({ scriptpubkey }: Output): boolean {
  return scriptpubkey === SCRIPT
}

function withP2pk(tx: EsploraTx): EsploraTx {
  const output = {
    scriptpubkey: P2PK_SCRIPT,
    scriptpubkey_asm: '',
    scriptpubkey_type: 'p2pk',
    scriptpubkey_address: ADDRESS,
    value: P2PK_VALUE,
  }
  return { ...tx, vout: [...tx.vout, output] }
}

async function truthsOf(view: ChainView, counts: (output: Output) => boolean): Promise<[string, Truth][]> {
  const chain = (await view.address(ADDRESS))?.chain ?? []
  const tip = view.blocks.length - 1
  const truths: [string, Truth][] = []
  for (const { id, height } of view.blocks) {
    const confirmed = sumOf(
      chain.filter((tx) => heightOf(tx) <= height),
      counts,
    )
    const then = tip - height < RECENT ? await view.back(tip - height).address(ADDRESS) : null
    const pending = tip === height ? await view.address(ADDRESS) : then
    truths.push([
      id,
      { height, confirmed, pending: pending === null ? null : sumOf(pending.mempool, counts) },
    ])
  }
  return truths
}

function sumOf(txs: readonly EsploraTx[], counts: (output: Output) => boolean): number {
  const values = txs.flatMap(({ vin, vout }) => [
    ...vout.filter(counts).map(({ value }) => value),
    ...vin.flatMap(({ prevout }) => (prevout !== null && counts(prevout) ? [-prevout.value] : [])),
  ])
  return values.reduce((sum, value) => sum + value, 0)
}

function heightOf({ status }: EsploraTx): number {
  return status.confirmed ? status.block_height : Number.POSITIVE_INFINITY
}

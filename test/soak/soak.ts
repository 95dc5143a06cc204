/**
 * The app over hours: it follows a chain that grows, pays, spends and reorganises, on a node that is restarted, with a
 * client that stays. Now and then the chain holds still, and the ledger must be what the node says.
 */
import { join } from 'node:path'
import { encodeAddress } from '../../electron/engine/accounts/address-forms.ts'
import { ledgerFile } from '../../electron/host.ts'
import type { BitcoindBinary } from '../../electron/launch/get-bitcoind.ts'
import { type RegtestNode, startRegtestNode } from '../../electron/launch/regtest-node.ts'
import { ledgerCoins, nodeCoins, removeFolder, temporaryFolder } from '../ground/ledger-ground.ts'
import type { Chance } from '../ground/provider-ground.ts'
import { type SoakedApp, startApp } from './app.ts'
import { type Sample, takeSample } from './samples.ts'

export interface SoakOptions {
  readonly program: string
  readonly outDir: string
  readonly chance: Chance
  readonly forMs: number
  /** So many blocks at least, however long they take. */
  readonly minBlocks?: number
  readonly addresses: number
  /** A block so often. */
  readonly blockMs: number
  /** Every so many blocks a reorganisation. */
  readonly reorgEvery: number
  /** The node is restarted so often. */
  readonly restartMs: number
  /** Every so many blocks the ledger is compared with the node. */
  readonly compareEvery: number
  readonly log: (line: string) => void
}

export interface Soak {
  readonly samples: readonly Sample[]
  readonly blocks: number
  readonly reorgs: number
  readonly restarts: number
  readonly compared: number
  /** Coins that the ledger had too many or too few of, over all comparisons. */
  readonly wrongCoins: number
  /** The longest that it took to be at the node's tip once the chain held still, ms. */
  readonly slowestMs: number
  readonly errors: readonly string[]
  readonly exitCode: number | null
}

const BEHIND_MS = 60_000

/** Runs it. Throws where the app does not come to the node's tip within a minute, or is gone. */
export async function soak(binary: BitcoindBinary, options: SoakOptions): Promise<Soak> {
  const dataDir = await temporaryFolder()
  const node = await startRegtestNode(binary)
  try {
    const chain = await openChain(node, options)
    const app = await startApp({ ...options, dataDir, node })
    try {
      await app.call('portfolio.add', { lines: chain.addresses, atomic: true })
      const ran = await run({ node, app, chain, dataDir: join(dataDir, 'regtest') }, options)
      return { ...ran, errors: app.errors, exitCode: await app.stop() }
    } finally {
      await app.stop()
    }
  } finally {
    await node.stop()
    await removeFolder(dataDir)
  }
}

interface Ground {
  readonly node: RegtestNode
  readonly app: SoakedApp
  readonly chain: Chain
  /** Of the network. */
  readonly dataDir: string
}

async function run(ground: Ground, options: SoakOptions): Promise<Omit<Soak, 'errors' | 'exitCode'>> {
  const { node, app, chain, dataDir } = ground
  const begun = performance.now()
  const seen = { blocks: 0, reorgs: 0, restarts: 0, compared: 0, wrongCoins: 0, slowestMs: 0 }
  const samples: Sample[] = []
  let restartAt = options.restartMs
  const { forMs, minBlocks = 0 } = options
  for (let elapsed = 0; elapsed < forMs || seen.blocks < minBlocks; elapsed = performance.now() - begun) {
    await chain.pay()
    await node.mine(1)
    seen.blocks += 1
    if (seen.blocks % options.reorgEvery === 0) {
      await node.reorg(1 + options.chance.below(6))
      seen.reorgs += 1
    }
    if (elapsed >= restartAt) {
      await node.restart()
      restartAt += options.restartMs
      seen.restarts += 1
    }
    if (seen.blocks % options.compareEvery === 0) {
      const { wrong, ms } = await compare(ground)
      seen.compared += 1
      seen.wrongCoins += wrong
      seen.slowestMs = Math.max(seen.slowestMs, ms)
      options.log(`${seen.blocks} blocks: ${wrong} wrong coins, at the tip after ${Math.round(ms)} ms`)
    }
    await app.call('app.snapshot', {})
    samples.push(takeSample(app.pid, ledgerFile(dataDir), elapsed / 3_600_000))
    const due = begun + elapsed + options.blockMs
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())))
  }
  const { wrong, ms } = await compare(ground)
  const last = { compared: seen.compared + 1, wrongCoins: seen.wrongCoins + wrong }
  return { ...seen, ...last, slowestMs: Math.max(seen.slowestMs, ms), samples }
}

/** Waits until the app says that it is at the node's tip, then demands the node's coins of its ledger. */
async function compare({
  node,
  app,
  chain,
  dataDir,
}: Ground): Promise<{ readonly wrong: number; readonly ms: number }> {
  const from = performance.now()
  const best = await node.rpc<string>('getbestblockhash')
  while ((await app.call('status.get', {})).ledger?.hash !== best) {
    if (performance.now() - from > BEHIND_MS) throw new Error('the app was not at the tip after a minute')
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  const ms = performance.now() - from
  const truth = await nodeCoins(node, chain.addresses)
  const coins = ledgerCoins(dataDir)
  const missing = [...truth.coins].filter((coin) => !coins.has(coin))
  const extra = [...coins].filter((coin) => !truth.coins.has(coin))
  return { wrong: missing.length + extra.length, ms }
}

interface Chain {
  readonly addresses: readonly string[]
  /** Pays some of them, by coins of others among them. */
  pay(): Promise<void>
}

const WALLET = 'soak'
/** One in so many belongs to the wallet, which spends from it again. */
const OWN_EVERY = 10
const PAID_AT_ONCE = 8

async function openChain(node: RegtestNode, { chance, addresses: count }: SoakOptions): Promise<Chain> {
  const wallet = await node.wallet(WALLET)
  const addresses: string[] = []
  for (let n = 0; n < count; n++)
    addresses.push(n % OWN_EVERY === 0 ? await wallet.newAddress() : strangersAddress(chance))
  await node.mine(20, addresses[0])
  await node.mine(100)
  return { addresses, pay: () => pay(node, chance, addresses) }
}

function strangersAddress(chance: Chance): string {
  const script = Buffer.from([0, 20, ...Array.from({ length: 20 }, () => chance.below(256))])
  const address = encodeAddress(script, 'regtest')
  if (address === null) throw new Error('no address of its script')
  return address
}

/** A restarted node has forgotten which wallets were open. */
async function pay(node: RegtestNode, chance: Chance, addresses: readonly string[]): Promise<void> {
  const wallet = await node.wallet(WALLET)
  const own = addresses.filter((_, n) => n % OWN_EVERY === 0)
  const strangers = Array.from({ length: PAID_AT_ONCE / 2 }, () => [chance.pick(addresses), 0.001])
  const kept = Array.from({ length: PAID_AT_ONCE / 2 }, () => [chance.pick(own), 0.5])
  await wallet.rpc('sendmany', ['', Object.fromEntries([...strangers, ...kept])])
}

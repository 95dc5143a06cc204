/**
 * A random life of 200 addresses on a real node, and the truth about it: what the node's own set of unspent outputs
 * said at every block while that block was the tip, kept by the block's hash, so that branches do not mix.
 */
import { randomBytes, randomInt } from 'node:crypto'
import { parseAddress } from '../../electron/engine/accounts/parse-address.ts'
import { NOBODYS_ADDRESS, type RegtestNode, type RegtestWallet } from '../../electron/launch/regtest-node.ts'
import { btcFromSats, satsFromBtc } from '../../shared/amounts.ts'
import type { ScriptType } from '../../shared/ipc/contract.ts'
import type { NodeRpc } from '../fakes/esplora-node-chain.ts'
import { type OpenP2wsh, openP2wsh } from './p2wsh.ts'

// --- chance ---------------------------------------------------------------------------------------------

/** Choices that a seed decides. Keys, hence txids, are the wallet's own: the same seed gives the same story, not the same bytes. */
export interface Chance {
  readonly seed: number
  /** From 0 up to, not including, `end`. */
  below(end: number): number
  /** True once in `times`. */
  once(times: number): boolean
  pick<T>(from: readonly T[]): T
  /** `count` different ones, or all. */
  some<T>(from: readonly T[], count: number): readonly T[]
}

/** Tests give `seedOf(their name)`; commands that search for long take any. */
export function createChance(seed = randomInt(2 ** 31)): Chance {
  let state = seed
  const below = (end: number): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * end)
  }
  const some = <T>(from: readonly T[], count: number): readonly T[] => {
    const rest = [...from]
    return Array.from({ length: Math.min(count, rest.length) }, () =>
      rest.splice(below(rest.length), 1),
    ).flat()
  }
  const pick = <T>(from: readonly T[]): T => {
    if (from.length === 0) throw new Error('there is nothing to choose from')
    return from[below(from.length)] as T // below its length
  }
  return { seed, below, once: (times) => below(times) === 0, pick, some }
}

// --- the node as servers see it -------------------------------------------------------------------------

/** A node's answers, kept until `forget`: many servers read one chain that stands still between a test's moves. */
export interface HeldRpc {
  readonly rpc: NodeRpc
  /** To be called after every change of chain or mempool. */
  forget(): void
}

/** Only for methods that change nothing. */
export function holdRpc(node: RegtestNode): HeldRpc {
  const held = new Map<string, Promise<unknown>>()
  const ask = (method: string, params: readonly unknown[], key: string): Promise<unknown> => {
    const asked = node.rpc<unknown>(method, params)
    held.set(key, asked)
    return asked
  }
  return {
    rpc: (method, params) => {
      const key = JSON.stringify([method, params])
      return held.get(key) ?? ask(method, params, key)
    },
    forget: () => held.clear(),
  }
}

// --- the truth ------------------------------------------------------------------------------------------

/** What the node said right after a block. */
export interface TrueBlock {
  readonly height: number
  readonly hash: string
  /** Satoshis by address; those without coins are absent. */
  readonly sats: ReadonlyMap<string, number>
}

interface Scan {
  readonly success: boolean
  readonly height: number
  readonly bestblock: string
  readonly unspents: readonly { readonly scriptPubKey: string; readonly amount: number }[]
}

/** The recorded blocks: all branches by hash, and those of the best branch by height. */
export class Truth {
  readonly #node: RegtestNode
  readonly #byScript: ReadonlyMap<string, string>
  readonly #byHash = new Map<string, TrueBlock>()
  #best = new Map<number, string>()

  constructor(node: RegtestNode, watched: readonly WatchedAddress[]) {
    this.#node = node
    this.#byScript = new Map(watched.map(({ address, script }) => [script, address]))
  }

  get tip(): TrueBlock {
    return this.at(Math.max(...this.#best.keys()))
  }

  /** The block of the best branch at a height. */
  at(height: number): TrueBlock {
    const block = this.#byHash.get(this.#best.get(height) ?? '')
    if (block === undefined) throw new Error(`no truth was recorded at ${height}`)
    return block
  }

  /** Asks the node about its tip, which it must be while it is asked. */
  async record(): Promise<void> {
    const objects = [...this.#byScript.values()].map((address) => `addr(${address})`)
    const scan = await this.#node.rpc<Scan>('scantxoutset', ['start', objects])
    if (!scan.success) throw new Error('the scan was not completed')
    const sats = new Map<string, number>()
    for (const { scriptPubKey, amount } of scan.unspents) {
      const address = this.#byScript.get(scriptPubKey) ?? ''
      sats.set(address, (sats.get(address) ?? 0) + satsFromBtc(amount.toFixed(8)))
    }
    const { height, bestblock: hash } = scan
    this.#byHash.set(hash, { height, hash, sats })
    this.#best = new Map([...this.#best].filter(([at]) => at < height)).set(height, hash)
  }
}

// --- the life -------------------------------------------------------------------------------------------

export interface WatchedAddress {
  readonly address: string
  readonly type: ScriptType
  /** In hex. */
  readonly script: string
}

/** What has happened so far: a test that wants it all can say so. */
export interface LifeTally {
  readonly paid: Map<string, number>
  readonly spent: Set<string>
  readonly mined: Set<string>
}

const PER_WALLET_TYPE = 40
const P2WSH = 30
const UNKNOWN_WITNESS = 10
/** Paid in nearly every block, so that their histories take more than a page. */
const BUSY = 3
/** One in this many is never used. */
const UNUSED_EVERY = 20

/** 200 addresses that live on a node, block by block. The wallet that pays them does not own them. */
export class ProviderLife {
  readonly watched: readonly WatchedAddress[]
  readonly truth: Truth
  readonly tally: LifeTally = { paid: new Map(), spent: new Set(), mined: new Set() }
  readonly #node: RegtestNode
  readonly #payer: RegtestWallet
  readonly #owner: RegtestWallet
  readonly #chance: Chance
  readonly #open: readonly OpenP2wsh[]
  readonly #used: readonly WatchedAddress[]

  constructor(parts: LifeParts, node: RegtestNode, chance: Chance) {
    this.watched = [...parts.addresses].map(toWatched)
    this.#used = this.watched.filter((_, n) => n % UNUSED_EVERY !== UNUSED_EVERY - 1)
    this.truth = new Truth(node, this.watched)
    this.#node = node
    this.#payer = parts.payer
    this.#owner = parts.owner
    this.#open = parts.open
    this.#chance = chance
  }

  /** One block: payments, spends, now and then a P2WSH swept or a block mined to one of the addresses. Recorded. */
  async block(): Promise<void> {
    await this.#pay()
    await this.#node.rpc('syncwithvalidationinterfacequeue') // until the other wallet has seen it
    await this.#spend()
    const swept = this.#chance.once(4) ? this.#filledP2wsh() : null
    if (swept === null) await this.#mine()
    else await this.#sweep(swept)
    await this.truth.record()
  }

  /** Takes back `depth` blocks and mines a single one instead: the tip is lower by `depth - 1`. Recorded. */
  async fork(depth: number, empty: boolean): Promise<void> {
    await this.#node.reorg(depth, { newBlocks: 1, empty })
    await this.truth.record()
  }

  async #pay(): Promise<void> {
    const some = this.#chance.some(this.#used.slice(BUSY), this.#chance.below(16))
    const to = [...this.#used.slice(0, BUSY), ...some]
    const amounts = to.map(({ address }) => [address, btcFromSats(50_000 + this.#chance.below(900_000))])
    for (const { address } of to) this.tally.paid.set(address, (this.tally.paid.get(address) ?? 0) + 1)
    await this.#payer.rpc('sendmany', ['', Object.fromEntries(amounts)])
  }

  /** Some coins, of one transaction each or together, to another address and back to one of them as change. */
  async #spend(): Promise<void> {
    for (let times = this.#chance.below(4); times > 0; times--) {
      const least = this.#chance.once(3) ? 0 : 1 // with what the same block is to hold, too
      const coins = await this.#owner.rpc<readonly Coin[]>('listunspent', [least])
      const large = coins.filter(({ amount }) => amount > 0.0001) // a part of less could be dust
      const sorted = large.sort((a, b) => a.amount - b.amount) // the node's order is not the seed's
      const inputs = this.#chance.some(sorted, 1 + this.#chance.below(3))
      if (inputs.length === 0) return
      await this.#send(inputs)
      for (const { address } of inputs) this.tally.spent.add(address)
    }
  }

  async #send(inputs: readonly Coin[]): Promise<void> {
    const total = inputs.reduce((sum, { amount }) => sum + satsFromBtc(amount.toFixed(8)), 0)
    const own = this.#chance.once(2)
    const to = own ? this.#chance.pick(this.#used).address : await this.#payer.newAddress()
    const change = this.#chance.once(3) ? (inputs[0]?.address ?? '') : this.#chance.pick(this.#used).address
    const part = Math.floor((total * (20 + this.#chance.below(40))) / 100)
    await this.#owner.rpc('send', [
      [{ [to]: btcFromSats(part) }],
      null,
      'unset',
      null,
      {
        inputs: inputs.map(({ txid, vout }) => ({ txid, vout })),
        add_inputs: false,
        change_address: change,
        fee_rate: 3,
      },
    ])
  }

  async #mine(): Promise<void> {
    // not to a P2WSH: sweeping it would spend a coinbase before its time
    const candidates = this.#used.filter(({ type }) => type !== 'p2wsh')
    const own = this.#chance.once(3) ? this.#chance.pick(candidates).address : null
    if (own !== null) this.tally.mined.add(own)
    await this.#node.mine(1, own ?? NOBODYS_ADDRESS)
  }

  #filledP2wsh(): OpenP2wsh | null {
    const { sats } = this.truth.tip
    const filled = this.#open.filter(({ address }) => (sats.get(address) ?? 0) > 10_000)
    return filled.length === 0 ? null : this.#chance.pick(filled)
  }

  /** In a block without the mempool: that goes into the next one. */
  async #sweep(from: OpenP2wsh): Promise<void> {
    await this.#node.generateBlock([await from.sweep(this.#chance.pick(this.#used).address)])
    this.tally.spent.add(from.address)
  }
}

interface Coin {
  readonly txid: string
  readonly vout: number
  readonly address: string
  readonly amount: number
}

interface LifeParts {
  readonly payer: RegtestWallet
  readonly owner: RegtestWallet
  readonly addresses: readonly string[]
  readonly open: readonly OpenP2wsh[]
}

/** Makes wallets and addresses; the node gets 105 blocks that pay for what follows, the last of them recorded. */
export async function beginLife(node: RegtestNode, chance: Chance): Promise<ProviderLife> {
  const [payer, owner] = [await node.wallet('payer'), await node.wallet('owner')]
  await node.mine(105, await payer.newAddress())
  const open: OpenP2wsh[] = []
  const addresses: string[] = []
  for (let n = 0; n < PER_WALLET_TYPE; n++) {
    for (const type of ['legacy', 'p2sh-segwit', 'bech32', 'bech32m'] as const)
      addresses.push(await owner.newAddress(type))
    if (n < P2WSH) {
      open.push(await openP2wsh(node))
      addresses.push(...open.slice(-1).map(({ address }) => address))
    }
    if (n < UNKNOWN_WITNESS) addresses.push(await unknownWitness(node))
  }
  const life = new ProviderLife({ payer, owner, open, addresses }, node, chance)
  await life.truth.record()
  return life
}

/** A witness program of version 2: it can be paid, and nobody knows yet how it is spent. */
async function unknownWitness(node: RegtestNode): Promise<string> {
  const script = `5220${randomBytes(32).toString('hex')}`
  return (await node.rpc<{ address: string }>('decodescript', [script])).address
}

function toWatched(text: string): WatchedAddress {
  const parsed = parseAddress(text, 'regtest')
  if (parsed.kind === 'refused') throw new Error('the node made an address that cannot be read')
  const { text: address, scriptPubKey, scriptType: type } = parsed.address
  return { address, type, script: Buffer.from(scriptPubKey).toString('hex') }
}

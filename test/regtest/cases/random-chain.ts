/** Blocks by chance on a real node: payments, spends, replacements, blocks mined to watched scripts, reorganisations. */
import type { RegtestNode } from '../../../electron/launch/regtest-node.ts'
import { RegtestRpcError } from '../../../electron/launch/regtest-rpc.ts'
import type { Chance } from '../../ground/provider-ground.ts'
import type { Bank } from './case-ground.ts'
import { OPEN_FORMS, type OpenCoin, type OpenScript, openTx, type RawTx } from './open-script.ts'

/** Bytes in hex, of so many. */
type Draw = (bytes: number) => string

/** Scripts of somebody else's, of all types. */
const CLOSED: readonly ((draw: Draw) => string)[] = [
  (draw) => `76a914${draw(20)}88ac`,
  (draw) => `a914${draw(20)}87`,
  (draw) => `0014${draw(20)}`,
  (draw) => `0020${draw(32)}`,
  (draw) => `5120${draw(32)}`,
  (draw) => `2102${draw(32)}ac`,
  (draw) => `512102${draw(32)}51ae`,
  (draw) => `522102${draw(32)}2102${draw(32)}52ae`,
]

/** Forms that every node relays. */
function isUsual(script: string): boolean {
  return /^(76a914.{40}88ac|a914.{40}87|0014.{40}|(0020|5120|5220).{64})$/.test(script)
}

/** One in so many can be spent here. */
const OPEN_EVERY = 4

/** A random chain that pays `count` scripts and spends from them, some in the mempool first. */
export class RandomChain {
  readonly open: readonly OpenScript[]
  readonly scripts: readonly string[]
  readonly tally = {
    paid: 0,
    spent: 0,
    unconfirmedSpent: 0,
    replaced: 0,
    mined: 0,
    reorganised: 0,
    refused: 0,
  }
  readonly #coins = new Map<string, OpenCoin>()
  readonly #node: RegtestNode
  readonly #chance: Chance
  /** Each with what it was before: a reorganisation may take the newest. */
  readonly #bank: OpenCoin[][]

  constructor(node: RegtestNode, chance: Chance, bank: Bank, count: number) {
    this.#node = node
    this.#chance = chance
    this.#bank = Array.from({ length: 20 }, () => [bank.coin()])
    const forms = Object.values(OPEN_FORMS)
    const draw: Draw = (bytes) =>
      Buffer.from(Array.from({ length: bytes }, () => chance.below(256))).toString('hex')
    const openCount = count / OPEN_EVERY
    this.open = Array.from({ length: openCount }, (_, n) => {
      const form = forms[n % forms.length] ?? OPEN_FORMS.p2wsh
      return form((n + 1).toString(16).padStart(8, '0'))
    })
    const closed = Array.from(
      { length: count - openCount },
      (_, n) => CLOSED[n % CLOSED.length]?.(draw) ?? '',
    )
    const openScripts = this.open.map(({ script }) => script)
    this.scripts = closed.flatMap((script, n) => [...openScripts.slice(n, n + 1), script])
  }

  async block(): Promise<void> {
    await this.#pay(false)
    for (let times = this.#chance.below(3); times > 0; times--) await this.#spend()
    if (this.#chance.once(4)) await this.#replace()
    if (this.#chance.once(18)) await this.#reorganise()
    if (this.#chance.once(5)) await this.#mineTo(this.#chance.pick(this.scripts))
    else if (this.#chance.once(3)) await this.#mineDirectly()
    else await this.#node.mine(1)
  }

  /** Thirty scripts or fewer, from a coin of the bank: by the mempool those that policy lets pass. */
  async #pay(isDirect: boolean): Promise<void> {
    const line = this.#chance.pick(this.#bank)
    const from = await this.#newest(line, !isDirect)
    if (!from) return
    const to = Array.from({ length: 1 + this.#chance.below(30) }, () => this.#output()).filter(
      ({ script }) => isDirect || isUsual(script),
    )
    const value = from.value - 50_000 - to.reduce((sum, output) => sum + output.value, 0)
    const tx = openTx([from], [...to, { script: from.script, value }])
    if (!(isDirect ? await this.#mineOne(tx) : await this.#send(tx))) return
    line.push({ ...from, txid: tx.txid, vout: to.length, value })
    this.#remember(tx, to)
    this.tally.paid += to.length
  }

  async #newest(line: readonly OpenCoin[], inMempool: boolean): Promise<OpenCoin | null> {
    for (const coin of line.toReversed())
      if (await this.#node.rpc('gettxout', [coin.txid, coin.vout, inMempool])) return coin
    return null
  }

  #output(): { readonly script: string; readonly value: number } {
    const script = this.#chance.once(2)
      ? this.#chance.pick(this.open).script
      : this.#chance.pick(this.scripts)
    return { script, value: 10_000 + this.#chance.below(1_000_000) }
  }

  /** Some coins to another script, also such as wait in the mempool themselves. */
  async #spend(): Promise<void> {
    const coins = await this.#spendable(1 + this.#chance.below(3))
    const tx = this.#spendOf(coins, 2_000)
    if (tx && (await this.#send(tx.raw))) {
      this.#remember(tx.raw, tx.to)
      this.tally.spent += coins.length
    }
  }

  /** A spend, and then another of the same coins that pays others, and more. */
  async #replace(): Promise<void> {
    const coins = await this.#spendable(1)
    const [first, second] = [this.#spendOf(coins, 1_500), this.#spendOf(coins, 6_000)]
    if (!first || !second || !(await this.#send(first.raw))) return
    if (!(await this.#send(second.raw))) return
    this.#remember(second.raw, second.to)
    this.tally.replaced += 1
  }

  #spendOf(coins: readonly OpenCoin[], fee: number) {
    const value = coins.reduce((sum, coin) => sum + coin.value, 0) - fee
    if (coins.length === 0 || value < 1_000) return null
    const to = [{ ...this.#output(), value }]
    return { raw: openTx(coins, to), to }
  }

  /** Coins that the node still has, those of its mempool included. */
  async #spendable(count: number): Promise<readonly OpenCoin[]> {
    const found: OpenCoin[] = []
    for (let tries = 3 * count; tries > 0 && found.length < count && this.#coins.size > 0; tries--) {
      const key = this.#chance.pick([...this.#coins.keys()])
      const coin = this.#coins.get(key)
      const out = await this.#node.rpc<{ confirmations: number } | null>('gettxout', [
        coin?.txid,
        coin?.vout,
        true,
      ])
      this.#coins.delete(key)
      if (!coin || !out) continue
      found.push(coin)
      if (out.confirmations === 0) this.tally.unconfirmedSpent += 1
    }
    return found
  }

  /** What policy keeps out of the mempool, in a block without it. */
  async #mineDirectly(): Promise<void> {
    const coins = await this.#spendable(2)
    const tx = this.#spendOf(coins, 0)
    if (tx && (await this.#mineOne(tx.raw))) {
      this.#remember(tx.raw, tx.to)
      this.tally.spent += coins.length
    }
    await this.#pay(true)
  }

  async #mineTo(script: string): Promise<void> {
    await this.#node.rpc('generatetodescriptor', [1, `raw(${script})`])
    this.tally.mined += 1
  }

  async #reorganise(): Promise<void> {
    const depth = 1 + this.#chance.below(8)
    await this.#node.reorg(depth, { empty: this.#chance.once(2), newBlocks: depth + this.#chance.below(2) })
    this.tally.reorganised += 1
  }

  #send({ hex }: RawTx): Promise<boolean> {
    return this.#try(this.#node.rpc('sendrawtransaction', [hex, 0]))
  }

  #mineOne({ hex }: RawTx): Promise<boolean> {
    return this.#try(this.#node.generateBlock([hex]))
  }

  async #try(sent: Promise<unknown>): Promise<boolean> {
    try {
      await sent
      return true
    } catch (error) {
      if (!(error instanceof RegtestRpcError)) throw error
      this.tally.refused += 1 // policy, a chain too long, a coin that a reorganisation took or that waits unconfirmed
      return false
    }
  }

  #remember({ txid }: RawTx, outputs: readonly { readonly script: string; readonly value: number }[]): void {
    outputs.forEach(({ script, value }, vout) => {
      const form = this.#formOf.get(script)
      if (form) this.#coins.set(`${txid}:${vout}`, { ...form, txid, vout, value })
    })
  }

  get #formOf(): ReadonlyMap<string, OpenScript> {
    this.#forms ??= new Map(this.open.map((form) => [form.script, form]))
    return this.#forms
  }
  #forms: ReadonlyMap<string, OpenScript> | undefined
}

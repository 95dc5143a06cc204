/**
 * A chain by chance, told twice: to the engine as bytes, and to a naive model that keeps every block as a list of
 * transactions and answers each question by reading all of them again.
 */
import type { BlockHeader } from '../../shared/chain.ts'
import { coinbaseTx, HandChain, type HandTx, payTx } from '../fakes/hand-chain.ts'
import type { Chance } from '../ground/provider-ground.ts'

/** How often what happened. */
export interface Tally {
  blocks: number
  reorganised: number
  paid: number
  spent: number
  withinBlock: number
  replaced: number
  repeated: number
}

interface Coin {
  readonly script: string
  readonly value: number
}

interface NaiveBlock {
  readonly header: BlockHeader
  readonly coinbase: HandTx
  readonly txs: readonly HandTx[]
}

const DEEPEST = 6
const MOST_WAITING = 12
/** How the coins of somebody else begin. */
const STRANGER = 'eeeeeeee'
const keyOf = (txid: string, vout: number): string => `${txid}:${vout}`

/** Scripts of every usual form, and of lengths around what the reader treats apart. */
export function drawScripts(chance: Chance, count: number): readonly string[] {
  const hex = (bytes: number): string =>
    Array.from({ length: bytes }, () => chance.below(256).toString(16).padStart(2, '0')).join('')
  const forms = [
    () => `76a914${hex(20)}88ac`,
    () => `a914${hex(20)}87`,
    () => `0014${hex(20)}`,
    () => `0020${hex(32)}`,
    () => `5120${hex(32)}`,
    () => `21${hex(33)}ac`,
    () => `5121${hex(33)}51ae`,
    () => `02${hex(2)}`,
    () => `04${hex(4)}5175`,
    () => `4c${(200 + chance.below(52)).toString(16)}${hex(249)}`.slice(0, 2 * (250 + chance.below(6))),
    () => `4d2001${hex(288)}75`,
  ]
  return Array.from({ length: count }, (_, i) => forms[i % forms.length]?.() ?? hex(22))
}

/** The story, moved on by its caller. */
export class ChainStory {
  readonly chain = new HandChain()
  readonly tally: Tally = {
    blocks: 0,
    reorganised: 0,
    paid: 0,
    spent: 0,
    withinBlock: 0,
    replaced: 0,
    repeated: 0,
  }
  readonly #chance: Chance
  readonly #scripts: readonly string[]
  /** Above genesis. */
  #blocks: NaiveBlock[] = []
  #waiting: HandTx[] = []

  constructor(chance: Chance, scripts: readonly string[]) {
    this.#chance = chance
    this.#scripts = scripts
  }

  /** One thing that happens to chain or mempool. */
  move(): void {
    const what = this.#chance.below(20)
    if (what < 7) this.#enter(this.#payment(null))
    else if (what < 9) this.#replace()
    else if (what < 18) this.mine()
    else this.reorganise()
  }

  /** A block with some of what waits, in its order, and what was never seen before it. */
  mine(): void {
    const taken = new Set<string>()
    const txs: HandTx[] = []
    for (const tx of this.#waiting) {
      const parents = tx.parts.inputs.filter(({ txid }) => this.#waiting.some((other) => other.txid === txid))
      if (!parents.every(({ txid }) => taken.has(txid)) || this.#chance.once(4)) continue
      taken.add(tx.txid)
      txs.push(tx)
    }
    for (let more = this.#chance.below(3); more > 0; more--) {
      const tx = this.#payment(txs)
      if (tx.parts.inputs.some(({ txid }) => txs.some((other) => other.txid === txid)))
        this.tally.withinBlock += 1
      txs.push(tx)
    }
    const coinbase = this.#coinbase()
    const header = this.chain.mine(txs, coinbase)
    this.#blocks.push({ header, coinbase, txs })
    this.tally.blocks += 1
    this.#settle()
  }

  /** Another branch, at least as long; what the old one had waits again, or is forgotten. */
  reorganise(): void {
    const depth = Math.min(1 + this.#chance.below(DEEPEST), this.#blocks.length)
    if (depth === 0) return
    const left = this.#blocks.slice(-depth)
    this.#blocks = this.#blocks.slice(0, -depth)
    this.chain.leave(this.#blocks.length)
    const back = left.flatMap(({ txs }) => txs).filter(() => !this.#chance.once(4))
    this.#waiting = [...back, ...this.#waiting]
    this.#settle()
    for (let more = depth + this.#chance.below(2); more > 0; more--) this.mine()
    this.tally.reorganised += 1
  }

  /** "script txid:vout value height spender at" of every confirmed output of these scripts, sorted. */
  history(scripts: ReadonlySet<string>): readonly string[] {
    const made = new Map<string, { coin: Coin; height: number; spent: string }>()
    for (const { header, coinbase, txs } of this.#blocks)
      for (const { txid, parts } of [coinbase, ...txs]) {
        for (const input of parts.inputs) {
          const spent = made.get(keyOf(input.txid, input.vout))
          if (spent) spent.spent = `${txid} ${header.height}`
        }
        parts.outputs.forEach((coin, vout) => {
          if (scripts.has(coin.script))
            made.set(keyOf(txid, vout), { coin, height: header.height, spent: '- -' })
        })
      }
    return [...made]
      .map(([key, { coin, height, spent }]) => `${coin.script} ${key} ${coin.value} ${height} ${spent}`)
      .sort()
  }

  /** What the mempool brings to a script less what it takes. */
  pending(script: string): number {
    const coins = this.#coins([])
    let sum = 0
    for (const tx of this.#waiting) {
      for (const { txid, vout } of tx.parts.inputs) {
        const coin = coins.get(keyOf(txid, vout))
        if (coin?.script === script) sum -= coin.value
      }
      tx.parts.outputs.forEach((coin, vout) => {
        coins.set(keyOf(tx.txid, vout), coin)
        if (coin.script === script) sum += coin.value
      })
    }
    return sum
  }

  /** The coins of the chain and of `more`, whether anybody spends them or not. */
  #coins(more: readonly HandTx[]): Map<string, Coin> {
    const coins = new Map<string, Coin>()
    const put = ({ txid, parts }: HandTx): void => {
      for (const input of parts.inputs) coins.delete(keyOf(input.txid, input.vout))
      parts.outputs.forEach((coin, vout) => coins.set(keyOf(txid, vout), coin))
    }
    for (const { coinbase, txs } of this.#blocks) for (const tx of [coinbase, ...txs]) put(tx)
    for (const tx of more) put(tx)
    return coins
  }

  /** Spends a few coins, or somebody else's: behind `block` in the same block, or (null) in the mempool. */
  #payment(block: readonly HandTx[] | null): HandTx {
    const coins = this.#coins(block ?? this.#waiting)
    const free = [...coins].filter(([, { script }]) => this.#scripts.includes(script))
    const inputs = this.#chance.some(free, this.#chance.below(3)).map(([key]) => {
      const [txid = '', vout = ''] = key.split(':')
      return { txid, vout: Number(vout) }
    })
    this.tally.spent += inputs.length
    return this.#to(inputs)
  }

  #to(inputs: HandTx['parts']['inputs']): HandTx {
    const outputs = Array.from({ length: 1 + this.#chance.below(4) }, () => ({
      value: this.#chance.once(12) ? 0 : 1 + this.#chance.below(1_000_000),
      script: this.#chance.once(10) ? '6a0401020304' : this.#chance.pick(this.#scripts),
    }))
    this.tally.paid += outputs.length
    return payTx(outputs, inputs.length > 0 ? inputs : undefined, this.#chance.once(2))
  }

  #enter(tx: HandTx): void {
    if (this.#waiting.length < MOST_WAITING) this.#waiting.push(tx)
    this.#settle()
  }

  /** What spends the same as one that waits, which goes, and all that stands on it. */
  #replace(): void {
    const old = this.#waiting.filter(({ parts }) => parts.inputs.length > 0)
    if (old.length === 0) return
    const { txid, parts } = this.#chance.pick(old)
    this.#waiting = this.#waiting.filter((tx) => tx.txid !== txid)
    this.#waiting.push(this.#to(parts.inputs.slice(0, 1)))
    this.tally.replaced += 1
    this.#settle()
  }

  /** One that pays somebody or nobody; now and then the very one of an earlier block, spent or not, as before BIP-34. */
  #coinbase(): HandTx {
    const old = this.#blocks.slice(0, -DEEPEST)
    if (old.length > 0 && this.#chance.once(60)) {
      this.tally.repeated += 1
      return this.#chance.pick(old).coinbase
    }
    const script = this.#chance.once(3) ? this.#chance.pick(this.#scripts) : '6a00'
    return coinbaseTx([{ value: 1 + this.#chance.below(2 ** 31), script }])
  }

  /** Drops what can no longer be confirmed, oldest first stays. */
  #settle(): void {
    const coins = this.#coins([])
    const own = new Set(this.#scripts)
    const confirmed = new Set(this.#blocks.flatMap(({ txs }) => txs.map(({ txid }) => txid)))
    const spent = new Set<string>()
    const foreign = new Set(
      this.#blocks.flatMap(({ txs }) =>
        txs.flatMap(({ parts }) => parts.inputs.map((i) => keyOf(i.txid, i.vout))),
      ),
    )
    this.#waiting = this.#waiting.filter((tx) => {
      const keys = tx.parts.inputs.map(({ txid, vout }) => keyOf(txid, vout))
      const known = (key: string): boolean => coins.has(key) || key.startsWith(STRANGER)
      if (confirmed.has(tx.txid) || keys.some((key) => spent.has(key) || foreign.has(key) || !known(key)))
        return false
      for (const key of keys) spent.add(key)
      tx.parts.outputs.forEach((coin, vout) => own.has(coin.script) && coins.set(keyOf(tx.txid, vout), coin))
      return true
    })
    this.chain.mempool.clear()
    for (const { txid, raw } of this.#waiting) this.chain.mempool.set(txid, raw)
  }
}

/**
 * Plays a random chain to a real scanner and a real ledger, stops them anywhere, and compares what they hold with what
 * the naive model says: unspent outputs, what is pending, and at the end the whole history.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { NodeError } from '../../electron/engine/node-error.ts'
import { createScanner, type Scanner } from '../../electron/engine/scanner.ts'
import { takeSnapshot } from '../../electron/engine/snapshot-job.ts'
import { ledgerFile } from '../../electron/host.ts'
import { openStore, type Store } from '../../electron/store/open-store.ts'
import { handSource, type Meanwhile } from '../fakes/hand-chain-source.ts'
import { fillWholeHistory, toldHistory } from '../ground/ledger-history.ts'
import { type Chance, createChance } from '../ground/provider-ground.ts'
import { ChainStory, drawScripts, type Tally } from './story.ts'

const SCRIPTS = 14
/** So many of them are ever watched. */
const WATCHED = 9
const LEAST_ROUNDS = 12
const NEVER = new AbortController().signal
const clock = { now: () => Date.now() }

/** What was played and compared. */
export interface Played extends Tally {
  compared: number
  coins: number
  restarts: number
  /** Outputs of the whole histories. */
  history: number
}

/** The ledger held something else than the model; `message` names the seed and the first differences. */
export class ChainDiffers extends Error {}

/** Plays the chain of this seed. Throws `ChainDiffers`, or what the engine threw. */
export async function playChain(seed: number): Promise<Played> {
  const root = mkdtempSync(join(tmpdir(), 'tidemark-chain-'))
  template ??= emptyLedger()
  mkdirSync(join(root, 'regtest'))
  writeFileSync(ledgerFile(join(root, 'regtest')), template)
  const player = new Player(seed, root)
  try {
    return await player.play()
  } finally {
    player.store.close()
    rmSync(root, { recursive: true, force: true })
  }
}

/** A ledger with nothing in it: making one takes as long as a chain. */
let template: Buffer | null = null

function emptyLedger(): Buffer {
  const root = mkdtempSync(join(tmpdir(), 'tidemark-chain-'))
  try {
    const store = openLedger(root)
    store.close()
    return readFileSync(ledgerFile(store.dataDir))
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

function openLedger(root: string): Store {
  const place = { root, network: 'regtest', file: 'ledger.sqlite' } as const
  return openStore({ ...place, access: 'own', purpose: 'a test', clock })
}

class Player {
  readonly #seed: number
  readonly #chance: Chance
  readonly #root: string
  readonly #scripts: readonly string[]
  readonly #watched = new Set<string>()
  readonly #story: ChainStory
  readonly #meanwhile: Meanwhile = {}
  readonly #source: ReturnType<typeof handSource>
  #scanner: Scanner
  #compared = 0
  #coins = 0
  #restarts = 0
  store: Store

  constructor(seed: number, root: string) {
    this.#seed = seed
    this.#chance = createChance(seed)
    this.#root = root
    this.#scripts = drawScripts(this.#chance, SCRIPTS)
    this.#story = new ChainStory(this.#chance, this.#scripts)
    this.#source = handSource(this.#story.chain, this.#meanwhile)
    this.store = openLedger(this.#root)
    this.#scanner = this.#newScanner()
  }

  async play(): Promise<Played> {
    await this.#watch(1 + this.#chance.below(4))
    for (let round = LEAST_ROUNDS + this.#chance.below(12); round > 0; round--) {
      for (let moves = this.#chance.below(6); moves >= 0; moves--) this.#story.move()
      await this.#act()
    }
    await this.#watch(WATCHED)
    await this.#compare()
    const history = await this.#compareHistory()
    const { tally } = this.#story
    return { ...tally, compared: this.#compared, coins: this.#coins, restarts: this.#restarts, history }
  }

  async #act(): Promise<void> {
    const what = this.#chance.below(10)
    if (what < 3) await this.#steps(1 + this.#chance.below(6))
    else if (what < 5) await this.#interrupted()
    else if (what === 5) await this.#watch(1 + this.#chance.below(3))
    else if (what === 6) this.#restart()
    else if (what === 7) await this.#snapshotAnywhere()
    else await this.#compare()
  }

  async #steps(count: number): Promise<void> {
    for (let step = 0; step < count; step++)
      if ((await this.store.scan.position()).cursor !== null)
        await this.#scanner.syncOnce(1 + this.#chance.below(5), NEVER)
  }

  /** The chain moves on, or is left, while the engine is between two looks at it. */
  async #interrupted(): Promise<void> {
    const when = this.#chance.pick(['beforeHashes', 'afterHashes', 'afterBlock'] as const)
    const isLeft = this.#chance.once(2)
    this.#meanwhile[when] = () => {
      delete this.#meanwhile[when]
      if (isLeft) this.#story.reorganise()
      else this.#story.mine()
    }
    await this.#steps(2)
    delete this.#meanwhile[when]
  }

  async #watch(count: number): Promise<void> {
    const fresh = this.#scripts.slice(0, WATCHED).filter((script) => !this.#watched.has(script))
    const some = fresh.slice(0, count)
    for (const script of some) this.#watched.add(script)
    await this.store.portfolio.add(
      some.map((text) => ({ text, scriptPubKey: Buffer.from(text, 'hex'), scriptType: 'witness' as const })),
    )
  }

  #restart(): void {
    this.store.close()
    this.store = openLedger(this.#root)
    this.#scanner = this.#newScanner()
    this.#restarts += 1
  }

  #newScanner(): Scanner {
    return createScanner({ chain: this.#source.chain, store: this.store.scan, clock })
  }

  async #snapshot(): Promise<number> {
    const job = { network: 'regtest', ...this.#source, store: this.store.scan, clock } as const
    return (await takeSnapshot({ ...job, onProgress: () => undefined }, NEVER)).length
  }

  /** Wherever the cursor is: on a branch that was left, it is refused until the scanner has come back. */
  async #snapshotAnywhere(): Promise<void> {
    try {
      await this.#snapshot()
    } catch (error) {
      if (!(error instanceof NodeError && error.problem === 'busy')) throw error
    }
  }

  async #toTip(): Promise<void> {
    for (let tries = 0; tries < 500; tries++) {
      const isNew = (await this.store.scan.position()).cursor === null
      const kind = isNew ? 'at_tip' : (await this.#scanner.syncOnce(500, NEVER)).kind
      if (kind === 'at_tip' && (await this.#snapshot()) === 0) return
    }
    throw this.#differs('the tip', ['never reached'], [])
  }

  /** At the tip: unspent outputs and what is pending, of every script. */
  async #compare(): Promise<void> {
    await this.#toTip()
    const { chain } = this.#story
    const { models, portfolio } = this.store
    const ours = models.allUnspent().map((coin) => `${coin.txid}:${coin.vout} ${coin.value} ${coin.height}`)
    const theirs = chain
      .unspent(this.#watched)
      .map((coin) => `${coin.txid}:${coin.vout} ${coin.value} ${coin.height}`)
    this.#same('unspent outputs', ours, theirs)
    this.#same('the block', [models.cursor()?.hash ?? ''], [chain.tip.hash])
    const readings = models.ledgerReadings('all')
    const rows = portfolio.scriptsOf()
    const pending = rows.map(({ address, scriptId }) => `${address} ${readings.get(scriptId)?.pending}`)
    this.#same(
      'pending',
      pending,
      rows.map(({ address }) => `${address} ${this.#story.pending(address)}`),
    )
    this.#compared += 1
    this.#coins += ours.length
  }

  async #compareHistory(): Promise<number> {
    const { store } = this
    const { height, hash } = this.#story.chain.at(0)
    await fillWholeHistory(store, this.#source.chain, { height, hash })
    const theirs = this.#story.history(this.#watched)
    this.#same('the history', toldHistory(store.dataDir), theirs)
    await this.#compare()
    return theirs.length
  }

  #same(what: string, ours: readonly string[], theirs: readonly string[]): void {
    if (ours.toSorted().join() !== theirs.toSorted().join()) throw this.#differs(what, ours, theirs)
  }

  #differs(what: string, ours: readonly string[], theirs: readonly string[]): ChainDiffers {
    const only = (one: readonly string[], other: readonly string[]): string =>
      one
        .filter((line) => !other.includes(line))
        .slice(0, 4)
        .join('; ') || 'nothing more'
    return new ChainDiffers(
      `seed ${this.#seed}: ${what} differ. The ledger alone has ${only(ours, theirs)}. The model alone has ${only(theirs, ours)}`,
    )
  }
}

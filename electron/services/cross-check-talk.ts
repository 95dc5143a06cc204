/**
 * Who says what of one address, as far as possible about one block: those who spoke about another one are asked again
 * after a pause, and what then still differs is told of a past block that both know.
 */
import { sameBlock } from '../../shared/chain.ts'
import type { CrossCheckReason } from '../../shared/cross-check.ts'
import { type Conclusion, conclude, type Silence, type Statement } from '../engine/cross-check.ts'
import type { BalanceSource, Clock, ProviderProblem, ScriptId } from '../engine/ports.ts'
import { ProviderError } from '../engine/provider-error.ts'
import { scriptTypeByForm } from '../sources/pool/eligible.ts'
import type { OneAnswer, PoolFailure, PoolSource, ProviderPool } from '../sources/provider-pool.ts'
import { throwIfCancelled } from '../sources/resilience.ts'
import type { ReadModels } from '../store/read-models.ts'
import type { ScriptToRead } from './balance-service.ts'
import { createPoke } from './poke.ts'

export interface TalkGround {
  readonly clock: Clock
  readonly models: Pick<ReadModels, 'ledgerReadings' | 'unspent' | 'ledgerAt' | 'together'>
  readonly pool: Pick<ProviderPool, 'sources' | 'askOne' | 'health'>
  /** A hard limit, looked at again before each call. */
  readonly allowed: (scriptId: ScriptId) => (source: Pick<BalanceSource, 'id'>) => boolean
  /** Between two rounds: servers cache their tip for ten seconds. */
  readonly pauseMs: number
}

export interface Invited {
  /** Of each party one speaks: the first that answers. */
  readonly parties: readonly (readonly string[])[]
  /** Who is not asked, and why. */
  readonly uninvited: readonly Silence[]
}

const ROUNDS = 3
const DEADLINE_MS = 90_000
/** Blocks that a short wait may bridge. */
const CLOSE = 2

/** Asks them all. Rejects with AppError `cancelled`, and with what the store throws. */
export async function talkAbout(
  ground: TalkGround,
  script: ScriptToRead,
  { parties, uninvited }: Invited,
  signal: AbortSignal,
): Promise<Conclusion> {
  const talk = new Talk(ground, script)
  const endsAt = ground.clock.now() + DEADLINE_MS
  await talk.askAll(parties, signal)
  for (let round = 1; round < ROUNDS && talk.mayMeet() && ground.clock.now() < endsAt; round++) {
    await createPoke().wait(ground.pauseMs, signal)
    throwIfCancelled(signal)
    talk.readLedger()
    if (talk.mayMeet()) await talk.askAgain(signal)
  }
  const past = await talk.ofCommonBlocks(signal)
  const statements = [...talk.statements(), ...past]
  const p2pkMatters = scriptTypeByForm(script.address) === 'p2pkh'
  return conclude(statements, [...talk.silent.values(), ...uninvited], p2pkMatters)
}

class Talk {
  readonly silent = new Map<string, Silence>()
  readonly #ground: TalkGround
  readonly #script: ScriptToRead
  /** By the provider's id. */
  readonly #said = new Map<string, Statement>()
  #ledger: Statement | null = null

  constructor(ground: TalkGround, script: ScriptToRead) {
    this.#ground = ground
    this.#script = script
    this.readLedger()
  }

  statements(): readonly Statement[] {
    return [...(this.#ledger === null ? [] : [this.#ledger]), ...this.#providers()]
  }

  /** In the order of the settings, whoever answered first. */
  #providers(): readonly Statement[] {
    return this.#ground.pool.sources.flatMap(({ id }) => this.#said.get(id) ?? [])
  }

  readLedger(): void {
    this.#ledger = ledgerStatement(this.#ground.models, this.#script.scriptId)
  }

  async askAll(parties: readonly (readonly string[])[], signal: AbortSignal): Promise<void> {
    const askParty = async (party: readonly string[]): Promise<void> => {
      for (const id of party) if (await this.#ask(id, signal)) return
    }
    await Promise.all(parties.map(askParty))
    this.readLedger() // it may have moved on meanwhile
  }

  /** Whether somebody spoke about another block than the rest, and near enough for a wait to help. */
  mayMeet(): boolean {
    const { at } = this.#reference() ?? {}
    return at !== undefined && this.#others().some((each) => Math.abs(each.at.height - at.height) <= CLOSE)
  }

  async askAgain(signal: AbortSignal): Promise<void> {
    const { at } = this.#reference() ?? {}
    const ids = [...this.#said].filter(([, said]) => at === undefined || !sameBlock(said.at, at))
    // Without a ledger the highest is as good as any: it is the others that may have moved on.
    await Promise.all(ids.map(([id]) => this.#ask(id, signal)))
    this.readLedger()
  }

  /** What is said of a past block, for those who still spoke about different ones: sums alone. */
  async ofCommonBlocks(signal: AbortSignal): Promise<readonly Statement[]> {
    if (this.#others().length === 0) return []
    const ledger = this.#ledger
    if (ledger !== null) {
      const found = this.#others().map(async (said) =>
        said.at.height <= ledger.at.height
          ? this.#ledgerAt(said)
          : this.#providerAt(said, ledger.at.height, signal),
      )
      return (await Promise.all(found)).flat()
    }
    const lowest = Math.min(...this.#providers().map(({ at }) => at.height))
    const higher = this.#providers().filter(({ at }) => at.height > lowest)
    const found = higher.map((said) => this.#providerAt(said, lowest, signal))
    return (await Promise.all(found)).flat()
  }

  /** What the others are held against: the ledger, else the highest of them. */
  #reference(): Statement | undefined {
    return this.#ledger ?? this.#providers().toSorted((a, b) => b.at.height - a.at.height)[0]
  }

  #others(): readonly Statement[] {
    const { at } = this.#reference() ?? {}
    return this.#providers().filter((said) => at === undefined || !sameBlock(said.at, at))
  }

  /** Whether it spoke. What it said before stays when it fails to repeat it. */
  async #ask(id: string, signal: AbortSignal): Promise<boolean> {
    const source = this.#ground.pool.sources.find((each) => each.id === id)
    if (source === undefined) return false
    const { separatesPending, utxos } = source.capabilities
    if (!separatesPending && !utxos) {
      // Nothing that it says could be compared: it does not hear of the address.
      this.#keepSilence(source, 'definition', null)
      return false
    }
    const answer = await this.#pose(id, (asked, inner) => speak(asked, this.#script.address, inner), signal)
    if (answer.kind === 'answer') {
      this.#said.set(id, answer.value)
      this.silent.delete(id)
      return true
    }
    if (!this.#said.has(id)) this.#noteFailure(source, answer)
    return false
  }

  #pose<T>(
    id: string,
    ask: (source: BalanceSource, signal: AbortSignal) => Promise<T>,
    signal: AbortSignal,
  ): Promise<OneAnswer<T>> {
    const { address, scriptId } = this.#script
    return this.#ground.pool.askOne(id, { address, allowed: this.#ground.allowed(scriptId), ask }, signal)
  }

  #noteFailure(source: PoolSource, { failure }: Extract<OneAnswer<unknown>, { kind: 'failed' }>): void {
    const health = this.#ground.pool.health().find(({ id }) => id === source.id)
    const lied = health?.skipped?.reason === 'lying' && health.skipped.until === null
    if (failure === null) this.#keepSilence(source, 'not_allowed', null)
    else this.#keepSilence(source, lied ? 'lied' : REASONS[failure.problem], failure.message)
  }

  #keepSilence({ id, family }: PoolSource, reason: CrossCheckReason, message: string | null): void {
    this.silent.set(id, { source: `provider:${id}`, voice: family, reason, message })
  }

  /** The ledger's sum at the block that a provider spoke about; none where it has another one there. */
  #ledgerAt({ at }: Statement): readonly Statement[] {
    const { scriptId } = this.#script
    const answer = this.#ground.models.ledgerAt([scriptId], at.height).get(scriptId)
    if (answer?.kind !== 'covered' || answer.hash !== at.hash) return []
    return [{ ...LEDGER, at, confirmed: answer.confirmed + answer.immature, outpoints: null }]
  }

  async #providerAt(said: Statement, height: number, signal: AbortSignal): Promise<readonly Statement[]> {
    const id = said.source.slice('provider:'.length)
    const able = this.#ground.pool.sources.find((each) => each.id === id)?.capabilities.balanceAtHeight
    if (able !== true) return []
    const { address } = this.#script
    const answer = await this.#pose(id, (source, inner) => source.balanceAt(address, height, inner), signal)
    if (answer.kind === 'failed') return []
    const { at, confirmed } = answer.value
    return [{ ...said, at, confirmed, outpoints: null }]
  }
}

const LEDGER = {
  voice: 'ledger',
  source: 'ledger',
  separatesPending: true,
  creditsP2pk: false,
} as const

/** Providers count immature rewards as confirmed: so does this. */
function ledgerStatement(models: TalkGround['models'], scriptId: ScriptId): Statement | null {
  return models.together(() => {
    const reading = models.ledgerReadings([scriptId]).get(scriptId)
    if (reading === undefined) return null
    const outpoints = models.unspent(scriptId).filter(({ at }) => at !== null)
    return { ...LEDGER, at: reading.at, confirmed: reading.confirmed + reading.immature, outpoints }
  })
}

const WITHOUT_LIST: readonly ProviderProblem[] = ['too_many', 'cannot_know', 'unsupported']

/** Its outputs where it lists them, else its sum. */
async function speak(source: BalanceSource, address: string, signal: AbortSignal): Promise<Statement> {
  const listed = source.capabilities.utxos ? await list(source, address, signal) : null
  const { at, confirmed } = listed ?? (await source.balance(address, signal))
  const { creditsP2pk, separatesPending } = source.capabilities
  return {
    voice: source.family,
    source: `provider:${source.id}`,
    at,
    confirmed,
    outpoints: listed?.outputs ?? null,
    separatesPending,
    creditsP2pk,
  }
}

async function list(source: BalanceSource, address: string, signal: AbortSignal) {
  try {
    const { outputs, tip } = await source.unspent(address, signal)
    const confirmed = outputs.reduce((sum, { value }) => sum + value, 0)
    return { at: { height: tip.height, hash: tip.hash }, confirmed, outputs }
  } catch (error) {
    // Another question, not the same again: a sum may be there where the list is too long.
    if (error instanceof ProviderError && WITHOUT_LIST.includes(error.problem)) return null
    throw error
  }
}

const REASONS: Readonly<Record<PoolFailure['problem'], CrossCheckReason>> = {
  unreachable: 'no_answer',
  refused: 'no_answer',
  fault: 'no_answer',
  bad_answer: 'no_answer',
  moving: 'different_block',
  too_many: 'too_many',
  unsupported: 'unsupported',
  cannot_know: 'no_answer',
  bad_request: 'no_answer',
  deadline: 'no_answer',
  not_newer: 'different_block',
  not_recorded: 'no_answer',
}

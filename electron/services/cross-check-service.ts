/**
 * Cross-checks: on demand among all that may be asked, and once a day, for a few addresses, among the own node and own
 * servers alone. One server of each family is asked, so that no more of them than needed learn the address.
 */
import type { CrossCheck } from '../../shared/cross-check.ts'
import { AppError } from '../../shared/errors.ts'
import { say } from '../../shared/said.ts'
import type { Silence } from '../engine/cross-check.ts'
import type { ScriptId } from '../engine/ports.ts'
import type { PoolSource, ProviderPool } from '../sources/provider-pool.ts'
import type { SourceStore } from '../store/source-store.ts'
import type { ScriptToRead } from './balance-service.ts'
import { type Invited, type TalkGround, talkAbout } from './cross-check-talk.ts'

type Store = Pick<SourceStore, 'saveCrossCheck' | 'crossChecks' | 'crossCheckedAt' | 'getMeta' | 'setMeta'>

/** How others are reached, where this door may ask them at all. */
export interface CrossCheckAsking extends Pick<TalkGround, 'allowed'> {
  readonly pool: Pick<ProviderPool, 'sources' | 'askOne' | 'tip' | 'health'>
  /** Whether a provider is a server of one's own. */
  readonly isOwn: (providerId: string) => boolean
  /** Whether the daily sample may ask a provider that is none of one's own; nobody by default. */
  readonly maySample?: (providerId: string) => boolean
}

export interface CrossCheckServiceOptions extends Pick<TalkGround, 'clock' | 'models'> {
  readonly store: Store
  /** Null for a door that asks nobody. */
  readonly asking: CrossCheckAsking | null
  readonly offline: () => boolean
  /** 10 s by default. */
  readonly pauseMs?: number
}

export interface CrossCheckService {
  /**
   * One result a script, kept as its newest. `sources`: the ids of those to ask, each of them; otherwise one of each
   * family. Fails with `invalid_input` for an id that is not in the list, and with `locked` where this door only reads.
   */
  run(
    scripts: readonly ScriptToRead[],
    sources: readonly string[] | null,
    signal: AbortSignal,
  ): Promise<readonly CrossCheck[]>
  /** The newest of each script that was ever checked, in the order given. */
  latest(scripts: readonly ScriptToRead[]): readonly CrossCheck[]
  /** Checks a few of the scripts, those first that were not for longest; does nothing within a day of the last time. */
  sample(scripts: readonly ScriptToRead[], signal: AbortSignal): Promise<readonly CrossCheck[]>
}

const PAUSE_MS = 10_000
const PARALLEL = 4
const SAMPLE = 5
const DAY_MS = 86_400_000
/** When a sample was last taken. */
const SAMPLED_AT = 'cross-check-sampled-at'

/** Builds the service. */
export function createCrossCheckService(options: CrossCheckServiceOptions): CrossCheckService {
  const { clock, models, store, asking, offline, pauseMs = PAUSE_MS } = options

  async function check(
    scripts: readonly ScriptToRead[],
    chosen: Chosen,
    { pool, allowed }: CrossCheckAsking,
    signal: AbortSignal,
  ): Promise<readonly CrossCheck[]> {
    // Tips first: they name no address, and from then on it is known who speaks which protocol.
    const mayHear = (source: PoolSource): boolean =>
      chosen.includes(source) && scripts.some(({ scriptId }) => allowed(scriptId)(source))
    await pool.tip({ allowed: mayHear }, signal)
    const ground: TalkGround = { clock, models, pool, allowed, pauseMs }
    return inTurns(scripts, PARALLEL, async (script) => {
      const may = allowed(script.scriptId)
      const invited = invite(pool.sources.filter(chosen.includes), may, chosen)
      const conclusion = await talkAbout(ground, script, invited, signal)
      const result = { address: script.address, checkedAt: clock.now(), ...conclusion }
      await store.saveCrossCheck(script.scriptId, result)
      return result
    })
  }

  async function run(
    scripts: readonly ScriptToRead[],
    sources: readonly string[] | null,
    signal: AbortSignal,
  ): Promise<readonly CrossCheck[]> {
    if (asking === null) throw new AppError('locked', say('reads_only'))
    const distinct = distinctScripts(scripts)
    if (offline()) return distinct.map((script) => notOnline(script, clock.now()))
    const { pool, isOwn } = asking
    const named = sources === null ? null : new Set(sources)
    if (named !== null && [...named].some((id) => !pool.sources.some((source) => source.id === id)))
      throw new AppError('invalid_input', say('no_source_named'))
    const includes = ({ id }: PoolSource): boolean => named?.has(id) ?? true
    return check(distinct, { includes, isOwn, each: named !== null }, asking, signal)
  }

  async function sample(scripts: readonly ScriptToRead[], signal: AbortSignal) {
    if (asking === null || offline() || !isDue()) return []
    const { pool, isOwn, allowed, maySample = () => false } = asking
    const includes = ({ id }: PoolSource): boolean => isOwn(id) || maySample(id)
    const sampled = pool.sources.filter(includes)
    const askable = distinctScripts(scripts).filter(({ scriptId }) => sampled.some(allowed(scriptId)))
    if (askable.length === 0) return []
    await store.setMeta(SAMPLED_AT, String(clock.now())) // first: what ends in a fault waits for tomorrow, too
    const checkedAt = store.crossCheckedAt(askable.map(({ scriptId }) => scriptId))
    const timeOf = ({ scriptId }: ScriptToRead): number => checkedAt.get(scriptId) ?? 0
    const longest = askable.toSorted((a, b) => timeOf(a) - timeOf(b)).slice(0, SAMPLE)
    return check(longest, { includes, isOwn, each: false }, asking, signal)
  }

  /** A clock that was set back does not put it off. */
  function isDue(): boolean {
    const last = Number(store.getMeta(SAMPLED_AT) ?? Number.NEGATIVE_INFINITY)
    const ago = clock.now() - last
    return ago < 0 || ago >= DAY_MS
  }

  function latest(scripts: readonly ScriptToRead[]): readonly CrossCheck[] {
    const known = store.crossChecks(scripts.map(({ scriptId }) => scriptId))
    return distinctScripts(scripts).flatMap(({ scriptId }) => known.get(scriptId) ?? [])
  }

  return { run, latest, sample }
}

interface Chosen {
  readonly includes: (source: PoolSource) => boolean
  readonly isOwn: (id: string) => boolean
  /** Each of them, not one of a family. */
  readonly each: boolean
}

/** Own servers first within a family: the others hear of the address only when those do not answer. */
function invite(
  sources: readonly PoolSource[],
  may: (source: PoolSource) => boolean,
  { isOwn, each }: Chosen,
): Invited {
  const rank = ({ id }: PoolSource): number => (isOwn(id) ? 0 : 1)
  const open = sources.filter(may).toSorted((a, b) => rank(a) - rank(b))
  const groups = each ? open.map((source) => [source]) : Map.groupBy(open, ({ family }) => family).values()
  const uninvited = sources
    .filter((source) => !may(source))
    .map(({ id, family }): Silence => {
      return { source: `provider:${id}`, voice: family, reason: 'not_allowed', message: null }
    })
  return { parties: [...groups].map((group) => group.map(({ id }) => id)), uninvited }
}

/** Not kept: nobody was asked anything. */
function notOnline({ address }: ScriptToRead, now: number): CrossCheck {
  return {
    address,
    checkedAt: now,
    outcome: 'not_comparable',
    reason: 'offline',
    block: null,
    compared: [],
    basis: null,
    statements: [],
    silent: [],
    differences: [],
  }
}

function distinctScripts(scripts: readonly ScriptToRead[]): readonly ScriptToRead[] {
  return [...new Map(scripts.map((script): [ScriptId, ScriptToRead] => [script.scriptId, script])).values()]
}

/** Results in the order given, `count` at a time. */
async function inTurns<A, B>(
  all: readonly A[],
  count: number,
  work: (one: A) => Promise<B>,
): Promise<readonly B[]> {
  const results: B[] = []
  const waiting = [...all.entries()]
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
      results[next[0]] = await work(next[1])
  }
  await Promise.all(Array.from({ length: count }, worker))
  return results
}

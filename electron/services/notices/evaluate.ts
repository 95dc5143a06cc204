/** One look at journal, figures and providers by the rules: what is to be told, and what is to be remembered. */
import { BLOCK_INTERVAL_S, type Network } from '../../../shared/chain.ts'
import type {
  BalanceRule,
  MovedNotice,
  NoticeBody,
  NoticeEntry,
  NoticeRules,
  NoticeScope,
} from '../../../shared/notices.ts'
import type { BestTip } from '../../../shared/reading.ts'
import type { JournalStep } from '../../store/journal.ts'
import type { NoticeStore, NoticeUpdate } from '../../store/notice-store.ts'
import type { ReadModels } from '../../store/read-models.ts'
import type { BalanceService } from '../balance-service.ts'
import type { PortfolioService } from '../portfolio-service.ts'
import type { CallLog } from './call-log.ts'
import {
  balanceState,
  entryOf,
  figureMoves,
  type Row,
  type SeenFigure,
  unverified,
  unwatched,
} from './figures.ts'
import { keysOf, movedNotices, NAMED } from './moved.ts'

/** What the rules are judged by. */
export interface Evidence {
  readonly network: Network
  readonly models: Pick<ReadModels, 'journal' | 'holeChanges'>
  readonly store: Pick<NoticeStore, 'state' | 'states' | 'toldAmong'>
  readonly portfolio: Pick<PortfolioService, 'entries' | 'watch'>
  readonly balances: Pick<BalanceService, 'read'>
  readonly tip: () => BestTip | null
  readonly calls: Pick<CallLog, 'calls'>
  readonly providers: () => readonly { readonly id: string }[]
}

type Change = Pick<NoticeUpdate, 'bodies' | 'told' | 'untold' | 'state'>

const NOTHING: Change = { bodies: [], told: [], untold: [], state: {} }
const JOURNAL = 'journal'
const SEEN = 'seen:'
const RAISED = 'raised:'
/** Rows of the journal that one look takes up. */
const STEPS = 2_000
const HOUR_MS = 3_600_000
/** Fewer calls say nothing about a rate. */
const LEAST_CALLS = 10

/** What the journal says since the last look. Where nothing was looked at before, it begins now. */
export function lookAtJournal(
  { models, store, portfolio }: Evidence,
  { payments, spends }: NoticeRules,
): Change & { readonly more: boolean } {
  const place = store.state(JOURNAL)
  if (place === null || !(payments || spends)) {
    const newest = String(models.journal.newest())
    return { ...NOTHING, state: newest === place ? {} : { [JOURNAL]: newest }, more: false }
  }
  const steps = models.journal.since(Number(place), STEPS)
  const last = steps.at(-1)
  if (last === undefined) return { ...NOTHING, more: false }
  const seen = seenFigures(store)
  const result = movedNotices(steps, {
    payments,
    spends,
    told: store.toldAmong(keysOf(steps)),
    toldUpTo: (watchId) => seen.get(watchId)?.told ?? null,
    followedBefore: (script, block) =>
      models.holeChanges(script).some(({ to }) => to.height === block.height),
    entryOf: watchEntries(steps, portfolio),
  })
  return { ...result, state: { [JOURNAL]: String(last.row) }, more: steps.length === STEPS }
}

/** Entries by id, each looked up once; one that was removed meanwhile is none. */
function watchEntries(steps: readonly JournalStep[], portfolio: Evidence['portfolio']) {
  const ids = new Set(
    steps.flatMap(({ changes }) => changes.flatMap(({ parts }) => parts.map(({ watchId }) => watchId))),
  )
  const found = new Map<number, NoticeEntry>()
  if (ids.size > 0) for (const { watch } of portfolio.entries([...ids])) found.set(watch.id, entryOf(watch))
  return (watchId: number): NoticeEntry | null => found.get(watchId) ?? null
}

function seenFigures(store: Evidence['store']): ReadonlyMap<number, SeenFigure> {
  const entries = [...store.states(SEEN)].map(
    ([key, value]) => [Number(key.slice(SEEN.length)), JSON.parse(value) as SeenFigure] as const, // written below
  )
  return new Map(entries)
}

/** What the figures say: beside what moved according to providers, which rules are broken and which hold again. */
export function lookAtFigures(evidence: Evidence, rules: NoticeRules, now: number, ripe: boolean): Change {
  const follows = rules.payments || rules.spends
  const comparesFigures = follows && hasProviders(evidence)
  const rows = rules.unverifiedHours !== null || comparesFigures ? rowsOf(evidence) : []
  const moves = comparesFigures ? movesOf(evidence, rules, rows, now) : NOTHING
  const raised = evidence.store.states(RAISED)
  const judged = [
    ...rules.balances.map((rule) => judgeBalance(evidence, rule, raised)),
    ...(rules.unverifiedHours === null
      ? []
      : [judgeUnverified(evidence, rows, rules.unverifiedHours, { now, raised, ripe })]),
    ...judgeProviders(evidence, rules.providerErrors, { now, raised }),
  ]
  const known = new Set(judged.map(({ key }) => key))
  const gone = [...raised.keys()].filter((key) => !known.has(key))
  return {
    ...NOTHING,
    bodies: [...moves.bodies, ...judged.flatMap(({ body }) => body ?? [])],
    state: {
      ...(follows ? moves.state : stateOf(unwatched(seenFigures(evidence.store)))),
      ...Object.fromEntries(gone.map((key) => [key, null])),
      ...Object.assign({}, ...judged.map(({ key, to }) => (to === undefined ? {} : { [key]: to }))),
    },
  }
}

function hasProviders({ providers }: Evidence): boolean {
  return providers().length > 0
}

function rowsOf({ portfolio, balances }: Evidence): readonly Row[] {
  const entries = portfolio.entries().filter(({ watch }) => !watch.archived)
  const { readings } = balances.read(entries.map(({ entry }) => entry))
  return entries.flatMap(({ watch }, i) => {
    const reading = readings[i]
    return reading === undefined ? [] : [{ watch, reading }]
  })
}

function movesOf(
  { store }: Evidence,
  { payments, spends }: NoticeRules,
  rows: readonly Row[],
  now: number,
): Change {
  const before = seenFigures(store)
  const { received, spent, seen } = figureMoves(rows, before, now)
  const told: readonly (MovedNotice | null)[] = [payments ? received : null, spends ? spent : null]
  const inSight = new Set(rows.map(({ watch }) => watch.id))
  const out = new Map([...before].filter(([watchId]) => !inSight.has(watchId))) // archived, or gone
  const state = stateOf(new Map([...seen, ...unwatched(out)]))
  return { ...NOTHING, bodies: told.filter((body) => body !== null), state }
}

function stateOf(seen: ReadonlyMap<number, SeenFigure>): Change['state'] {
  return Object.fromEntries(
    [...seen].map(([watchId, figure]) => [`${SEEN}${watchId}`, JSON.stringify(figure)]),
  )
}

/** How a rule was judged: `to` is what its state becomes where it is another now. */
interface Judged {
  readonly key: string
  readonly body?: NoticeBody
  readonly to?: string | null
}

/** Told when it turns, and again only after it has turned back. */
function judge(
  key: string,
  raised: ReadonlyMap<string, string>,
  state: NoticeBody | 'holds' | 'unknown',
): Judged {
  if (state === 'unknown') return { key }
  if (state === 'holds') return raised.has(key) ? { key, to: null } : { key }
  return raised.has(key) ? { key } : { key, body: state, to: '1' }
}

function judgeBalance(
  { portfolio, balances }: Evidence,
  rule: BalanceRule,
  raised: ReadonlyMap<string, string>,
): Judged {
  const key = `${RAISED}balance:${rule.id}:${JSON.stringify([rule.of, rule.check, rule.sats])}`
  const all = rule.of.kind === 'watch' ? portfolio.entries([rule.of.watchId]) : portfolio.entries()
  const entries = all.filter(({ watch }) => isIn(rule.of, watch))
  if (entries.length === 0) return { key }
  const { total } = balances.read(entries.map(({ entry }) => entry))
  const named = rule.of.kind === 'watch' ? entries.map(({ watch }) => entryOf(watch)) : []
  return judge(key, raised, balanceState(rule, total, named))
}

function isIn(of: NoticeScope, { id, group, archived }: Row['watch']): boolean {
  if (archived) return false
  if (of.kind === 'all') return true
  return of.kind === 'group' ? group === of.group : id === of.watchId
}

interface Then {
  readonly now: number
  readonly raised: ReadonlyMap<string, string>
}

/** `ripe`: it ran for long enough that sources had their chance. */
function judgeUnverified(
  { network, tip }: Evidence,
  rows: readonly Row[],
  hours: number,
  { now, raised, ripe }: Then & { readonly ripe: boolean },
): Judged {
  const key = `${RAISED}unverified`
  const scheduled = BLOCK_INTERVAL_S[network] !== null
  const { rows: found, since } = unverified(rows, hours, { now, tip: tip(), scheduled })
  if (found.length === 0) {
    const again = { kind: 'verified_again', entries: [], entryCount: 0, hours, since: null } as const
    return raised.has(key) ? { key, body: again, to: null } : { key }
  }
  const entries = found.slice(0, NAMED).map(({ watch }) => entryOf(watch))
  if (!ripe) return { key }
  return judge(key, raised, { kind: 'unverified', entries, entryCount: found.length, hours, since })
}

function judgeProviders(
  { providers, calls }: Evidence,
  percent: number | null,
  { now, raised }: Then,
): readonly Judged[] {
  if (percent === null) return []
  return providers().map(({ id }) => {
    const last = calls.calls(id).filter(({ at }) => at > now - HOUR_MS)
    const failed = last.filter(({ problem }) => problem !== null).length
    const key = `${RAISED}provider:${id}`
    if (last.length < LEAST_CALLS) return { key }
    const isBad = failed * 100 >= percent * last.length
    return judge(
      key,
      raised,
      isBad ? { kind: 'provider_errors', provider: id, calls: last.length, failed } : 'holds',
    )
  })
}

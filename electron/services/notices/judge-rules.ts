/** What the figures say by the rules: which are broken, which hold again, and what moved according to providers. */
import { BLOCK_INTERVAL_S } from '../../../shared/chain.ts'
import type { BalanceRule, NoticeBody, NoticeRules } from '../../../shared/notices.ts'
import { type Change, type Evidence, NOTHING } from './evaluate.ts'
import { balanceState, entryOf, figureOf, unheardSince } from './figures.ts'
import { type Followed, followFigures, followNothing, voices } from './follow-figures.ts'
import { seenAmong } from './seen-figures.ts'
import { isSettled, sourceMove } from './source-moves.ts'

/** When, and what had been told by then. */
export interface Look {
  readonly now: number
  /** It ran for long enough that sources had their chance. */
  readonly ripe: boolean
}

interface Then extends Look {
  readonly raised: ReadonlyMap<string, string>
}

const RAISED = 'raised:'
const HOUR_MS = 3_600_000
/** Fewer calls say nothing about a rate. */
const LEAST_CALLS = 10

/** Judges by the newest count, and once more by one made for it before anything is told. */
export async function lookAtFigures(
  evidence: Evidence,
  rules: NoticeRules,
  look: Look,
  signal: AbortSignal,
): Promise<Change> {
  const counts =
    rules.unverifiedHours !== null || comparesFigures(evidence, rules) || rules.balances.some(isOfMany)
  if (counts) await evidence.figures.ready()
  const first = await judgeAll(evidence, rules, look, signal)
  if (!counts || first.bodies.length === 0) return first
  await evidence.figures.renew()
  return judgeAll(evidence, rules, look, signal)
}

async function judgeAll(
  evidence: Evidence,
  rules: NoticeRules,
  look: Look,
  signal: AbortSignal,
): Promise<Change> {
  const followed = comparesFigures(evidence, rules)
    ? await followFigures(evidence, rules, look.now, signal)
    : await leave(evidence, rules, signal)
  const then: Then = { ...look, raised: evidence.store.states(RAISED) }
  const judged = [
    ...(await Promise.all(rules.balances.map((rule) => judgeBalance(evidence, rule, followed, then)))),
    ...(rules.unverifiedHours === null ? [] : [judgeUnverified(evidence, rules.unverifiedHours, then)]),
    ...judgeProviders(evidence, rules.providerErrors, then),
  ]
  const known = new Set(judged.map(({ key }) => key))
  const gone = [...then.raised.keys()].filter((key) => !known.has(key))
  return {
    ...NOTHING,
    bodies: [...followed.change.bodies, ...judged.flatMap(({ body }) => body ?? [])],
    state: {
      ...followed.change.state,
      ...Object.fromEntries(gone.map((key) => [key, null])),
      ...Object.assign({}, ...judged.map(({ key, to }) => (to === undefined ? {} : { [key]: to }))),
    },
  }
}

/** What was remembered stays good while only nobody is there to be asked. */
async function leave(evidence: Evidence, rules: NoticeRules, signal: AbortSignal): Promise<Followed> {
  if (follows(rules)) return { change: NOTHING, unsettled: new Set(), unsettledGroups: new Set() }
  return followNothing(evidence, signal)
}

/** A balance is judged by a figure that sources agree on, which is known of figures that are followed. */
function follows({ payments, spends, balances }: NoticeRules): boolean {
  return payments || spends || balances.length > 0
}

function comparesFigures({ providers }: Evidence, rules: NoticeRules): boolean {
  return follows(rules) && providers().length > 0
}

function isOfMany({ of }: BalanceRule): boolean {
  return of.kind !== 'watch'
}

/** How a rule was judged: `to` is what its state becomes where it is another now. */
interface Judged {
  readonly key: string
  readonly body?: NoticeBody
  readonly to?: string | null
}

/** Told when it turns, and again only after it has turned back. */
function judge(key: string, { raised }: Then, state: NoticeBody | 'holds' | 'unknown'): Judged {
  if (state === 'unknown') return { key }
  if (state === 'holds') return raised.has(key) ? { key, to: null } : { key }
  return raised.has(key) ? { key } : { key, body: state, to: '1' }
}

async function judgeBalance(
  evidence: Evidence,
  rule: BalanceRule,
  followed: Followed,
  then: Then,
): Promise<Judged> {
  const key = `${RAISED}balance:${rule.id}:${JSON.stringify([rule.of, rule.check, rule.sats])}`
  const { of } = rule
  if (of.kind === 'watch') return judgeOne(evidence, { ...rule, of }, key, followed, then)
  const { unsettled, unsettledGroups: groups } = followed
  if (of.kind === 'group' ? groups.has(of.group) : unsettled.size > 0) return { key }
  const total = await evidence.figures.total(of.kind === 'group' ? of.group : null)
  const isEmpty = total.known + total.stale + total.unknown === 0
  return isEmpty ? { key } : judge(key, then, balanceState(rule, total, []))
}

/** A single entry is read as it is now. */
function judgeOne(
  evidence: Evidence,
  rule: BalanceRule & { readonly of: { readonly kind: 'watch'; readonly watchId: number } },
  key: string,
  { unsettled }: Followed,
  then: Then,
): Judged {
  const { watchId } = rule.of
  const [found] = evidence.portfolio.entries([watchId])
  if (found === undefined || found.watch.archived || unsettled.has(watchId)) return { key }
  const { total, readings } = evidence.balances.read([found.entry])
  const figure = readings[0] === undefined ? null : figureOf(readings[0])
  const last = seenAmong(evidence.store, [watchId]).get(watchId)
  if (figure !== null && last !== undefined && comparesNow(evidence)) {
    const seen = sourceMove({ ...figure, height: figure.asOf.height }, last, then.now).seen ?? last
    if (!isSettled(figure.sats, seen, voices(evidence, then.now))) return { key }
  }
  return judge(key, then, balanceState(rule, total, [entryOf(found.watch)]))
}

const comparesNow = ({ providers }: Evidence): boolean => providers().length > 0

function judgeUnverified({ network, tip, figures, portfolio }: Evidence, hours: number, then: Then): Judged {
  const key = `${RAISED}unverified`
  const scheduled = BLOCK_INTERVAL_S[network] !== null
  const { until, cutOffAt } = unheardSince(hours, { now: then.now, tip: tip(), scheduled })
  const { count, watchIds, since } = figures.unheard(until, cutOffAt)
  if (count === 0) {
    const again = { kind: 'verified_again', entries: [], entryCount: 0, hours, since: null } as const
    return then.raised.has(key) ? { key, body: again, to: null } : { key }
  }
  if (!then.ripe) return { key }
  const entries = portfolio.entries(watchIds).map(({ watch }) => entryOf(watch))
  return judge(key, then, { kind: 'unverified', entries, entryCount: count, hours, since })
}

function judgeProviders(
  { providers, calls }: Evidence,
  percent: number | null,
  then: Then,
): readonly Judged[] {
  if (percent === null) return []
  return providers().map(({ id }) => {
    const last = calls.calls(id).filter(({ at }) => at > then.now - HOUR_MS)
    const failed = last.filter(({ problem }) => problem !== null).length
    const key = `${RAISED}provider:${id}`
    if (last.length < LEAST_CALLS) return { key }
    const isBad = failed * 100 >= percent * last.length
    return judge(
      key,
      then,
      isBad ? { kind: 'provider_errors', provider: id, calls: last.length, failed } : 'holds',
    )
  })
}

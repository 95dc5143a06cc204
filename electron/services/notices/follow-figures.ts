/**
 * What moved according to providers, entry by entry, and which figures sources are not agreed on: a stretch of the counted
 * figures at a time. What would be told is read anew for exactly the entries concerned.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { MovedNotice, NoticeRules } from '../../../shared/notices.ts'
import type { ShownFigure } from '../../store/shown-figures.ts'
import { type Change, type Evidence, NOTHING } from './evaluate.ts'
import { figureOf, type MovedFigure, movedBy, type SeenFigure } from './figures.ts'
import { forgetUnfollowed, STRETCH, seenAmong, seenState } from './seen-figures.ts'
import { isSettled, sourceMove } from './source-moves.ts'

export interface Followed {
  readonly change: Change
  /** Entries of which a source says another figure than the others: no rule goes by it. */
  readonly unsettled: ReadonlySet<number>
  /** The portfolios that they are in. */
  readonly unsettledGroups: ReadonlySet<string>
}

const HOUR_MS = 3_600_000
const NOBODY: ReadonlySet<number> = new Set()

/** Nobody but own data is asked, or nobody wants to know. What was remembered is not compared with what comes later. */
export async function followNothing({ store }: Evidence, signal: AbortSignal): Promise<Followed> {
  const state = await forgetUnfollowed(store, () => NOBODY, turn(signal))
  return { change: { ...NOTHING, state }, unsettled: NOBODY, unsettledGroups: new Set() }
}

/** Follows every entry in sight. */
export async function followFigures(
  evidence: Evidence,
  { payments, spends }: NoticeRules,
  now: number,
  signal: AbortSignal,
): Promise<Followed> {
  const { figures, store } = evidence
  const pause = turn(signal)
  const seen = new Map<number, SeenFigure>()
  const moves: MovedFigure[] = []
  const [unsettled, groups] = [new Set<number>(), new Set<string>()]
  const speaks = voices(evidence, now)
  for (let after = 0; ; ) {
    const some = figures.figuresAfter(after, STRETCH)
    for (const look of lookAt(evidence, some, now)) {
      if (look.net !== 0) moves.push({ watchId: look.figure.watchId, net: look.net, block: look.figure.asOf })
      if (look.changed) seen.set(look.figure.watchId, look.seen)
      if (isSettled(look.figure.sats, look.seen, speaks)) continue
      unsettled.add(look.figure.watchId)
      groups.add(look.figure.group)
    }
    after = some.at(-1)?.watchId ?? after
    if (some.length < STRETCH) break
    await pause()
  }
  const out = await forgetUnfollowed(store, (ids) => figures.inSight(ids), pause)
  const of = (kind: MovedNotice['kind'], sign: number) =>
    movedBy(
      kind,
      moves.filter(({ net }) => net * sign > 0),
      evidence.portfolio,
    )
  const told = [payments ? of('received', 1) : null, spends ? of('spent', -1) : null]
  return {
    change: {
      ...NOTHING,
      bodies: told.filter((body) => body !== null),
      state: { ...out, ...seenState(seen) },
    },
    unsettled,
    unsettledGroups: groups,
  }
}

/** Others have their turn between two stretches. */
function turn(signal: AbortSignal): () => Promise<void> {
  return async () => {
    await nextTurn()
    signal.throwIfAborted()
  }
}

interface Look {
  readonly figure: ShownFigure
  readonly net: number
  /** As it is to be remembered. */
  readonly seen: SeenFigure
  readonly changed: boolean
}

/** What moved is looked at once more as it is now: the count may be some seconds old. */
function lookAt(evidence: Evidence, figures: readonly ShownFigure[], now: number): readonly Look[] {
  const before = seenAmong(
    evidence.store,
    figures.map(({ watchId }) => watchId),
  )
  const look = (figure: ShownFigure): readonly Look[] => {
    const last = before.get(figure.watchId)
    const { net, seen } = sourceMove({ ...figure, height: figure.asOf.height }, last, now)
    const kept = seen ?? last
    return kept === undefined ? [] : [{ figure, net, seen: kept, changed: seen !== null }]
  }
  const looks = figures.flatMap(look)
  const moved = new Set(looks.filter(({ net }) => net !== 0).map(({ figure }) => figure.watchId))
  if (moved.size === 0) return looks
  const fresh = readAnew(
    evidence,
    figures.filter(({ watchId }) => moved.has(watchId)),
  )
  return looks
    .flatMap((each) => (moved.has(each.figure.watchId) ? (fresh.get(each.figure.watchId) ?? []) : each))
    .flatMap((each) => ('net' in each ? each : look(each)))
}

function readAnew(
  { portfolio, balances }: Evidence,
  figures: readonly ShownFigure[],
): ReadonlyMap<number, ShownFigure> {
  const entries = portfolio
    .entries(figures.map(({ watchId }) => watchId))
    .filter(({ watch }) => !watch.archived)
  const { readings } = balances.read(entries.map(({ entry }) => entry))
  const found = entries.flatMap(({ watch }, i) => {
    const reading = readings[i]
    const figure = reading === undefined ? null : figureOf(reading)
    return figure === null ? [] : [[watch.id, { watchId: watch.id, group: watch.group, ...figure }] as const]
  })
  return new Map(found)
}

/** Whose word counts: own data, and the providers that are asked and do not fail all the time. */
export function voices({ providers, calls }: Evidence, now: number): (source: string) => boolean {
  const silent = (id: string): boolean => {
    const last = calls.calls(id).filter(({ at }) => at > now - HOUR_MS)
    return last.length > 0 && last.every(({ problem }) => problem !== null)
  }
  const heard = new Set(providers().flatMap(({ id }) => (silent(id) ? [] : `provider:${id}`)))
  return (source) => source === 'ledger' || heard.has(source)
}

/** Payments and spends from what the journal says: each told once, and told again when it is undone. Pure. */
import type { BlockRef, Txid } from '../../../shared/chain.ts'
import type { MovedNotice, NoticeBody, NoticeEntry, UndoneNotice } from '../../../shared/notices.ts'
import type { JournalStep, JournalStepChange } from '../../store/journal.ts'

/** How many entries and transactions a notice names. */
export const NAMED = 20

/** What the journal is judged by. */
export interface MovedContext {
  readonly payments: boolean
  readonly spends: boolean
  /** Keys (`toldKey`) that were told. */
  readonly told: ReadonlySet<string>
  /** Up to which block a provider's figure told of an entry; what the journal says up to there is the same again. */
  readonly toldUpTo: (watchId: number) => number | null
  /** Whether a script was followed before this look-up: else what it finds was there before it was watched. */
  readonly followedBefore: (script: number, block: BlockRef) => boolean
  readonly entryOf: (watchId: number) => NoticeEntry | null
}

export interface MovedResult {
  readonly bodies: readonly NoticeBody[]
  readonly told: readonly string[]
  readonly untold: readonly string[]
}

/** Under which a transaction's effect on an entry is remembered. */
export const toldKey = (txid: Txid, watchId: number): string => `${txid}:${watchId}`

/** The keys that these steps are about. */
export function keysOf(steps: readonly JournalStep[]): readonly string[] {
  return steps.flatMap(({ changes }) =>
    changes.flatMap(({ txid, parts }) => parts.map(({ watchId }) => toldKey(txid, watchId))),
  )
}

/** What a transaction did to an entry, as far as the steps tell. */
interface Move {
  readonly key: string
  readonly txid: Txid
  readonly watchId: number
  net: number
  block: BlockRef | null
  confirmed: boolean
  undone: UndoneNotice['what'] | null
  by: Txid | null
}

/** One notice a kind at most, whatever the number of transactions. What came and went within the steps is not told. */
export function movedNotices(steps: readonly JournalStep[], context: MovedContext): MovedResult {
  const moves = [...movesOf(steps, context).values()].filter(({ watchId }) => context.entryOf(watchId))
  const isTold = ({ key }: Move): boolean => context.told.has(key)
  const fresh = moves.filter((move) => move.undone === null && move.net !== 0 && !isTold(move))
  const received = context.payments ? fresh.filter(({ net }) => net > 0) : []
  const spent = context.spends ? fresh.filter(({ net }) => net < 0) : []
  const undone = moves.filter((move) => move.undone !== null && isTold(move))
  return {
    bodies: [
      ...(received.length > 0 ? [movedNotice('received', received, context)] : []),
      ...(spent.length > 0 ? [movedNotice('spent', spent, context)] : []),
      ...undoneNotices(undone, context),
    ],
    told: [...received, ...spent].map(({ key }) => key),
    untold: undone.map(({ key }) => key),
  }
}

function movesOf(steps: readonly JournalStep[], context: MovedContext): ReadonlyMap<string, Move> {
  const moves = new Map<string, Move>()
  for (const step of steps)
    for (const change of step.changes)
      for (const [watchId, net] of netByWatch(step, change, context)) {
        const key = change.kind === 'lost' ? `lost:${change.txid}:${watchId}` : toldKey(change.txid, watchId)
        const move = moves.get(key) ?? newMove(key, change.txid, watchId)
        take(move, step, change, net)
        moves.set(key, move)
      }
  return moves
}

function newMove(key: string, txid: Txid, watchId: number): Move {
  return { key, txid, watchId, net: 0, block: null, confirmed: false, undone: null, by: null }
}

/** The last word on it counts. */
function take(move: Move, { block }: JournalStep, { kind, by }: JournalStepChange, net: number): void {
  if (kind === 'replaced' || kind === 'fallen' || kind === 'evicted' || kind === 'reorged') {
    Object.assign(move, { undone: kind, by })
    return
  }
  move.undone = null
  move.net = net
  move.confirmed = kind !== 'pending'
  move.block = move.confirmed ? block : null
}

/** Nothing for what is no movement of now: a first look, or history that is read behind. */
function netByWatch(
  step: JournalStep,
  { kind, parts }: JournalStepChange,
  { toldUpTo, followedBefore }: MovedContext,
): ReadonlyMap<number, number> {
  const { cause, block } = step
  const nets = new Map<number, number>()
  if (cause === 'begin' || cause === 'history' || cause === 'self_check' || kind === 'found') return nets
  for (const { watchId, script, change } of parts) {
    const upTo = toldUpTo(watchId)
    if (kind === 'confirmed' && block !== null && upTo !== null && block.height <= upTo) continue
    if (cause === 'snapshot' && (block === null || !followedBefore(script, block))) continue
    nets.set(watchId, (nets.get(watchId) ?? 0) + change)
  }
  return nets
}

function movedNotice(
  kind: MovedNotice['kind'],
  moves: readonly Move[],
  { entryOf }: MovedContext,
): MovedNotice {
  const txids = [...new Set(moves.map(({ txid }) => txid))]
  const blocks = moves.flatMap(({ block }) => block ?? [])
  return {
    kind,
    ...entriesOf(moves, entryOf),
    txids: txids.slice(0, NAMED),
    count: txids.length,
    sats: moves.reduce((sum, { net }) => sum + Math.abs(net), 0),
    confirmed: moves.every(({ confirmed }) => confirmed),
    block: blocks.toSorted((a, b) => b.height - a.height)[0] ?? null,
  }
}

function undoneNotices(moves: readonly Move[], { entryOf }: MovedContext): readonly UndoneNotice[] {
  return [...Map.groupBy(moves, ({ undone }) => undone)].flatMap(([what, some]) => {
    if (what === null) return []
    const txids = [...new Set(some.map(({ txid }) => txid))]
    const by = some[0]?.by ?? null
    const named = { txids: txids.slice(0, NAMED), count: txids.length, by: txids.length === 1 ? by : null }
    return [{ kind: 'undone' as const, what, ...entriesOf(some, entryOf), ...named }]
  })
}

function entriesOf(
  moves: readonly Move[],
  entryOf: MovedContext['entryOf'],
): Pick<MovedNotice, 'entries' | 'entryCount'> {
  const ids = [...new Set(moves.map(({ watchId }) => watchId))]
  return { entries: ids.slice(0, NAMED).flatMap((id) => entryOf(id) ?? []), entryCount: ids.length }
}

/** Entries that were moved or are no longer watched, kept for as long as that can be undone. */
import type { RequestInput, Watch } from '../../shared/ipc/contract.ts'
import type { MovedFrom } from '../../shared/ipc/groups.ts'
import type { Bridge } from '../bridge/bridge.ts'

/** Entries as they were, and from which block on the history of each was read, where it was. */
export interface RemovedEntries {
  readonly watches: readonly Watch[]
  readonly historyFrom: ReadonlyMap<number, number>
}

/** Rows that one question may name. */
const AT_ONCE = 1_000

/** To be asked before they are removed. */
export async function entriesBefore(bridge: Bridge, watchIds: readonly number[]): Promise<RemovedEntries> {
  const watches = await watchesOf(bridge, watchIds)
  const historyFrom = new Map<number, number>()
  for (let from = 0; from < watchIds.length; from += AT_ONCE) {
    const some = { watchIds: watchIds.slice(from, from + AT_ONCE), limit: AT_ONCE }
    const { histories } = await bridge.call('history.list', some)
    for (const { watchId, range } of histories) historyFrom.set(watchId, range.askedFrom)
  }
  return { watches, historyFrom }
}

/** Those of them that are watched, as they are now. */
async function watchesOf(bridge: Bridge, watchIds: readonly number[]): Promise<readonly Watch[]> {
  const watches: Watch[] = []
  for (let from = 0; from < watchIds.length; from += AT_ONCE) {
    const { rows } = await bridge.call('portfolio.rows', { watchIds: watchIds.slice(from, from + AT_ONCE) })
    watches.push(...rows.map(({ watch }) => watch))
  }
  return watches
}

/** Who may be asked about what, to be known before entries are moved. */
export async function limitsNow(bridge: Bridge): Promise<string> {
  return JSON.stringify((await bridge.call('settings.get', {})).privacy)
}

/**
 * Moves entries back that are still in `to`. Where they were, they were allowed to be asked about: no word is needed for that
 * while the limits are still those of then. Rejects with `forbidden` where they are not, and more could be asked.
 */
export async function moveBack(
  bridge: Bridge,
  from: readonly MovedFrom[],
  to: string,
  limits: string,
): Promise<void> {
  const widen = limits === (await limitsNow(bridge))
  for (const { group, watchIds } of from) {
    const still = (await watchesOf(bridge, watchIds)).filter((watch) => watch.group === to)
    const move = { watchIds: still.map(({ id }) => id), group }
    if (still.length > 0) await bridge.call('portfolio.move', widen ? { ...move, widen } : move)
  }
}

/**
 * Watches them again, with group, gap limit and place in the list and among the archived; names, labels and notes were kept. Their figures
 * are looked up anew, and a history that was read is read again. What was watched again meanwhile stays within who may be
 * asked about it. Rejects with the first refusal, after all others were watched.
 */
export async function watchAgain(bridge: Bridge, { watches, historyFrom }: RemovedEntries): Promise<void> {
  const problems: unknown[] = []
  const again = new Map<string, number>()
  for (const run of runsOf(watches)) {
    const added = await addRun(bridge, run, problems)
    for (const { text, id } of added) again.set(text, id)
  }
  const byStart = new Map<number, number[]>()
  for (const { id: before, text } of watches) {
    const id = again.get(text)
    const height = historyFrom.get(before)
    if (id !== undefined && height !== undefined) byStart.set(height, [...(byStart.get(height) ?? []), id])
  }
  for (const [height, watchIds] of byStart) await bridge.call('history.fill', { watchIds, from: { height } })
  if (problems.length > 0) throw problems[0]
}

type AddInput = RequestInput<'portfolio.add'>
type Run = readonly Watch[]

/** Neighbours that one request can add. */
function runsOf(watches: readonly Watch[]): readonly Run[] {
  const runs: Watch[][] = []
  let shared = ''
  for (const watch of watches) {
    const key = JSON.stringify(sharedOf(watch))
    const run = runs.at(-1)
    if (run === undefined || key !== shared || run.length >= AT_ONCE) runs.push([watch])
    else run.push(watch)
    shared = key
  }
  return runs
}

/** One that is refused does not keep its neighbours away. */
async function addRun(bridge: Bridge, run: Run, problems: unknown[]): Promise<readonly Watch[]> {
  const [first] = run
  if (first === undefined) return []
  try {
    const lines = run.map(({ text }) => text)
    const back = run.map(({ id }) => id)
    const { added, already } = await bridge.call('portfolio.add', {
      ...sharedOf(first),
      lines,
      back,
      atomic: true,
    })
    return [...added, ...already]
  } catch (error) {
    if (run.length === 1) problems.push(error)
    const alone: Watch[] = []
    if (run.length > 1) for (const one of run) alone.push(...(await addRun(bridge, [one], problems)))
    return alone
  }
}

function sharedOf({
  group,
  archived,
  account,
  birthday,
}: Watch): Omit<AddInput, 'lines' | 'back' | 'atomic'> {
  const chains = account?.ranged === true ? { gapLimit: account.gapLimit, lookahead: account.lookahead } : {}
  return {
    group,
    ...(archived ? { archived } : {}),
    ...chains,
    ...(birthday === undefined ? {} : { birthday }),
  }
}

/** From where to where a list is complete, in words. What nobody read is unknown, never nothing. */
import type { Hole, ScopeCompleteness, ScriptRange } from '../../shared/ipc/time.ts'
import type { ToldCompleteness, ToldHistory } from '../../shared/ipc/told-history.ts'
import { EXIT } from './exit-code.ts'
import { amount } from './words.ts'

/** A line for what is the same for all scripts, or one for each stretch that some have in common. */
export function completenessLines(completeness: ScopeCompleteness): readonly string[] {
  const { scripts, unread, ranges, elsewhere, lost } = completeness
  const isOne = ranges.length === 1 && unread === 0
  const lines = ranges.map((range) =>
    isOne ? rangeText(range) : `${countText(range.scripts)}: ${rangeText(range)}`,
  )
  return [
    ...(scripts === 0 ? ['nothing is watched'] : []),
    ...(unread > 0
      ? [`${countText(unread)} of ${scripts}: not looked up yet, so nothing is known of them`]
      : []),
    ...lines,
    ...(elsewhere > 0 ? [`${countText(elsewhere)}: from other blocks on`] : []),
    ...lost.map(
      ({ coins, value, ...hole }) =>
        `${holeText(hole)}: ${coins} ${coins === 1 ? 'coin' : 'coins'} worth ${amount(value)} BTC were spent there, in transactions that are not known`,
    ),
    ...(completeness.told ? toldLines(completeness.told) : []),
  ]
}

/** The exit code of a list: unknown where something was never looked up, and nobody told it either. */
export function completenessExit({ unread, told }: ScopeCompleteness): number {
  return unread > 0 && (told?.missing ?? 1) > 0 ? EXIT.unknown : EXIT.ok
}

/** What is not own data, by whom and as of when, and what nobody told. */
function toldLines({ told, missing, contradicted }: ToldCompleteness): readonly string[] {
  return [
    ...told.map(toldText),
    ...(told.length > 0 && missing > 0
      ? [`${countText(missing)}: nobody told what was before, or in between`]
      : []),
    ...(contradicted > 0
      ? [`${countText(contradicted)}: a provider told something else than own data says, so it is left out`]
      : []),
  ]
}

function toldText({ source, scripts, upTo, observedAt }: ToldHistory): string {
  const when = new Date(observedAt).toISOString()
  return `${countText(scripts)}: where own data does not reach, according to ${source} as of block ${upTo.height} (${upTo.hash}), told ${when}`
}

function rangeText({ from, to, holes, inDoubt }: ScriptRange): string {
  const begins =
    from.height === 0
      ? 'complete from the first block on'
      : `complete since block ${from.height}, before it unknown`
  const gaps = holes.length === 0 ? '' : `; not read: ${holes.map(holeText).join(', ')}`
  const doubt = inDoubt ? '; the blocks and the look-up differ' : ''
  return `${begins}, up to block ${to.height}${gaps}${doubt}`
}

function holeText({ from, to }: Hole): string {
  return `blocks ${from.height + 1} to ${to.height}`
}

function countText(scripts: number): string {
  return `${scripts} ${scripts === 1 ? 'script' : 'scripts'}`
}

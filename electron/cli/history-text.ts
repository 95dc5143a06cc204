/** How far histories have come, in words: entries of which the same is true share a line. */
import { assertNever } from '../../shared/assert-never.ts'
import type { HistoryRange, WatchHistory } from '../../shared/ipc/contract.ts'

/** One line for each state, the most entries first. */
export function historyLines(histories: readonly WatchHistory[]): readonly string[] {
  const byText = Map.groupBy(histories, ({ range }) => rangeText(range))
  return [...byText]
    .toSorted(([, a], [, b]) => b.length - a.length)
    .map(([text, some]) => `${some.length} ${some.length === 1 ? 'entry' : 'entries'}: ${text}`)
}

/** From where to where, and what is to be said of it. */
export function rangeText(range: HistoryRange): string {
  const blocks = `blocks ${range.from.height} to ${range.to.height}`
  return `${stateText(range, blocks)}${verdictText(range)}`
}

function stateText({ state, target }: HistoryRange, blocks: string): string {
  switch (state) {
    case 'waiting':
      return `${blocks}, the first look-up is still to come`
    case 'filling':
      return `${blocks} of ${target ?? 'unknown'}`
    case 'stopped':
      return `${blocks} of ${target ?? 'unknown'}, stopped`
    case 'joined':
      return `every movement since block ${blocks.split(' ')[1] ?? ''}`
    default:
      return assertNever(state)
  }
}

function verdictText({
  verdict,
  older,
  askedFrom,
  missing,
  unexplained,
  contradicted,
}: HistoryRange): string {
  switch (verdict) {
    case null:
    case 'complete':
      return ''
    case 'older':
      return `; ${older} ${older === 1 ? 'coin is' : 'coins are'} from before, so it is not the whole story`
    case 'pruned':
      return `; the node no longer has the blocks from ${askedFrom} to there`
    case 'differs':
      return `; the blocks differ from the look-up: ${missing} coins not in any block, ${unexplained} outputs whose spending was not found, ${contradicted} coins that a block has spent`
    default:
      return assertNever(verdict)
  }
}

/** The height that a date leads to, and what is printed of it. */
import type { DatedBlock, PastPoint } from '../../shared/ipc/time.ts'
import { zonedText } from '../../shared/zoned-time.ts'
import type { CommandContext } from './command.ts'
import { pastText, TIME_REASON_WORDS, zoneOption } from './past-option.ts'

/** A date with the block that it means, as JSON prints it. */
export interface DatedPoint {
  /** ms since 1970. */
  readonly time: number
  /** The same for a person: `2020-12-31 23:59:59 UTC+01:00`. */
  readonly text: string
  readonly zone: string
  readonly found: DatedBlock
}

/** `height` is null where nobody knows which block the date means. */
export interface PointFound {
  readonly height: number | null
  /** Null where a height was given. */
  readonly dated: DatedPoint | null
}

/** Looks up the block of a date; with `--refresh`, the ledger is brought to the node's tip first. */
export async function heightOfPoint({ values, request }: CommandContext, at: PastPoint): Promise<PointFound> {
  if ('height' in at) return { height: at.height, dated: null }
  if (values.refresh === true) await request('scan.sync', {})
  const zone = zoneOption(values)
  const found = await request('time.block', { time: at.time })
  const dated = { time: at.time, text: zonedText(at.time, zone), zone, found }
  return { height: found.kind === 'block' ? found.block.height : null, dated }
}

/** Which block a date means, or why that is not known. Nothing where a height was given. */
export function pointLines({ dated }: PointFound): readonly string[] {
  if (dated === null) return []
  const { found, zone, time } = dated
  const when = pastText({ time }, zone)
  if (found.kind === 'unknown')
    return [`${when}: which block it means is not known: ${TIME_REASON_WORDS[found.reason]}`]
  const { block, final } = found
  const later = final ? '' : '; no later block has passed it yet'
  return [`${when}: block ${block.height} is the last one whose median time past is not after it${later}`]
}

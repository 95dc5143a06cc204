/** From which block on a history is read: a height, a day, or the first block in which such an address could be paid. */
import type { BlockRef, Network } from '../../../shared/chain.ts'
import type { ScriptType } from '../../../shared/ipc/contract.ts'
import { MEDIAN_OF, medianOf } from '../median-time.ts'
import type { ChainSource } from '../ports.ts'

/** The first blocks on mainnet whose rules know the script type. */
const FIRST_ON_MAIN: Readonly<Record<ScriptType, number>> = {
  p2pk: 0,
  p2pkh: 0,
  p2sh: 173_805,
  p2wpkh: 481_824,
  p2wsh: 481_824,
  p2tr: 709_632,
  witness: 481_824,
  other: 0,
}

/**
 * Blocks read before the one that a date leads to. The median time past runs about an hour behind the clock, and more
 * where blocks were slow: a payment in the first minutes of a day lies in a block whose median is of the day before.
 */
const BEFORE_DATE = 144

/** The lowest height at which the type can have been used. Other networks had all of them from the start. */
export function firstPossibleHeight(network: Network, type: ScriptType): number {
  return network === 'main' ? FIRST_ON_MAIN[type] : 0
}

/** The block above which a history that begins with `height` is read; genesis pays nobody. */
export async function blockBelow(
  chain: Pick<ChainSource, 'hashesFrom'>,
  height: number,
  best: BlockRef,
  signal: AbortSignal,
): Promise<BlockRef> {
  const below = Math.min(Math.max(height - 1, 0), best.height)
  const [hash] = await chain.hashesFrom(below, 1, signal)
  return hash === undefined ? best : { height: below, hash }
}

type Headers = Pick<ChainSource, 'hashesFrom' | 'headersEndingAt'>

/** The height to begin with for what happened from `seconds` (since 1970) on: a day of blocks early. */
export async function heightOfTime(
  chain: Headers,
  seconds: number,
  best: BlockRef,
  signal: AbortSignal,
): Promise<number> {
  return Math.max(0, (await lastNotAfter(chain, seconds, best, signal)) - BEFORE_DATE)
}

/** The last block whose median time past is not after `seconds`; 0 where even genesis is. By bisection. */
export async function lastNotAfter(
  chain: Headers,
  seconds: number,
  best: BlockRef,
  signal: AbortSignal,
): Promise<number> {
  let low = 0
  let high = best.height
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((await medianTimePast(chain, middle, signal)) <= seconds) low = middle
    else high = middle - 1
  }
  return low
}

async function medianTimePast(chain: Headers, height: number, signal: AbortSignal): Promise<number> {
  const [hash] = await chain.hashesFrom(height, 1, signal)
  if (hash === undefined) return Number.POSITIVE_INFINITY // the chain got shorter meanwhile
  return medianOf(await chain.headersEndingAt({ height, hash }, MEDIAN_OF, signal))
}

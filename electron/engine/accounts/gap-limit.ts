/**
 * How wide a chain of scripts is watched. Wider than the gap limit asks for: a snapshot of unspent outputs does not show
 * that an address was used and emptied, and a script that is watched costs next to nothing. Pure.
 */

/** Non-hardened indices end here (BIP-32). */
export const MAX_INDEX = 0x7fff_ffff

/** How many scripts of a chain are watched at least, where nothing else is said. */
export const DEFAULT_LOOKAHEAD = 1_000

/** How far one account looks. */
export interface Width {
  /** False: a chain is one script. */
  readonly ranged: boolean
  readonly gapLimit: number
  readonly lookahead: number
}

/** A chain: indices below `derivedTo` are watched, `usedTo` is right above the highest that is known to be used. */
export interface ChainEnds {
  readonly usedTo: number
  readonly derivedTo: number
}

/** Right above the last index that counts: behind it a whole gap is unused. What lies above is watched all the same. */
export function gapEnd({ usedTo }: Pick<ChainEnds, 'usedTo'>, { ranged, gapLimit }: Width): number {
  return ranged ? Math.min(usedTo + gapLimit, MAX_INDEX + 1) : 1
}

/**
 * To where the chain has to grow; null where it is wide enough. It grows by a whole lookahead at once, and while half of
 * it is still ahead of the gap: each growth costs a look at all unspent outputs, which should be over before anybody is
 * paid there.
 */
export function growTo({ usedTo, derivedTo }: ChainEnds, width: Width): number | null {
  const { ranged, lookahead } = width
  if (!ranged) return derivedTo < 1 ? 1 : null
  const end = gapEnd({ usedTo }, width)
  const inUse = usedTo === 0 ? 0 : 1
  const needed = Math.max(lookahead, end + inUse * Math.ceil(lookahead / 2))
  if (derivedTo >= Math.min(needed, MAX_INDEX + 1)) return null
  return Math.min(Math.max(lookahead, end + inUse * lookahead), MAX_INDEX + 1)
}

/** Whether the chain's own scripts end inside its gap: a payment there would not be seen. */
export function isShort(ends: ChainEnds, width: Width): boolean {
  return ends.derivedTo < gapEnd(ends, width)
}

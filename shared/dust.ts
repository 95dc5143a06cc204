/** Amounts so small that spending them is seldom worth it, and that strangers send to see what they are spent with. */

/**
 * Up to this many satoshis an output counts as dust: bitcoind relays none below 294 to 546 by kind of script (at its 3
 * sat/vB), and what is sent to mark addresses lies a little above that; other wallets warn up to the same amount.
 */
export const DUST_SATS = 1_000

/** Whether an output of so many satoshis counts as dust. */
export function isDust(sats: number): boolean {
  return sats <= DUST_SATS
}

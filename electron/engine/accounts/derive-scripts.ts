/** The scripts that a single-path descriptor stands for, by index. */
import type { Network } from '../../../shared/chain.ts'
import { encodeAddress } from './address-forms.ts'
import { deriveFast } from './derive-fast.ts'
import { withoutChecksum } from './descriptor-text.ts'
import { fillKeys } from './fill-keys.ts'
import { scriptByLibrary } from './script-by-library.ts'
import { readSimpleChain } from './simple-chain.ts'

/** One script of a chain. `address` is null where the script has none (pay-to-pubkey). */
export interface DerivedScript {
  readonly index: number
  readonly scriptPubKey: Uint8Array
  readonly address: string | null
}

/** The highest index and one more: the rest of the numbers means hardened keys (BIP-32). */
export const INDEX_END = 0x8000_0000

/**
 * Scripts from index `from` on: `count` of them, fewer at the end of the range; of a chain without a range the only one
 * at index 0. `chain` is one of `ParsedAccount.chains`. Throws a RangeError on numbers that are no indices.
 */
export function deriveScripts(
  chain: string,
  network: Network,
  from: number,
  count: number,
): readonly DerivedScript[] {
  if (!isCount(from) || !isCount(count)) throw new RangeError('not a range of indices')
  const body = withoutChecksum(chain)
  const simple = readSimpleChain(body)
  const upTo = Math.max(0, Math.min(count, INDEX_END - from))
  const scripts =
    simple === null ? deriveOther(body, network, from, upTo) : deriveFast(simple, network, from, upTo)
  return scripts.map((scriptPubKey, at) => ({
    index: from + at,
    scriptPubKey,
    address: encodeAddress(scriptPubKey, network),
  }))
}

function deriveOther(body: string, network: Network, from: number, count: number): readonly Uint8Array[] {
  if (!body.includes('*')) return from === 0 && count > 0 ? [scriptByLibrary(body, network)] : []
  const fill = fillKeys(body, network)
  return Array.from({ length: count }, (_, at) => scriptByLibrary(fill(from + at), network))
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0 && value <= INDEX_END
}

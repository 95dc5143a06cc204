/**
 * What pending transactions of ours stand on: the outpoints they spend, and those spent by the unconfirmed transactions
 * they build on. Whoever spends one of them otherwise replaces them, or the one they fall with, also where he pays nobody
 * that is watched.
 */
import type { Outpoint, Txid } from '../../shared/chain.ts'
import { countOfSome, skipMarker } from './block/block-map.ts'
import { ByteReader, MIN_INPUT } from './block/byte-reader.ts'
import { txidOf } from './block/hash.ts'
import type { Claim } from './ports.ts'

/** Kept of one transaction, its own inputs first: a mempool's largest would be thousands. */
export const MAX_CLAIMS = 100

/** Asks the mempool for transactions; those that have left it are absent. */
type FetchRaw = (txids: readonly Txid[], signal: AbortSignal) => Promise<ReadonlyMap<Txid, Uint8Array>>

/** The outpoints that a raw transaction spends, the first `limit` of them. */
export function inputsOf(raw: Uint8Array, limit: number): readonly Outpoint[] {
  const reader = new ByteReader(raw, 4)
  skipMarker(reader)
  const inputs: Outpoint[] = []
  for (let left = countOfSome(reader, MIN_INPUT, 'no inputs'); left > 0 && inputs.length < limit; left--) {
    const at = reader.skip(36)
    inputs.push({ txid: txidOf(raw.subarray(at, at + 32)), vout: new ByteReader(raw, at + 32).uint32() })
    reader.skip(reader.count(1))
    reader.skip(4)
  }
  return inputs
}

/** The claims of the transaction `id`. `listed`: what the mempool holds, where its unconfirmed parents are. */
export async function claimsOf(
  id: Txid,
  raw: Uint8Array,
  listed: ReadonlySet<Txid>,
  fetchRaw: FetchRaw,
  signal: AbortSignal,
): Promise<readonly Claim[]> {
  const claims: Claim[] = inputsOf(raw, MAX_CLAIMS).map((input) => ({ ...input, via: id }))
  const met = new Set([id])
  let from = 0
  while (from < claims.length && claims.length < MAX_CLAIMS) {
    const parents = new Set(claims.slice(from).map(({ txid }) => txid))
    from = claims.length
    const wanted = [...parents].filter((parent) => listed.has(parent) && !met.has(parent))
    if (wanted.length === 0) break
    for (const parent of wanted) met.add(parent)
    for (const [via, bytes] of await fetchRaw(wanted, signal))
      for (const input of inputsOf(bytes, MAX_CLAIMS - claims.length)) claims.push({ ...input, via })
  }
  return claims
}

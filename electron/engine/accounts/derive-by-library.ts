/** Scripts of any descriptor by @bitcoinerlab/descriptors-scure: slow, and the judge of what a descriptor means. */
import { networks, Output } from '@bitcoinerlab/descriptors-scure'
import type { Network } from '../../../shared/chain.ts'

const NETWORKS: Readonly<Record<Network, (typeof networks)[keyof typeof networks]>> = {
  main: networks.bitcoin,
  testnet4: networks.testnet,
  signet: networks.testnet,
  regtest: networks.regtest,
}

/**
 * Script pubkeys of a canonical single-path descriptor without its checksum, from an index on; one where it has no
 * range. Throws a TypeError that repeats nothing of what is no descriptor.
 */
export function deriveByLibrary(
  body: string,
  network: Network,
  from: number,
  count: number,
): readonly Uint8Array[] {
  const raw = /^raw\(((?:[0-9a-f]{2})+)\)$/.exec(body)?.[1]
  if (raw !== undefined) return count > 0 && from === 0 ? [Uint8Array.from(Buffer.from(raw, 'hex'))] : []
  if (!body.includes('*')) return from === 0 && count > 0 ? [scriptAt(body, network)] : []
  return Array.from({ length: count }, (_, at) => scriptAt(body, network, from + at))
}

function scriptAt(descriptor: string, network: Network, index?: number): Uint8Array {
  const at = index === undefined ? {} : { index }
  try {
    return new Output({ descriptor, network: NETWORKS[network], ...at }).getScriptPubKey()
  } catch {
    throw new TypeError('this is no descriptor that scripts follow from') // the library's messages repeat the input
  }
}

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
 * Script pubkey of a canonical single-path descriptor without its checksum, at an index where it has a range. Throws a
 * TypeError that repeats nothing where it is no descriptor.
 */
export function scriptByLibrary(descriptor: string, network: Network, index?: number): Uint8Array {
  const raw = /^raw\(((?:[0-9a-f]{2})+)\)$/.exec(descriptor)?.[1] // the library has none
  if (raw !== undefined) return Uint8Array.from(Buffer.from(raw, 'hex'))
  const at = index === undefined ? {} : { index }
  try {
    return new Output({ descriptor, network: NETWORKS[network], ...at }).getScriptPubKey()
  } catch {
    throw new TypeError('this is no descriptor that scripts follow from') // the library's messages repeat the input
  }
}

/** How an address is asked for: by a hash of its script. */

import { createHash } from 'node:crypto'
import type { Network } from '../../../shared/chain.ts'
import { say } from '../../../shared/said.ts'
import { parseAddress } from '../../engine/accounts/parse-address.ts'
import { ProviderError } from '../../engine/provider-error.ts'

/** A script and its name in the protocol. */
export interface AskedScript {
  readonly scriptPubKey: Uint8Array
  /** SHA-256 of the script in reversed byte order, as hex. */
  readonly scripthash: string
}

/** The script of an address. Throws `ProviderError` `bad_request` for what is none of this network. */
export function scriptOf(address: string, network: Network): AskedScript {
  const entry = parseAddress(address, network)
  if (entry.kind === 'refused') throw new ProviderError('bad_request', say('reply_not_of_network'))
  const { scriptPubKey } = entry.address
  return {
    scriptPubKey,
    scripthash: createHash('sha256').update(scriptPubKey).digest().reverse().toString('hex'),
  }
}

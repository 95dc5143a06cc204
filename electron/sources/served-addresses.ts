/** What is not sent because the answer is known before: for the protocols that may answer zero where they know nothing. */
import type { Network } from '../../shared/chain.ts'
import type { ScriptType } from '../../shared/ipc/contract.ts'
import { say } from '../../shared/said.ts'
import { parseAddress } from '../engine/accounts/parse-address.ts'
import type { ProviderTip } from '../engine/ports.ts'
import { ProviderError } from '../engine/provider-error.ts'

/** Why an address is not asked about: no address of the network, or a type that is not among `types`. Null when it is. */
export function whyNotServed(
  address: string,
  network: Network,
  types: readonly ScriptType[],
): ProviderError | null {
  const parsed = parseAddress(address, network)
  if (parsed.kind === 'refused')
    return new ProviderError('bad_request', say('reply_no_address_of', { network }))
  if (types.includes(parsed.address.scriptType)) return null
  return new ProviderError('unsupported', say('provider_not_served'))
}

/** The errors of those of many addresses that are not asked about. */
export function notServed(
  addresses: readonly string[],
  network: Network,
  types: readonly ScriptType[],
): ReadonlyMap<string, ProviderError> {
  const failed = new Map<string, ProviderError>()
  for (const address of addresses) {
    const error = whyNotServed(address, network, types)
    if (error !== null) failed.set(address, error)
  }
  return failed
}

/** Throws unless `height` is one that the chain up to `tip` has. */
export function checkHeight(height: number, tip: ProviderTip): void {
  if (!Number.isSafeInteger(height) || height < 0)
    throw new ProviderError('bad_request', say('reply_not_height'))
  if (height > tip.height) throw new ProviderError('cannot_know', say('reply_newest', { height: tip.height }))
}

/** Which accounts the doctor looks for: those that a key may just as well stand for. */
import type { Network } from '../../../shared/chain.ts'
import type { ParsedAccount } from './account-key.ts'
import { withoutChecksum } from './descriptor-text.ts'
import { parseDescriptor } from './parse-descriptor.ts'
import type { Entry } from './parse-entry.ts'
import { formOf, SINGLE_KEY_FORMS } from './simple-chain.ts'

const SINGLE_KEY = /^(?:pkh|wpkh|tr|sh\(wpkh)\(([^(),]*)\)\)?$/

/** A single key in all four forms, with the same steps below it; anything else as it is. */
export function accountsToLookFor(
  entry: Entry & { kind: 'account' | 'choose' },
  network: Network,
): readonly ParsedAccount[] {
  if (entry.kind === 'choose') return entry.options
  const { account } = entry
  const key = SINGLE_KEY.exec(withoutChecksum(account.descriptor))?.[1]
  if (key === undefined) return [account]
  const others = SINGLE_KEY_FORMS.flatMap((form) => {
    const parsed = parseDescriptor(formOf(form, key), network)
    return parsed.kind === 'account' && parsed.account.descriptor !== account.descriptor
      ? [parsed.account]
      : []
  })
  return [account, ...others]
}

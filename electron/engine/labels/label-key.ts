/** What the label of a watched entry is called in BIP-329. */
import type { LabelKey } from '../../../shared/labels.ts'

const PUBLIC_KEY = /[xt]pub[1-9A-HJ-NP-Za-km-z]{107,108}/g

/**
 * An address is `addr`; an account of one extended key is that key's `xpub` (so that two accounts of one key share
 * their label); one of several keys is its `descriptor`.
 */
export function labelKeyOf(kind: string, text: string): LabelKey {
  if (kind === 'address') return { type: 'addr', ref: text, origin: '' }
  const keys = new Set(text.match(PUBLIC_KEY))
  const [only] = keys
  if (only !== undefined && keys.size === 1) return { type: 'xpub', ref: only, origin: '' }
  return { type: 'descriptor', ref: text, origin: '' }
}

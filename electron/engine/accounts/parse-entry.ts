/** Anything that a person pastes on one line: an address, an extended key, a descriptor, or a reason why it is none. */
import type { Refusal } from '../../../shared/address.ts'
import type { Network } from '../../../shared/chain.ts'
import type { ParsedAccount } from './account-key.ts'
import { spellKey } from './descriptor-text.ts'
import { type ParsedAddress, parseAddress } from './parse-address.ts'
import { isDescriptor, parseDescriptor } from './parse-descriptor.ts'
import { secretKindOf } from './secrets.ts'
import { formOf, SINGLE_KEY_FORMS, type SingleKeyForm } from './simple-chain.ts'

export type Entry =
  | { readonly kind: 'address'; readonly address: ParsedAddress }
  | { readonly kind: 'account'; readonly account: ParsedAccount }
  /** An xpub or tpub does not say what its scripts are: the likeliest first. */
  | { readonly kind: 'choose'; readonly options: readonly ParsedAccount[] }
  | { readonly kind: 'refused'; readonly reason: Refusal }

/** The purpose step of an account's path (BIP-44, 49, 84, 86) and the form it stands for. */
const PURPOSES: Readonly<Record<string, SingleKeyForm>> = {
  '44': 'pkh',
  '49': 'sh(wpkh)',
  '84': 'wpkh',
  '86': 'tr',
}

/** Parses one line. What may be a private key or a seed phrase is refused first, whatever else it may be. */
export function parseEntry(line: string, network: Network): Entry {
  const text = line.trim()
  if (text === '') return refused('empty')
  const secret = secretKindOf(text)
  if (secret !== null) return refused(secret)
  if (isDescriptor(text)) return parseDescriptor(text, network)
  if (/^(\[[^\]]*\])?[xyztuvYZUV]pub/.test(text)) return parseKey(text, network)
  return parseAddress(text, network)
}

/** A bare key stands for its receive and change chains (BIP-44), unless its steps say otherwise. */
function parseKey(text: string, network: Network): Entry {
  const spelled = spellKey(text, network)
  if (spelled === null) return refused('bad_key')
  if (typeof spelled === 'string') return refused(spelled)
  const { key, origin, steps } = spelled
  if (key.use === 'cosigner') return refused('cosigner_key')
  const expression = `${origin}${key.text}${steps === '' ? '/<0;1>/*' : steps}`
  if (key.use !== 'any') return parseDescriptor(formOf(key.use, expression), network)
  const options = likeliestFirst(origin).map((form) => parseDescriptor(formOf(form, expression), network))
  const failed = options.find((option) => option.kind === 'refused')
  if (failed !== undefined) return failed
  return { kind: 'choose', options: options.flatMap((one) => (one.kind === 'account' ? [one.account] : [])) }
}

function likeliestFirst(origin: string): readonly SingleKeyForm[] {
  const likely = PURPOSES[/^\[[0-9a-fA-F]{8}\/(\d+)['hH]/.exec(origin)?.[1] ?? '']
  if (likely === undefined) return SINGLE_KEY_FORMS
  return [likely, ...SINGLE_KEY_FORMS.filter((form) => form !== likely)]
}

function refused(reason: Refusal): Entry {
  return { kind: 'refused', reason }
}

/**
 * Output descriptors (BIP-380 to 386, 389), made canonical or refused with a reason. The caller has looked for private
 * keys before: nothing here repeats its input.
 */
import type { Refusal } from '../../../shared/address.ts'
import type { Network } from '../../../shared/chain.ts'
import type { ScriptType } from '../../../shared/ipc/contract.ts'
import { isSpendable } from '../block/watch-keys.ts'
import type { ParsedAccount } from './account-key.ts'
import { scriptTypeOf } from './address-forms.ts'
import { expandPaths, readChecksum, spellKeys, withChecksum } from './descriptor-text.ts'
import { multisigType } from './multisig-rules.ts'
import { type ParsedAddress, parseAddress } from './parse-address.ts'
import { scriptByLibrary } from './script-by-library.ts'
import { FORM_TYPES, readSimpleChain } from './simple-chain.ts'

export type DescriptorEntry =
  | { readonly kind: 'account'; readonly account: ParsedAccount }
  | { readonly kind: 'address'; readonly address: ParsedAddress }
  | { readonly kind: 'refused'; readonly reason: Refusal }

/** Valid descriptors that are refused by name: no wallet's own, or of scripts that cannot be told yet. */
const UNSUPPORTED = /^(rawtr|rawnode|multi|sortedmulti|unused|sp)\(|musig\(/

/** Whether the text has the shape of a descriptor. */
export function isDescriptor(text: string): boolean {
  return /^[a-z_]+\(.*\)(#.*)?$/is.test(text.trim())
}

/** Parses one descriptor. `addr()` is the address in it. */
export function parseDescriptor(text: string, network: Network): DescriptorEntry {
  const read = readChecksum(text)
  if (read.kind === 'refused') return read
  if (UNSUPPORTED.test(read.body)) return refused('unsupported_descriptor')
  const inside = /^addr\((.*)\)$/.exec(read.body)?.[1]
  if (inside !== undefined) return parseAddress(inside, network)
  const body = read.body.startsWith('raw(') ? read.body.toLowerCase() : read.body
  const spelled = spellKeys(body, network)
  if (spelled.kind === 'refused') return spelled
  const account = accountOf(spelled.body, network)
  return typeof account === 'string' ? refused(account) : { kind: 'account', account }
}

function accountOf(body: string, network: Network): ParsedAccount | Refusal {
  const chains = expandPaths(body)?.flatMap(expandCombo)
  if (chains === undefined || /combo\(/.test(chains.join())) return 'bad_descriptor'
  const [receive = ''] = chains // the others differ in numbers that have been checked, and are of the same type
  const scriptType = typeOf(receive, network)
  if (scriptType === undefined) return 'bad_descriptor'
  if (scriptType === null) return 'unsupported_descriptor'
  return {
    descriptor: withChecksum(body),
    chains: chains.map(withChecksum),
    ranged: body.includes('*'),
    scriptType,
    origin: originOf(body),
    cosigners: cosignersOf(body),
  }
}

const COMBO = /^combo\(([^(),]*)\)$/
/** BIP-384; those with addresses first, since a wallet is recognised by them. */
const COMBO_FORMS = ['pkh(', 'wpkh(', 'sh(wpkh(', 'pk(']

/** The descriptors that a single-path combo() stands for; segwit has no uncompressed keys. Any other stays as it is. */
function expandCombo(body: string): readonly string[] {
  const key = COMBO.exec(body)?.[1]
  if (key === undefined) return [body]
  const isUncompressed = /(^|\])04[0-9a-f]{128}$/.test(key)
  const forms = COMBO_FORMS.filter((form) => !isUncompressed || !form.includes('w'))
  return forms.map((form) => `${form}${key}${form.startsWith('sh(') ? '))' : ')'}`)
}

/** Pay-to-anchor, which everybody may spend and which is refused as an address, too (BIP-433). */
const ANCHOR = '51024e73'

/** False for what can never be spent (nothing is kept of such outputs), and for what everybody may spend. */
function isSomebodys(script: Uint8Array): boolean {
  return isSpendable(script, 0, script.length) && Buffer.from(script).toString('hex') !== ANCHOR
}

/** Undefined where the descriptor is wrong, null where its script is nobody's. */
function typeOf(chain: string, network: Network): ScriptType | null | undefined {
  const simple = readSimpleChain(chain)
  if (simple?.kind === 'single') return FORM_TYPES[simple.form] // its key has been checked when it was spelled
  if (simple?.kind === 'multisig') return multisigType(simple)
  try {
    const script = scriptByLibrary(chain, network, ...(chain.includes('*') ? [0] : []))
    return scriptTypeOf(script) ?? (isSomebodys(script) ? 'other' : null)
  } catch {
    return undefined // its error says no more than that
  }
}

/** Of the first key, when it has one. */
function originOf(body: string): ParsedAccount['origin'] {
  const [, inside, print, path] =
    /[(,{]((?:\[([0-9a-f]{8})((?:\/\d+h?)*)\])?)[0-9a-zA-Z]{64,}/.exec(body) ?? []
  return inside === undefined || print === undefined
    ? null
    : { fingerprint: print, path: (path ?? '').slice(1) }
}

function cosignersOf(body: string): ParsedAccount['cosigners'] {
  const [, threshold, keys] = /^(?:sh\()?(?:wsh\()?(?:sorted)?multi\((\d+),([^()]*)\)\)\)?$/.exec(body) ?? []
  if (threshold === undefined || keys === undefined) return null
  return { threshold: Number(threshold), keys: keys.split(',').length }
}

function refused(reason: Refusal): DescriptorEntry {
  return { kind: 'refused', reason }
}

/** Extended public keys (BIP-32) in all the spellings that SLIP-132 gave them, brought to one: xpub or tpub. */
import { HDKey } from '@scure/bip32'
import type { Refusal } from '../../../shared/address.ts'
import type { Network } from '../../../shared/chain.ts'
import { base58check, decodeBase58 } from './address-forms.ts'

/** What the prefix of a key says about the scripts it is for. */
export type KeyUse = 'any' | 'sh(wpkh)' | 'wpkh' | 'cosigner'

/** A checked extended public key: its depth, checksum and point are right, and it is of the network asked for. */
export interface ExtendedKey {
  /** As xpub on mainnet, as tpub elsewhere. */
  readonly text: string
  readonly use: KeyUse
}

const XPUB = 0x0488b21e
const TPUB = 0x043587cf
/** SLIP-132 and BIP-32. */
const VERSIONS: Readonly<Record<number, { readonly main: boolean; readonly use: KeyUse }>> = {
  [XPUB]: { main: true, use: 'any' },
  0x049d7cb2: { main: true, use: 'sh(wpkh)' }, // ypub
  0x04b24746: { main: true, use: 'wpkh' }, // zpub
  0x0295b43f: { main: true, use: 'cosigner' }, // Ypub
  0x02aa7ed3: { main: true, use: 'cosigner' }, // Zpub
  [TPUB]: { main: false, use: 'any' },
  0x044a5262: { main: false, use: 'sh(wpkh)' }, // upub
  0x045f1cf6: { main: false, use: 'wpkh' }, // vpub
  0x024289ef: { main: false, use: 'cosigner' }, // Upub
  0x02575483: { main: false, use: 'cosigner' }, // Vpub
}
const LENGTH = 78

/** Checks a key and spells it as xpub or tpub. A reason when it is damaged or of another network. */
export function parseExtendedKey(text: string, network: Network): ExtendedKey | Refusal {
  const bytes = decodeBase58(text)
  if (bytes === null) return 'bad_checksum'
  if (bytes.length !== LENGTH) return 'bad_key'
  const known = VERSIONS[new DataView(bytes.buffer, bytes.byteOffset).getUint32(0)]
  if (known === undefined) return 'bad_key'
  if (known.main !== (network === 'main')) return 'wrong_network'
  const canonical = Uint8Array.from(bytes)
  new DataView(canonical.buffer).setUint32(0, known.main ? XPUB : TPUB)
  const spelled = base58check.encode(canonical)
  return toHdKey(spelled, network) === null ? 'bad_key' : { text: spelled, use: known.use }
}

/** The key as @scure/bip32 holds it; null when depth, parent or point are wrong. `text` is an xpub or a tpub. */
export function toHdKey(text: string, network: Network): HDKey | null {
  const versions = { public: network === 'main' ? XPUB : TPUB, private: 0 }
  try {
    return HDKey.fromExtendedKey(text, versions)
  } catch {
    return null // the library says no more than that it is wrong
  }
}

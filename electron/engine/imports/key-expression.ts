/** Descriptors put together from what wallet files say apart: a key, where it comes from, and a kind of script. Pure. */
import type { Network } from '../../../shared/chain.ts'
import { type KeyUse, parseExtendedKey } from '../accounts/extended-key.ts'

/** A key as a wallet file names it. */
export interface WalletKey {
  readonly key: string
  readonly fingerprint?: string | undefined
  /** From the master key, such as m/84'/0'/0'. */
  readonly path?: string | undefined
}

/** Receiving and change addresses. */
const CHAINS = '/<0;1>/*'

/** `[origin]key/<0;1>/*`, the key as xpub or tpub where it is a right one, else as it came: parsing it says why. */
export function keyExpression({ key, fingerprint, path }: WalletKey, network: Network): string {
  const parsed = parseExtendedKey(key, network)
  return `${originText(fingerprint, path)}${typeof parsed === 'string' ? key : parsed.text}${CHAINS}`
}

/** What the prefix of a key says about its scripts; null where it is no right key. */
export function useOf(key: string, network: Network): KeyUse | null {
  const parsed = parseExtendedKey(key, network)
  return typeof parsed === 'string' ? null : parsed.use
}

/** Nothing where it is not whole: a wrong origin is worse than none. */
function originText(fingerprint: string | undefined, path: string | undefined): string {
  if (fingerprint === undefined || !/^[0-9a-fA-F]{8}$/.test(fingerprint)) return ''
  const steps = (path ?? '')
    .trim()
    .replace(/^m(?=\/|$)/i, '')
    .replace(/^\/$/, '')
  return /^(\/\d+['hH]?)*$/.test(steps) ? `[${fingerprint.toLowerCase()}${steps}]` : ''
}

/** The script around the keys of a multisig, by any of the names that wallets give it; null for one that is not known. */
export function multisig(kind: string, threshold: number, keys: readonly string[]): string | null {
  const inside = `sortedmulti(${threshold},${keys.join(',')})`
  switch (kind.toLowerCase().replaceAll('_', '-')) {
    case 'p2wsh':
      return `wsh(${inside})`
    case 'p2sh-p2wsh':
    case 'p2wsh-p2sh':
      return `sh(wsh(${inside}))`
    case 'p2sh':
      return `sh(${inside})`
    default:
      return null
  }
}

/** The script around a single key, by any of the names that wallets give it; null for one that is not known. */
export function singleKey(kind: string, key: string): string | null {
  switch (kind.toLowerCase().replaceAll('_', '-')) {
    case 'p2pkh':
      return `pkh(${key})`
    case 'p2sh-p2wpkh':
    case 'p2wpkh-p2sh':
      return `sh(wpkh(${key}))`
    case 'p2wpkh':
      return `wpkh(${key})`
    case 'p2tr':
      return `tr(${key})`
    default:
      return null
  }
}

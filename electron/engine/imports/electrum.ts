/** Electrum's watch-only wallet files, unencrypted: extended keys, multisig and imported addresses; and its labels. Pure. */
import type { Network } from '../../../shared/chain.ts'
import { parseExtendedKey } from '../accounts/extended-key.ts'
import { parseAddress } from '../accounts/parse-address.ts'
import { type Candidate, type FileReading, reading } from './file-types.ts'
import { field, gapLimitIn, isObject, type JsonObject, textField } from './json-text.ts'
import { keyExpression, multisig, useOf } from './key-expression.ts'

/** The whole of a wallet file. Its keys are asked for, never held: the caller has looked for secrets before. */
export function electrumWallet(value: unknown, network: Network): FileReading {
  const type = textField(value, 'wallet_type') ?? 'standard'
  const labels = field(value, 'labels')
  const byRef = isObject(labels) ? labels : {}
  const candidates = candidatesOf(value, type, byRef, network)
  const named = new Set(candidates.map(({ text }) => text))
  return reading('electrum', {
    candidates,
    labels: labelLines(
      Object.entries(byRef).filter(([ref]) => !named.has(ref)),
      network,
    ),
    unread: candidates.length === 0 ? [{ line: null, problem: 'unsupported_wallet', text: null }] : [],
  })
}

function candidatesOf(
  value: unknown,
  type: string,
  labels: JsonObject,
  network: Network,
): readonly Candidate[] {
  if (type === 'imported') return importedAddresses(field(value, 'addresses'), labels)
  const [, threshold, keys] = /^(\d{1,2})of(\d{1,2})$/.exec(type) ?? []
  const text =
    threshold === undefined
      ? standardText(field(value, 'keystore'), network)
      : multisigText(value, Number(threshold), Number(keys), network)
  const first = firstAddress(field(value, 'addresses'))
  if (text === null) return []
  const gap = gapLimitIn(field(value, 'gap_limit'))
  return [{ line: null, text, ...(first === undefined ? {} : { first }), ...gap }]
}

function importedAddresses(addresses: unknown, labels: JsonObject): readonly Candidate[] {
  const list = isObject(addresses) ? Object.keys(addresses) : Array.isArray(addresses) ? addresses : []
  return list.flatMap((text): readonly Candidate[] => {
    if (typeof text !== 'string') return []
    const label = textField(labels, text)
    return [{ line: null, text, ...(label === undefined ? {} : { label }) }]
  })
}

/** Electrum's xpub is always for pay-to-pubkey-hash; its ypub and zpub say what they are for. */
function standardText(keystore: unknown, network: Network): string | null {
  const key = textField(keystore, 'xpub')
  if (key === undefined) return null
  const expression = keyExpression(walletKey(keystore, key), network)
  const use = useOf(key, network)
  if (use === 'sh(wpkh)') return `sh(wpkh(${expression}))`
  return use === 'wpkh' ? `wpkh(${expression})` : `pkh(${expression})`
}

function walletKey(keystore: unknown, key: string) {
  const fingerprint = textField(keystore, 'root_fingerprint') ?? undefined
  return { key, fingerprint, path: textField(keystore, 'derivation') }
}

function multisigText(value: unknown, threshold: number, count: number, network: Network): string | null {
  const stores = Array.from({ length: count }, (_, index) => field(value, `x${index + 1}/`))
  const keys = stores.map((store) => textField(store, 'xpub'))
  const [kind] = new Set(keys.map((key) => multisigKind(key ?? '')))
  const expressions = stores.flatMap((store, index) =>
    keys[index] === undefined ? [] : [keyExpression(walletKey(store, keys[index]), network)],
  )
  if (expressions.length !== count || kind === undefined || kind === null) return null
  return multisig(kind, threshold, expressions)
}

/** By the prefix (SLIP-132), as Electrum means it. */
function multisigKind(key: string): string | null {
  if (/^[ZV]pub/.test(key)) return 'p2wsh'
  if (/^[YU]pub/.test(key)) return 'p2sh-p2wsh'
  return /^[xt]pub/.test(key) ? 'p2sh' : null
}

function firstAddress(addresses: unknown): string | undefined {
  const receiving = field(addresses, 'receiving')
  const first: unknown = Array.isArray(receiving) ? receiving[0] : undefined
  return typeof first === 'string' ? first : undefined
}

/** "Export labels": a document of addresses and transactions with their labels. */
export function electrumLabels(value: JsonObject, network: Network): FileReading {
  return reading('electrum_labels', { labels: labelLines(Object.entries(value), network) })
}

/** As BIP-329. What is neither an address nor a transaction nor a key has no place there. */
function labelLines(pairs: readonly (readonly [string, unknown])[], network: Network): readonly string[] {
  return pairs.flatMap(([ref, label]) => {
    if (typeof label !== 'string' || label === '') return []
    const type = /^[0-9a-f]{64}$/.test(ref)
      ? 'tx'
      : parseAddress(ref, network).kind === 'address'
        ? 'addr'
        : typeof parseExtendedKey(ref, network) === 'string'
          ? null
          : 'xpub'
    return type === null ? [] : [JSON.stringify({ type, ref, label })]
  })
}

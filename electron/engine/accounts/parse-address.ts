/**
 * What a person pastes, turned into a script pubkey or refused with a reason. Keys and seed phrases are
 * recognised first and never repeated: not in a message, not in a log (architecture, invariant 7).
 */
import { bech32, bech32m } from '@scure/base'
import type { Refusal, RefusedEntry } from '../../../shared/address.ts'
import { isBitcoinLink, parseBitcoinLink } from '../../../shared/bitcoin-uri.ts'
import type { Network } from '../../../shared/chain.ts'
import type { ScriptType } from '../../../shared/ipc/contract.ts'
import { englishOf, type MessageCode, say } from '../../../shared/said.ts'
import { decodeBase58, HRP, P2PKH, P2SH } from './address-forms.ts'
import { secretKindOf } from './secrets.ts'

/** An address that can be watched. `text` is its canonical spelling (bech32 in lower case). */
export interface ParsedAddress {
  readonly text: string
  readonly scriptPubKey: Uint8Array
  readonly scriptType: ScriptType
}

export type ParsedEntry =
  | { readonly kind: 'address'; readonly address: ParsedAddress }
  | { readonly kind: 'refused'; readonly reason: Refusal }

/** Why something was refused, for the person who pasted it. */
export const REFUSAL_CODES = {
  empty: 'refused_empty',
  private_key: 'refused_private_key',
  seed_phrase: 'refused_seed_phrase',
  extended_key: 'refused_extended_key',
  descriptor: 'refused_descriptor',
  bad_checksum: 'refused_bad_checksum',
  bad_key: 'refused_bad_key',
  cosigner_key: 'refused_cosigner_key',
  hardened_path: 'refused_hardened_path',
  bad_descriptor: 'refused_bad_descriptor',
  unsupported_descriptor: 'refused_unsupported_descriptor',
  wrong_network: 'refused_wrong_network',
  mixed_case: 'refused_mixed_case',
  not_standard: 'refused_not_standard',
  not_an_address: 'refused_not_an_address',
} as const satisfies Readonly<Record<Refusal, MessageCode>>

/** Parses one line; white space around it is dropped. Of a `bitcoin:` link (BIP-321), the first address of this network. */
export function parseAddress(line: string, network: Network): ParsedEntry {
  const text = line.trim()
  if (text === '') return refused('empty')
  const secret = secretKindOf(text)
  if (secret !== null) return refused(secret)
  return isBitcoinLink(text) ? parseLink(text, network) : parseBare(text, network)
}

/** A link that is not valid as a whole names nothing. */
function parseLink(text: string, network: Network): ParsedEntry {
  const link = parseBitcoinLink(text)
  if (link.kind === 'refused') return refused('not_an_address')
  const entries = link.addresses.map((address) => {
    const secret = secretKindOf(address)
    return secret === null ? parseBare(address, network) : refused(secret)
  })
  const isSecret = (entry: ParsedEntry): boolean =>
    entry.kind === 'refused' && (entry.reason === 'private_key' || entry.reason === 'seed_phrase')
  return (
    entries.find(isSecret) ??
    entries.find(({ kind }) => kind === 'address') ??
    entries[0] ??
    refused('not_an_address')
  )
}

function parseBare(bare: string, network: Network): ParsedEntry {
  if (/^[xyztuvYZUV]pub[1-9A-HJ-NP-Za-km-z]{20,}$/.test(bare)) return refused('extended_key')
  if (/^[a-z0-9_]+\(.*\)(#[a-z0-9]{8})?$/s.test(bare)) return refused('descriptor')
  return /^(bc|tb|bcrt)1/i.test(bare) ? parseSegwit(bare, network) : parseBase58(bare, network)
}

/** The refusal of one line, with the text left out when it may be a secret. */
export function refusal(line: number, text: string, reason: Refusal): RefusedEntry {
  const secret = reason === 'private_key' || reason === 'seed_phrase'
  return {
    line,
    text: secret ? null : text.slice(0, 120),
    reason,
    message: englishOf(say(REFUSAL_CODES[reason])),
  }
}

function refused(reason: Refusal): ParsedEntry {
  return { kind: 'refused', reason }
}

// --- addresses ------------------------------------------------------------------------------------------

function parseBase58(text: string, network: Network): ParsedEntry {
  if (!/^[1-9A-HJ-NP-Za-km-z]{25,36}$/.test(text)) return refused('not_an_address')
  const bytes = decodeBase58(text)
  if (bytes === null) return refused('bad_checksum')
  if (bytes.length !== 21) return refused('not_an_address')
  const version = bytes[0] ?? -1
  const hash = bytes.subarray(1)
  if (version === P2PKH[network]) return address(text, [0x76, 0xa9, 0x14, ...hash, 0x88, 0xac], 'p2pkh')
  if (version === P2SH[network]) return address(text, [0xa9, 0x14, ...hash, 0x87], 'p2sh')
  const known = [...Object.values(P2PKH), ...Object.values(P2SH)].includes(version)
  return refused(known ? 'wrong_network' : 'not_an_address')
}

function parseSegwit(text: string, network: Network): ParsedEntry {
  if (text !== text.toLowerCase() && text !== text.toUpperCase()) return refused('mixed_case')
  const lower = text.toLowerCase()
  const program = decodeProgram(lower)
  if (program === null) return refused('bad_checksum')
  if (program.hrp !== HRP[network]) return refused('wrong_network')
  return segwitAddress(lower, program.version, program.bytes)
}

function segwitAddress(text: string, version: number, bytes: Uint8Array): ParsedEntry {
  if (bytes.length < 2 || bytes.length > 40) return refused('not_an_address')
  const script = [version === 0 ? 0 : 0x50 + version, bytes.length, ...bytes]
  if (version === 0) {
    if (bytes.length === 20) return address(text, script, 'p2wpkh')
    if (bytes.length === 32) return address(text, script, 'p2wsh')
    return refused('not_an_address')
  }
  if (version === 1 && bytes.length === 32) return address(text, script, 'p2tr')
  if (version === 1 && bytes.length === 2) return refused('not_standard') // P2A: everybody may spend it
  return address(text, script, 'witness')
}

function decodeProgram(text: string): { hrp: string; version: number; bytes: Uint8Array } | null {
  for (const codec of [bech32, bech32m]) {
    const decoded = codec.decodeUnsafe(text, 90)
    const version = decoded?.words[0]
    if (!decoded || version === undefined || version > 16) continue
    if ((version === 0) !== (codec === bech32)) return null // BIP-350: v0 is bech32, everything later bech32m
    const bytes = codec.fromWordsUnsafe(decoded.words.slice(1))
    return bytes ? { hrp: decoded.prefix, version, bytes } : null
  }
  return null
}

function address(text: string, script: readonly number[], scriptType: ScriptType): ParsedEntry {
  return { kind: 'address', address: { text, scriptPubKey: Uint8Array.from(script), scriptType } }
}

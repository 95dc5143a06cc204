/** The forms of addresses by network, and the address that a script pubkey is shown as. */
import { createHash } from 'node:crypto'
import { bech32, bech32m, createBase58check } from '@scure/base'
import type { Network } from '../../../shared/chain.ts'
import type { ScriptType } from '../../../shared/ipc/contract.ts'

/** Human-readable parts of segwit addresses (BIP-173). */
export const HRP: Readonly<Record<Network, string>> = {
  main: 'bc',
  testnet4: 'tb',
  signet: 'tb',
  regtest: 'bcrt',
}
/** Version bytes of pay-to-pubkey-hash addresses. */
export const P2PKH: Readonly<Record<Network, number>> = {
  main: 0x00,
  testnet4: 0x6f,
  signet: 0x6f,
  regtest: 0x6f,
}
/** Version bytes of pay-to-script-hash addresses. */
export const P2SH: Readonly<Record<Network, number>> = {
  main: 0x05,
  testnet4: 0xc4,
  signet: 0xc4,
  regtest: 0xc4,
}

/** Base58 with the four bytes of double SHA-256 behind it. */
export const base58check = createBase58check((bytes: Uint8Array) =>
  createHash('sha256').update(bytes).digest(),
)

const PUBKEY_LENGTHS: readonly number[] = [33, 65]

/** The type of a script pubkey; null for what no single key or script template stands behind. */
export function scriptTypeOf(script: Uint8Array): ScriptType | null {
  const [first = 0, second = 0] = script
  const { length } = script
  if (length === 25 && first === 0x76 && second === 0xa9 && script[2] === 20 && endsWith(script, 0x88ac))
    return 'p2pkh'
  if (length === 23 && first === 0xa9 && second === 20 && script[22] === 0x87) return 'p2sh'
  if (PUBKEY_LENGTHS.includes(first) && length === first + 2 && script[length - 1] === 0xac) return 'p2pk'
  return witnessType(script)
}

/** The address of a script pubkey in its canonical spelling; null where the script has none. */
export function encodeAddress(script: Uint8Array, network: Network): string | null {
  const type = scriptTypeOf(script)
  if (type === null || type === 'p2pk') return null
  if (type === 'p2pkh') return base58check.encode(Uint8Array.of(P2PKH[network], ...script.subarray(3, 23)))
  if (type === 'p2sh') return base58check.encode(Uint8Array.of(P2SH[network], ...script.subarray(2, 22)))
  const version = versionOf(script)
  const codec = version === 0 ? bech32 : bech32m
  return codec.encode(HRP[network], [version, ...codec.toWords(script.subarray(2))])
}

function witnessType(script: Uint8Array): ScriptType | null {
  const { length } = script
  const size = script[1] ?? 0
  const version = versionOf(script)
  if (version < 0 || version > 16 || length !== size + 2 || size < 2 || size > 40) return null
  if (version === 0) return size === 20 ? 'p2wpkh' : size === 32 ? 'p2wsh' : null
  if (version === 1 && size === 2) return null // pay-to-anchor: everybody may spend it
  return version === 1 && size === 32 ? 'p2tr' : 'witness'
}

function versionOf(script: Uint8Array): number {
  const code = script[0] ?? -1
  return code === 0 ? 0 : code >= 0x51 && code <= 0x60 ? code - 0x50 : -1
}

function endsWith(script: Uint8Array, two: number): boolean {
  return ((script.at(-2) ?? 0) << 8) + (script.at(-1) ?? 0) === two
}

/** The bytes of base58 with a checksum; null where it is not base58, or the checksum is wrong. */
export function decodeBase58(text: string): Uint8Array | null {
  try {
    return base58check.decode(text)
  } catch {
    return null // the caller tells which, if it matters
  }
}

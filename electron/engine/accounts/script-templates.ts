/** Script pubkeys around public keys. */
import { createHash } from 'node:crypto'
import { hash160 } from '@scure/btc-signer/utils.js'
import { xOnlyPointAddTweak } from 'tiny-secp256k1'

const OP_CHECKMULTISIG = 0xae

/** Of a hash of a public key, or of a script. */
export function p2pkh(key: Uint8Array): Uint8Array {
  return Uint8Array.of(0x76, 0xa9, 20, ...hash160(key), 0x88, 0xac)
}

/** Of a script. */
export function p2sh(script: Uint8Array): Uint8Array {
  return Uint8Array.of(0xa9, 20, ...hash160(script), 0x87)
}

/** Of a compressed public key (BIP-141). */
export function p2wpkh(key: Uint8Array): Uint8Array {
  return Uint8Array.of(0, 20, ...hash160(key))
}

/** Of a script (BIP-141). */
export function p2wsh(script: Uint8Array): Uint8Array {
  return Uint8Array.of(0, 32, ...createHash('sha256').update(script).digest())
}

const TAP_TWEAK = createHash('sha256').update('TapTweak').digest()

/** Of a compressed public key without scripts (BIP-341, as BIP-86 has it). */
export function p2tr(key: Uint8Array): Uint8Array {
  const inner = key.subarray(1)
  const tweak = createHash('sha256').update(TAP_TWEAK).update(TAP_TWEAK).update(inner).digest()
  const outer = xOnlyPointAddTweak(inner, tweak)
  if (outer === null) throw new RangeError('this key has no output key')
  return Uint8Array.of(0x51, 32, ...outer.xOnlyPubkey)
}

/** Signatures of `threshold` of these keys, in this order. */
export function multisig(threshold: number, keys: readonly Uint8Array[]): Uint8Array {
  const pushed = keys.flatMap((key) => [key.length, ...key])
  return Uint8Array.of(...numberOf(threshold), ...pushed, ...numberOf(keys.length), OP_CHECKMULTISIG)
}

/** OP_1 to OP_16; beyond, a push of one byte. */
function numberOf(value: number): readonly number[] {
  return value <= 16 ? [0x50 + value] : [1, value]
}

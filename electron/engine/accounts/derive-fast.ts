/**
 * Scripts of a range of one extended key: child keys by our own HMAC and libsecp256k1 (BIP-32), each form's script
 * around them. The same scripts as by the library, several times as fast.
 */
import { createHash, createHmac } from 'node:crypto'
import { hash160 } from '@scure/btc-signer/utils.js'
import { pointAddScalar, pointCompress, xOnlyPointAddTweak } from 'tiny-secp256k1'
import type { Network } from '../../../shared/chain.ts'
import { toHdKey } from './extended-key.ts'
import type { SimpleChain, SingleKeyForm } from './simple-chain.ts'

/** A key with its children: the point uncompressed, so that no square root is taken for each of them. */
export interface ParentKey {
  readonly point: Uint8Array
  readonly chainCode: Uint8Array
}

/** Script pubkeys from an index on; one where the chain has no range. */
export function deriveFast(
  chain: SimpleChain,
  network: Network,
  from: number,
  count: number,
): readonly Uint8Array[] {
  const parent = parentOf(chain.key, chain.steps, network)
  const scriptOf = SCRIPTS[chain.form]
  if (!chain.ranged) return from === 0 && count > 0 ? [scriptOf(pointCompress(parent.point, true))] : []
  return Array.from({ length: count }, (_, at) => scriptOf(childKey(parent, from + at)))
}

/** The key at the end of unhardened steps below an xpub or tpub. Throws where the key is none. */
export function parentOf(key: string, steps: readonly number[], network: Network): ParentKey {
  const top = toHdKey(key, network)
  if (top?.publicKey == null || top.chainCode === null) throw new TypeError('not an extended public key')
  let parent: ParentKey = { point: pointCompress(top.publicKey, false), chainCode: top.chainCode }
  for (const step of steps) parent = childOf(parent, step)
  return parent
}

/** The compressed public key of an unhardened child. */
export function childKey({ point, chainCode }: ParentKey, index: number): Uint8Array {
  return added(point, hmacOf(point, chainCode, index), true)
}

function childOf({ point, chainCode }: ParentKey, index: number): ParentKey {
  const bytes = hmacOf(point, chainCode, index)
  return { point: added(point, bytes, false), chainCode: Uint8Array.from(bytes.subarray(32)) }
}

function hmacOf(point: Uint8Array, chainCode: Uint8Array, index: number): Uint8Array {
  const data = Buffer.alloc(37)
  data[0] = 2 + ((point[64] ?? 0) & 1)
  data.set(point.subarray(1, 33), 1)
  data.writeUInt32BE(index, 33)
  return createHmac('sha512', chainCode).update(data).digest()
}

/** Throws where BIP-32 says that there is no such child: as likely as guessing a key. */
function added(point: Uint8Array, hmac: Uint8Array, compressed: boolean): Uint8Array {
  const key = pointAddScalar(point, hmac.subarray(0, 32), compressed)
  if (key === null) throw new RangeError('this index has no key')
  return key
}

const SCRIPTS: Readonly<Record<SingleKeyForm, (key: Uint8Array) => Uint8Array>> = {
  pkh: (key) => Uint8Array.of(0x76, 0xa9, 20, ...hash160(key), 0x88, 0xac),
  'sh(wpkh)': (key) => Uint8Array.of(0xa9, 20, ...hash160(keyProgram(key)), 0x87),
  wpkh: keyProgram,
  tr: taprootProgram,
}

function keyProgram(key: Uint8Array): Uint8Array {
  return Uint8Array.of(0, 20, ...hash160(key))
}

const TAP_TWEAK = createHash('sha256').update('TapTweak').digest()

/** BIP-341's output key for a key without scripts, as BIP-86 has it. */
function taprootProgram(key: Uint8Array): Uint8Array {
  const inner = key.subarray(1)
  const tweak = createHash('sha256').update(TAP_TWEAK).update(TAP_TWEAK).update(inner).digest()
  const outer = xOnlyPointAddTweak(inner, tweak)
  if (outer === null) throw new RangeError('this index has no key')
  return Uint8Array.of(0x51, 32, ...outer.xOnlyPubkey)
}

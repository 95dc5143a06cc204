/** Scripts of chains of keys alone, without the descriptor library: the same scripts, several times as fast. */
import type { Network } from '../../../shared/chain.ts'
import { childKey, ownKey, parentOf } from './child-keys.ts'
import { multisig, p2pkh, p2sh, p2tr, p2wpkh, p2wsh } from './script-templates.ts'
import {
  type ChainKey,
  isRanged,
  type MultisigForm,
  type SimpleChain,
  type SingleKeyForm,
} from './simple-chain.ts'

/** The bytes (a public key, a script) at an index. */
type BytesAt = (index: number) => Uint8Array
type Wrap = (inner: Uint8Array) => Uint8Array

const SINGLE: Readonly<Record<SingleKeyForm, Wrap>> = {
  pkh: p2pkh,
  'sh(wpkh)': (key) => p2sh(p2wpkh(key)),
  wpkh: p2wpkh,
  tr: p2tr,
}
const MULTISIG: Readonly<Record<MultisigForm, Wrap>> = {
  sh: p2sh,
  wsh: p2wsh,
  'sh(wsh)': (script) => p2sh(p2wsh(script)),
}

/** Script pubkeys from an index on; one where the chain has no range. */
export function deriveFast(
  chain: SimpleChain,
  network: Network,
  from: number,
  count: number,
): readonly Uint8Array[] {
  const scriptAt = scriptsOf(chain, network)
  const length = isRanged(chain) ? count : from === 0 ? Math.min(count, 1) : 0
  return Array.from({ length }, (_, at) => scriptAt(from + at))
}

function scriptsOf(chain: SimpleChain, network: Network): BytesAt {
  if (chain.kind === 'single') {
    const keyAt = keysOf(chain.key, network)
    return (index) => SINGLE[chain.form](keyAt(index))
  }
  const keysAt = chain.keys.map((key) => keysOf(key, network))
  return (index) => {
    const keys = keysAt.map((keyAt) => keyAt(index))
    return MULTISIG[chain.form](multisig(chain.threshold, chain.sorted ? keys.sort(byBytes) : keys))
  }
}

function byBytes(a: Uint8Array, b: Uint8Array): number {
  return Buffer.compare(a, b)
}

function keysOf(key: ChainKey, network: Network): BytesAt {
  if (key.kind === 'point') {
    const point = Uint8Array.from(Buffer.from(key.hex, 'hex'))
    return () => point
  }
  const parent = parentOf(key.key, key.steps, network)
  if (key.ranged) return (index) => childKey(parent, index)
  const own = ownKey(parent)
  return () => own
}

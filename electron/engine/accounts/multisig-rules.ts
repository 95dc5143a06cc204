/** What Bitcoin Core lets a multisig descriptor be (BIP-383): its scripts follow from its keys without a library. */
import { secp256k1 } from '@bitcoinerlab/descriptors-scure'
import type { ScriptType } from '../../../shared/ipc/contract.ts'
import type { ChainKey, SimpleChain } from './simple-chain.ts'

const MAX_KEYS = 20
/** Bytes of a script behind a script hash: a limit of consensus. */
const MAX_P2SH_SCRIPT = 520
/** Both numbers and OP_CHECKMULTISIG. */
const AROUND_KEYS = 3

/** The type of its outputs; undefined where no wallet could have made it. */
export function multisigType(chain: SimpleChain & { kind: 'multisig' }): ScriptType | undefined {
  const { form, threshold, keys } = chain
  const fits = threshold >= 1 && threshold <= keys.length && keys.length <= MAX_KEYS
  if (!fits || !keys.every((key) => isKey(key, form === 'sh'))) return undefined
  if (form === 'sh' && AROUND_KEYS + sum(keys.map((key) => 1 + lengthOf(key))) > MAX_P2SH_SCRIPT)
    return undefined
  return form === 'wsh' ? 'p2wsh' : 'p2sh'
}

/** Extended keys have been checked when they were spelled. Segregated witness knows compressed keys alone. */
function isKey(key: ChainKey, uncompressed: boolean): boolean {
  if (key.kind === 'extended') return true
  if (key.hex.startsWith('04') && !uncompressed) return false
  try {
    secp256k1.Point.fromHex(key.hex).assertValidity()
    return true
  } catch {
    return false // not on the curve
  }
}

function lengthOf(key: ChainKey): number {
  return key.kind === 'point' ? key.hex.length / 2 : 33
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

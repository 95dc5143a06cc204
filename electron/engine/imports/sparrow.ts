/** A wallet as Sparrow describes it in JSON: a policy, a kind of script, and keystores. Pure. */
import type { Network } from '../../../shared/chain.ts'
import { type FileReading, reading } from './file-types.ts'
import { field, listField, textField } from './json-text.ts'
import { keyExpression, multisig, singleKey } from './key-expression.ts'

/** The account it describes; what cannot be watched by its public keys is said. */
export function sparrowWallet(value: unknown, network: Network): FileReading {
  const keys = listField(value, 'keystores').flatMap((store) => {
    const key = textField(store, 'extendedPublicKey') ?? textField(store, 'xpub')
    const derivation = field(store, 'keyDerivation')
    const path = textField(derivation, 'derivationPath') ?? textField(derivation, 'derivation')
    const fingerprint = textField(derivation, 'masterFingerprint')
    return key === undefined ? [] : [keyExpression({ key, fingerprint, path }, network)]
  })
  const kind = textField(value, 'scriptType') ?? ''
  const text = textOf(value, kind, keys)
  if (text === null || keys.length !== listField(value, 'keystores').length)
    return reading('sparrow', { unread: [{ line: null, problem: 'unsupported_wallet', text: null }] })
  const label = textField(value, 'label') ?? textField(value, 'name')
  return reading('sparrow', { candidates: [{ line: null, text, ...(label ? { label } : {}) }] })
}

function textOf(value: unknown, kind: string, keys: readonly string[]): string | null {
  const [only, ...more] = keys
  if (only === undefined) return null
  const single = (textField(value, 'policyType') ?? 'SINGLE').toUpperCase() === 'SINGLE' && more.length === 0
  if (single) return singleKey(kind, only)
  const threshold = thresholdOf(field(value, 'defaultPolicy'))
  return threshold === null ? null : multisig(kind, threshold, keys)
}

/** In the policy's miniscript: `wsh(sortedmulti(2,...))`. */
function thresholdOf(policy: unknown): number | null {
  const script = textField(field(policy, 'miniscript'), 'script') ?? textField(policy, 'miniscript') ?? ''
  const digits = /multi\((\d{1,2})[,)]/.exec(script)?.[1]
  return digits === undefined ? null : Number(digits)
}

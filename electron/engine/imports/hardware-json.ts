/** The generic JSON export of Coldcard and its kin: one key each for BIP-44, 49, 84 and 86. Pure. */
import type { Network } from '../../../shared/chain.ts'
import { type Candidate, type FileReading, reading } from './file-types.ts'
import { field, isObject, textField } from './json-text.ts'
import { keyExpression, singleKey } from './key-expression.ts'

const KINDS = [
  ['bip84', 'p2wpkh'],
  ['bip86', 'p2tr'],
  ['bip49', 'p2sh-p2wpkh'],
  ['bip44', 'p2pkh'],
] as const

/** An account of each kind that is in the file; the first addresses it names must be theirs. */
export function hardwareJson(value: unknown, network: Network): FileReading {
  const fingerprint = textField(value, 'xfp')
  const candidates = KINDS.flatMap(([name, kind]): readonly Candidate[] => {
    const part = field(value, name)
    const key = isObject(part) ? textField(part, 'xpub') : undefined
    if (key === undefined) return []
    const path = textField(part, 'deriv')
    const text = singleKey(
      kind,
      keyExpression({ key, fingerprint: fingerprint?.toLowerCase(), path }, network),
    )
    const first = textField(part, 'first')
    return text === null ? [] : [{ line: null, text, ...(first === undefined ? {} : { first }) }]
  })
  return reading('hardware_json', { candidates })
}

/** Descriptors of one extended key: the shapes that are checked and derived without the descriptor library. */
import type { ScriptType } from '../../../shared/ipc/contract.ts'

/** The script around a single key. */
export const SINGLE_KEY_FORMS = ['pkh', 'sh(wpkh)', 'wpkh', 'tr'] as const
export type SingleKeyForm = (typeof SINGLE_KEY_FORMS)[number]

/** A single-path descriptor of one extended key, taken apart. */
export interface SimpleChain {
  readonly form: SingleKeyForm
  /** An xpub or tpub. */
  readonly key: string
  /** Steps below the key, none hardened; the last one is the index where `ranged`. */
  readonly steps: readonly number[]
  readonly ranged: boolean
}

/** The type of the outputs of each form. */
export const FORM_TYPES: Readonly<Record<SingleKeyForm, ScriptType>> = {
  pkh: 'p2pkh',
  'sh(wpkh)': 'p2sh',
  wpkh: 'p2wpkh',
  tr: 'p2tr',
}

const SIMPLE =
  /^(pkh|wpkh|tr|sh\(wpkh)\((?:\[[0-9a-f]{8}[^\]]*\])?([xt]pub[1-9A-HJ-NP-Za-km-z]+)((?:\/\d+)*)(\/\*)?\)(\))?$/

/** Takes a canonical single-path descriptor (without checksum) apart; null where it is of another shape. */
export function readSimpleChain(body: string): SimpleChain | null {
  const [, outer = '', key = '', path = '', star, closing] = SIMPLE.exec(body) ?? []
  const nested = outer === 'sh(wpkh'
  if (key === '' || nested !== (closing !== undefined)) return null
  const form = nested ? 'sh(wpkh)' : (outer as SingleKeyForm) // the expression knows no other
  return { form, key, steps: path.split('/').slice(1).map(Number), ranged: star !== undefined }
}

/** A descriptor (without checksum) of a key expression. */
export function formOf(form: SingleKeyForm, key: string): string {
  return form === 'sh(wpkh)' ? `sh(wpkh(${key}))` : `${form}(${key})`
}

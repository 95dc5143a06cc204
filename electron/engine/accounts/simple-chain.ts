/** Descriptors of keys alone: the shapes that are derived without the descriptor library. */
import type { ScriptType } from '../../../shared/ipc/contract.ts'

/** The script around a single key. */
export const SINGLE_KEY_FORMS = ['pkh', 'sh(wpkh)', 'wpkh', 'tr'] as const
export type SingleKeyForm = (typeof SINGLE_KEY_FORMS)[number]

/** What a multisig is wrapped in. */
export type MultisigForm = 'sh' | 'wsh' | 'sh(wsh)'

/** An extended key with the steps below it, none hardened; `ranged`: an index follows. Or a public key in hex. */
export type ChainKey =
  | {
      readonly kind: 'extended'
      readonly key: string
      readonly steps: readonly number[]
      readonly ranged: boolean
    }
  | { readonly kind: 'point'; readonly hex: string }

/** A single-path descriptor taken apart. */
export type SimpleChain =
  | { readonly kind: 'single'; readonly form: SingleKeyForm; readonly key: ChainKey & { kind: 'extended' } }
  | {
      readonly kind: 'multisig'
      readonly form: MultisigForm
      readonly threshold: number
      readonly sorted: boolean
      readonly keys: readonly ChainKey[]
    }

/** The type of the outputs of each form. */
export const FORM_TYPES: Readonly<Record<SingleKeyForm, ScriptType>> = {
  pkh: 'p2pkh',
  'sh(wpkh)': 'p2sh',
  wpkh: 'p2wpkh',
  tr: 'p2tr',
}

const SINGLE = /^(pkh|wpkh|tr|sh\(wpkh)\(([^(),]*)\)(\))?$/
const MULTISIG = /^(sh|wsh|sh\(wsh)\((sorted)?multi\((\d{1,2}),([^()]*)\)\)(\))?$/
const KEY =
  /^(?:\[[0-9a-f]{8}[^\]]*\])?(?:([xt]pub[1-9A-HJ-NP-Za-km-z]+)((?:\/\d+)*)(\/\*)?|(0[23][0-9a-f]{64}|04[0-9a-f]{128}))$/

/** Takes a canonical single-path descriptor (without checksum) apart; null where it is of another shape. */
export function readSimpleChain(body: string): SimpleChain | null {
  return readSingle(body) ?? readMultisig(body)
}

/** A descriptor (without checksum) of a key expression. */
export function formOf(form: SingleKeyForm, key: string): string {
  return form === 'sh(wpkh)' ? `sh(wpkh(${key}))` : `${form}(${key})`
}

/** Whether a chain has an index. */
export function isRanged(chain: SimpleChain): boolean {
  const keys = chain.kind === 'single' ? [chain.key] : chain.keys
  return keys.some((key) => key.kind === 'extended' && key.ranged)
}

function readSingle(body: string): SimpleChain | null {
  const [, outer = '', inside = '', closing] = SINGLE.exec(body) ?? []
  const nested = outer === 'sh(wpkh'
  const key = readKey(inside)
  if (key?.kind !== 'extended' || nested !== (closing !== undefined)) return null
  return { kind: 'single', form: nested ? 'sh(wpkh)' : (outer as SingleKeyForm), key } // SINGLE knows no other
}

function readMultisig(body: string): SimpleChain | null {
  const [, outer = '', sorted, threshold = '', inside = '', closing] = MULTISIG.exec(body) ?? []
  const nested = outer === 'sh(wsh'
  const keys = inside.split(',').map(readKey)
  if (outer === '' || keys.includes(null) || nested !== (closing !== undefined)) return null
  return {
    kind: 'multisig',
    form: nested ? 'sh(wsh)' : (outer as MultisigForm), // MULTISIG knows no other
    threshold: Number(threshold),
    sorted: sorted !== undefined,
    keys: keys.filter((key) => key !== null),
  }
}

function readKey(text: string): ChainKey | null {
  const [whole, key, path = '', star, hex] = KEY.exec(text) ?? []
  if (whole === undefined) return null
  if (hex !== undefined) return { kind: 'point', hex }
  if (key === undefined) return null
  return { kind: 'extended', key, steps: path.split('/').slice(1).map(Number), ranged: star !== undefined }
}

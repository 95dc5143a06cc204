/** Wallets described in lines of text: BSMS descriptor records (BIP-129) and Coldcard's multisig file. Pure. */
import type { Network } from '../../../shared/chain.ts'
import { type FileReading, reading } from './file-types.ts'
import { keyExpression, multisig } from './key-expression.ts'

/** A BSMS 1.0 record: version, descriptor, path restrictions, first address. Null where it is none. */
export function bsmsRecord(lines: readonly string[]): FileReading | null {
  const [version, descriptor = '', paths = '', first = ''] = lines.map((line) => line.trim())
  if (!/^BSMS 1\.0$/.test(version ?? '')) return null
  const body = descriptor.replace(/#[a-z0-9]{8}$/, '')
  const chains = chainsOf(paths)
  if (!body.includes('(') || chains === null)
    return reading('bsms', { unread: [{ line: 2, problem: 'not_readable', text: null }] })
  const text = body.includes('/**') ? body.replaceAll('/**', chains) : descriptor
  return reading('bsms', { candidates: [{ line: 2, text, ...(first === '' ? {} : { first }) }] })
}

/** "/0/*,/1/*" as one step of several; null for what cannot be one. No restrictions mean what all wallets do. */
function chainsOf(paths: string): string | null {
  if (paths === '' || /^no path restrictions$/i.test(paths)) return '/<0;1>/*'
  const steps = paths.split(',').map((path) => /^\/(\d+)\/\*$/.exec(path.trim())?.[1])
  if (steps.some((step) => step === undefined)) return null
  return steps.length === 1 ? `/${steps[0]}/*` : `/<${steps.join(';')}>/*`
}

const FIELD = /^([A-Za-z0-9 ]+):\s*(\S.*)$/

/** Name, Policy, Derivation, Format, and a line for each fingerprint and key. Null where it is none. */
export function multisigFile(lines: readonly string[], network: Network): FileReading | null {
  const fields = lines.flatMap((line) => {
    const [, name = '', value = ''] = /^\s*#/.test(line) ? [] : (FIELD.exec(line.trim()) ?? [])
    return name === '' ? [] : [[name.toLowerCase(), value.trim()] as const]
  })
  const said = new Map(fields)
  const [, threshold, count] = /^(\d{1,2})\s*(?:of|\/)\s*(\d{1,2})$/i.exec(said.get('policy') ?? '') ?? []
  if (threshold === undefined) return null
  const keys = keysOf(fields, network)
  const kind = said.get('format') ?? 'p2sh'
  const text = keys.length === Number(count) ? multisig(kind, Number(threshold), keys) : null
  const label = said.get('name')
  if (text === null)
    return reading('multisig_text', { unread: [{ line: null, problem: 'unsupported_wallet', text: null }] })
  return reading('multisig_text', { candidates: [{ line: null, text, ...(label ? { label } : {}) }] })
}

/** Each key with the derivation said last before it. */
function keysOf(fields: readonly (readonly [string, string])[], network: Network): readonly string[] {
  const keys: string[] = []
  let path = ''
  for (const [name, value] of fields) {
    if (name === 'derivation') path = value
    else if (/^[0-9a-f]{8}$/.test(name))
      keys.push(keyExpression({ key: value, fingerprint: name, path }, network))
  }
  return keys
}

/** One record of BIP-329: from a line, checked, and back to a line without loss. */
import { assertNever } from '../../../shared/assert-never.ts'
import type { Network } from '../../../shared/chain.ts'
import {
  LABEL_LIMITS,
  LABEL_TYPES,
  type Label,
  type LabelRefusal,
  type LabelType,
} from '../../../shared/labels.ts'
import { decodeBase58 } from '../accounts/address-forms.ts'
import { parseAddress } from '../accounts/parse-address.ts'
import { parseExactObject } from './exact-json.ts'
import type { LabelPut } from './merge-label.ts'
import { type Harmless, secretIn } from './secret-text.ts'

/** A record that BIP-329 does not name, or not yet: kept as it is and given back on export. */
export interface AsideRecord {
  readonly kind: 'aside'
  readonly type: string
  readonly line: string
}

export type ParsedRecord =
  | { readonly kind: 'label'; readonly put: LabelPut }
  | AsideRecord
  | { readonly kind: 'refused'; readonly reason: LabelRefusal }

/** No real record comes near it. */
const MAX_LINE = 100_000

/** Reads one line. Whatever it holds, it never throws. */
export function parseRecord(line: string, network: Network, harmless: Harmless): ParsedRecord {
  if (line.length > MAX_LINE) return refused('too_long')
  if (!line.isWellFormed()) return refused('not_text')
  const fields = fieldsOf(line)
  if (typeof fields === 'string') return refused(fields)
  const { type, ref } = fields
  if (typeof type !== 'string' || type === '') return refused('no_type')
  if (typeof ref !== 'string' || ref === '') return refused('no_ref')
  if (!textsOf(fields).every((text) => text.isWellFormed() && !text.includes('\0')))
    return refused('not_text')
  const secret = secretOf(fields, harmless)
  if (secret !== null) return refused(secret)
  if (!isLabelType(type)) return { kind: 'aside', type, line: JSON.stringify(fields) }
  const canonical = canonicalRef(type, ref, network)
  return typeof canonical === 'string' ? labelOf({ ...fields, type, ref: canonical }) : canonical
}

type Fields = Readonly<Record<string, unknown>>

function fieldsOf(line: string): Fields | LabelRefusal {
  try {
    return parseExactObject(line) ?? 'not_json'
  } catch (error) {
    return error instanceof RangeError ? 'too_long' : 'not_json'
  }
}

function labelOf({ type, ref, label, spendable, origin, ...extra }: Fields & LabelName): ParsedRecord {
  if (label !== undefined && typeof label !== 'string') return refused('bad_field')
  if (label !== undefined && label.length > LABEL_LIMITS.label) return refused('too_long')
  if (origin !== undefined && typeof origin !== 'string') return refused('bad_field')
  const isOutput = type === 'output'
  if (isOutput && spendable !== undefined && typeof spendable !== 'boolean') return refused('bad_field')
  // BIP-329 has the origin tell apart labels of one transaction; elsewhere it only goes along.
  const rest = {
    ...extra,
    ...(type !== 'tx' && origin !== undefined ? { origin } : {}),
    ...(!isOutput && spendable !== undefined ? { spendable } : {}),
  }
  const put: LabelPut = {
    type,
    ref,
    origin: type === 'tx' ? (origin ?? '') : '',
    ...(label === undefined ? {} : { label }),
    ...(isOutput && typeof spendable === 'boolean' ? { spendable } : {}),
    ...(Object.keys(rest).length > 0 ? { extra: JSON.stringify(rest) } : {}),
  }
  return { kind: 'label', put }
}

interface LabelName {
  readonly type: LabelType
  readonly ref: string
}

/** The line of a label, as BIP-329 wants it: type and reference first. */
export function recordLine({ type, ref, origin, label, spendable, extra }: Label): string {
  return JSON.stringify({
    type,
    ref,
    ...(label === null ? {} : { label }),
    ...(origin === '' ? {} : { origin }),
    ...(spendable === null ? {} : { spendable }),
    ...parseExactObject(extra),
  })
}

/** The one spelling of a reference, or why it is none. */
export function canonicalRef(
  type: LabelType,
  text: string,
  network: Network,
): string | Extract<ParsedRecord, { kind: 'refused' }> {
  const ref = text.trim()
  switch (type) {
    case 'addr':
      return canonicalAddress(ref, network)
    case 'tx':
      return matched(ref, /^[0-9a-f]{64}$/i)
    case 'input':
    case 'output':
      return matched(ref, /^[0-9a-f]{64}:(0|[1-9]\d{0,9})$/i)
    case 'pubkey':
      return matched(ref, /^(0[23][0-9a-f]{64}|04[0-9a-f]{128}|[0-9a-f]{64})$/i)
    case 'xpub':
      return isExtendedKey(ref) ? ref : refused('bad_ref')
    case 'descriptor':
      return /^[a-z0-9_]+\(.*\)(#[a-z0-9]{8})?$/s.test(ref) ? ref : refused('bad_ref')
    default:
      return assertNever(type)
  }
}

function canonicalAddress(ref: string, network: Network) {
  const entry = parseAddress(ref, network)
  if (entry.kind === 'address') return entry.address.text
  return refused(entry.reason === 'wrong_network' ? 'wrong_network' : 'bad_ref')
}

function matched(ref: string, form: RegExp) {
  return form.test(ref) ? ref.toLowerCase() : refused('bad_ref')
}

/** 78 bytes with their checksum (BIP-32), under one of the public prefixes (SLIP-132 too). */
function isExtendedKey(ref: string): boolean {
  if (!/^[xyztuvYZUV]pub[1-9A-HJ-NP-Za-km-z]{107,108}$/.test(ref)) return false
  return decodeBase58(ref)?.length === 78
}

/** Keys hide in any field; a reference in hex is no secret, since its type says what it is. */
function secretOf({ type, ref, ...others }: Fields, harmless: Harmless): LabelRefusal | null {
  const isHex = typeof ref === 'string' && /^[0-9a-f]{64}([0-9a-f]{2,66})?(:\d+)?$/i.test(ref)
  const texts = textsOf(isHex ? { type, ...others } : { type, ref, ...others })
  for (const text of texts) {
    const secret = secretIn(text, harmless)
    if (secret !== null) return secret
  }
  return null
}

/** Every text in a value, names of fields included. */
function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) => [name, ...textsOf(inner)])
}

function isLabelType(type: string): type is LabelType {
  return LABEL_TYPES.some((known) => known === type)
}

function refused(reason: LabelRefusal): Extract<ParsedRecord, { kind: 'refused' }> {
  return { kind: 'refused', reason }
}

/** What Bitcoin Core prints: descriptors of a wallet, and lists of addresses. Pure. */
import type { Network } from '../../../shared/chain.ts'
import type { ImportBirthday } from '../../../shared/ipc/imports.ts'
import { parseAddress } from '../accounts/parse-address.ts'
import { type Candidate, type FileReading, reading } from './file-types.ts'
import { field, isObject, listField, textField } from './json-text.ts'

/** The first moment of bitcoin: an earlier timestamp (Core writes 0 or 1) says nothing. */
const GENESIS_S = 1_231_006_505

/** `listdescriptors`, or the list that `importdescriptors` takes. */
export function coreDescriptors(value: unknown): FileReading {
  const list = Array.isArray(value) ? (value as readonly unknown[]) : listField(value, 'descriptors')
  const wallet = textField(value, 'wallet_name')
  const candidates = list.flatMap((each): readonly Candidate[] => {
    const text = textField(each, 'desc')
    if (text === undefined) return []
    const label = textField(each, 'label') ?? wallet
    return [{ line: null, text, ...named(label), ...bornAt(field(each, 'timestamp')) }]
  })
  const unread =
    candidates.length === list.length ? [] : [{ line: null, problem: 'not_readable', text: null } as const]
  return reading('core_descriptors', { candidates, unread })
}

/** A time in seconds since 1970 as a birthday; nothing where it says nothing. */
export function bornAt(seconds: unknown): { readonly birthday?: ImportBirthday } {
  if (typeof seconds !== 'number' || !(seconds > GENESIS_S && seconds < 100_000_000_000)) return {}
  return { birthday: { date: new Date(seconds * 1000).toISOString().slice(0, 10) } }
}

function named(label: string | undefined): { readonly label?: string } {
  return label === undefined || label === '' ? {} : { label }
}

/**
 * `getaddressinfo`, or a list of such; `listreceivedbyaddress`, `listunspent`; `getaddressesbylabel`;
 * `listaddressgroupings`. Null where it is none of them.
 */
export function coreAddresses(value: unknown, network: Network): FileReading | null {
  const found = candidatesIn(value, network)
  return found.length === 0 ? null : reading('core_addresses', { candidates: distinct(found) })
}

function candidatesIn(value: unknown, network: Network): readonly Candidate[] {
  if (isObject(value)) {
    if (textField(value, 'address') !== undefined) return addressOf(value)
    const names = Object.keys(value)
    const all = names.length > 0 && names.every((name) => parseAddress(name, network).kind === 'address')
    const purposes = all && names.every((name) => isObject(value[name]))
    return purposes ? names.map((text) => ({ line: null, text })) : []
  }
  if (!Array.isArray(value)) return []
  return (value as readonly unknown[]).flatMap((each) =>
    isGrouping(each) ? groupingOf(each) : addressOf(each),
  )
}

function addressOf(value: unknown): readonly Candidate[] {
  const text = textField(value, 'address')
  if (text === undefined) return []
  const [first] = listField(value, 'labels')
  const label = textField(value, 'label') ?? (typeof first === 'string' ? first : textField(first, 'name'))
  return [{ line: null, text, ...named(label), ...bornAt(field(value, 'timestamp')) }]
}

/** One grouping: a list of [address, amount, label]. */
function isGrouping(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.every((each) => Array.isArray(each) && typeof each[0] === 'string')
}

function groupingOf(grouping: readonly unknown[]): readonly Candidate[] {
  return (grouping as readonly (readonly unknown[])[]).map(([text, , label]) => ({
    line: null,
    text: String(text),
    ...named(typeof label === 'string' ? label : undefined),
  }))
}

/** An address is listed once for each of its outputs. */
function distinct(candidates: readonly Candidate[]): readonly Candidate[] {
  return [...new Map(candidates.map((each) => [each.text, each])).values()]
}

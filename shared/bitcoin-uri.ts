/**
 * `bitcoin:` links by BIP-321 (which includes BIP-21): what they name and ask for. Pure. A watcher takes the addresses
 * out of them and does nothing else; a link is never followed.
 */
import { satsFromBtc } from './amounts.ts'

/** What a link says. */
export type BitcoinLink =
  | {
      readonly kind: 'link'
      /** From the path, then from `bc`, `tb` and `bcrt`, each once, as they were written. */
      readonly addresses: readonly string[]
      readonly label: string | null
      readonly message: string | null
      /** Satoshis; null where none is asked for. */
      readonly amount: number | null
      /** Other instructions by their names, such as `lightning`: they pay without an address that could be watched. */
      readonly others: readonly string[]
    }
  | { readonly kind: 'refused'; readonly reason: LinkRefusal }

/** Why a link as a whole is not valid. */
export const LINK_REFUSALS = [
  'not_bitcoin', // another scheme, or none
  'too_long',
  'bad_encoding', // a percent sign that begins no UTF-8
  'bad_amount', // no decimal number of bitcoin, or more than there can be
  'repeated', // amount, label or message twice: it could mean either
  'unknown_required', // `req-` something that is not known: the BIP has the whole link refused
  'no_address', // nothing in it that could be watched
  'secret', // a private key or a seed phrase is in it, which is not repeated
] as const
export type LinkRefusal = (typeof LINK_REFUSALS)[number]

/** Longer ones are refused unread. */
export const MAX_LINK = 10_000
const MAX_WORDS = 200
/** Of the names of other instructions: how long, and how many. */
const MAX_NAME = 40
const MAX_NAMES = 20
/** Keys whose values are addresses by themselves, one for each network's prefix. */
const ADDRESS_KEYS: readonly string[] = ['bc', 'tb', 'bcrt']
const ONCE: readonly string[] = ['amount', 'label', 'message']
/** Required ones that are known: proof of payment, which a watcher never gives since it never pays. */
const KNOWN_REQUIRED: readonly string[] = ['req-pop']

/** Whether the text begins as a link. */
export function isBitcoinLink(text: string): boolean {
  return /^\s*bitcoin:/i.test(text)
}

/** Reads a link; what is not valid as a whole is refused as a whole. */
export function parseBitcoinLink(text: string): BitcoinLink {
  if (text.length > MAX_LINK) return refused('too_long')
  const [path, query] = partsOf(text)
  if (!isBitcoinLink(text) || (path === '' && query === '')) return refused('not_bitcoin')
  const pairs = pairsOf(query)
  if (pairs === null) return refused('bad_encoding')
  const problem = problemOf(pairs)
  if (problem !== null) return refused(problem)
  const amount = amountOf(valueOf(pairs, 'amount'))
  if (amount === 'bad') return refused('bad_amount')
  const named = pairs.filter(([key]) => ADDRESS_KEYS.includes(key)).map(([, value]) => value)
  const addresses = [...new Set([path, ...named].filter(Boolean))]
  if (addresses.length === 0) return refused('no_address')
  const [label, message] = [wordsOf(valueOf(pairs, 'label')), wordsOf(valueOf(pairs, 'message'))]
  const others = pairs.map(([key]) => key).filter((key) => !isRepeated(key))
  return { kind: 'link', addresses, label, message, amount, others: namesOf(others) }
}

/** What of a link may be repeated, as it was written and uncut, for whoever looks for secrets in it. */
export function textsOfLink(text: string): readonly string[] {
  const [path, query] = partsOf(text)
  const pairs = decoded(query) ?? []
  return [path, ...pairs.flatMap(([key, value]) => (isRepeated(key.toLowerCase()) ? [value] : [key]))]
}

function partsOf(text: string): readonly [path: string, query: string] {
  const [, path = '', query = ''] =
    /^\s*bitcoin:(?:\/\/)?([^?#\s]*)(?:\?([^#\s]*))?(?:#\S*)?\s*$/i.exec(text) ?? []
  return [path, query]
}

/** Of these keys the values are shown; of all others the keys alone. */
function isRepeated(key: string): boolean {
  return ADDRESS_KEYS.includes(key) || ONCE.includes(key)
}

type Pair = readonly [key: string, value: string]

/** Keys are compared without case. Null for a wrong encoding. */
function pairsOf(query: string): readonly Pair[] | null {
  return decoded(query)?.map(([key, value]): Pair => [key.toLowerCase(), value]) ?? null
}

/** `+` stands for itself: this is a URI, not a form. Null for a wrong encoding. */
function decoded(query: string): readonly Pair[] | null {
  try {
    return query
      .split('&')
      .filter(Boolean)
      .map((part): Pair => {
        const at = part.indexOf('=')
        const [key, value] = at === -1 ? [part, ''] : [part.slice(0, at), part.slice(at + 1)]
        return [decodeURIComponent(key), decodeURIComponent(value)]
      })
  } catch {
    return null
  }
}

function problemOf(pairs: readonly Pair[]): LinkRefusal | null {
  const keys = pairs.map(([key]) => key)
  if (keys.some((key) => key.startsWith('req-') && !KNOWN_REQUIRED.includes(key))) return 'unknown_required'
  return ONCE.some((key) => keys.filter((each) => each === key).length > 1) ? 'repeated' : null
}

function valueOf(pairs: readonly Pair[], wanted: string): string | null {
  return pairs.find(([key]) => key === wanted)?.[1] ?? null
}

/** Decimal bitcoin to satoshis by its digits, never through a float. */
function amountOf(text: string | null): number | null | 'bad' {
  if (text === null) return null
  const [, whole = '', fraction = ''] = /^(\d{1,8})?(?:\.(\d{1,8}))?$/.exec(text) ?? []
  if (whole === '' && fraction === '') return 'bad'
  try {
    return satsFromBtc(fraction === '' ? whole : `${whole || '0'}.${fraction}`)
  } catch {
    return 'bad' // more bitcoin than can exist
  }
}

/** Written by a stranger: on one line, without what could turn the rest of it around, and not endless. */
function wordsOf(text: string | null, most = MAX_WORDS): string | null {
  const plain = (text ?? '').replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim()
  return plain === '' ? null : Array.from(plain).slice(0, most).join('')
}

function namesOf(keys: readonly string[]): readonly string[] {
  return [...new Set(keys.flatMap((key) => wordsOf(key, MAX_NAME) ?? []))].slice(0, MAX_NAMES)
}

function refused(reason: LinkRefusal): BitcoinLink {
  return { kind: 'refused', reason }
}

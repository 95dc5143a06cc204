/**
 * Private keys and seed phrases anywhere in a file: one is enough to refuse all of it. By form, as everywhere; 64 hex
 * digits alone are a transaction's name in such files, and no key.
 */
import { phraseAcrossLines, secretKindOf } from '../accounts/secrets.ts'
import { holdsPhrase } from '../labels/secret-text.ts'
import { isObject } from './json-text.ts'

/** Where a secret was found; nothing of it. */
export interface FoundSecret {
  readonly line: number | null
  readonly reason: 'private_key' | 'seed_phrase'
}

const HEX_64 = /(?<![0-9a-zA-Z])(?:0x)?[0-9a-fA-F]{64}(?![0-9a-zA-Z])/g
const LONGEST_RUN = 200
/** Fields of wallet files that hold a key or what leads to one, if only encrypted. */
const SECRET_FIELDS =
  /^(xprv|prv|seed|seed_words|mnemonic|mnemonicSeed|mnemonicString|encrypted_seed|private_?key|privkey|wif|keypairs|extendedPrivateKey|masterPrivateExtendedKey|hdseed|passphrase)$/i

/** In plain text: over its lines, words and cells. */
export function secretInLines(lines: readonly string[]): FoundSecret | null {
  const [across] = phraseAcrossLines(lines)
  if (across !== undefined && holdsPhrase(lines.slice(across, across + 60).join(' ')))
    return { line: across + 1, reason: 'seed_phrase' }
  for (const [index, line] of lines.entries()) {
    const reason = secretInText(line)
    if (reason !== null) return { line: index + 1, reason }
  }
  return null
}

/** In a parsed document: in every text, and by the names of fields. */
export function secretInJson(value: unknown): FoundSecret | null {
  const open: unknown[] = [value]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next === 'string') {
      const reason = secretInText(next)
      if (reason !== null) return { line: null, reason }
    } else if (Array.isArray(next)) for (const each of next) open.push(each ?? false)
    else if (isObject(next)) {
      for (const [name, held] of Object.entries(next)) {
        if (SECRET_FIELDS.test(name) && isHeld(held)) return { line: null, reason: 'private_key' }
        open.push(name, held ?? false)
      }
    }
  }
  return null
}

function isHeld(value: unknown): boolean {
  if (typeof value === 'string') return value.trim() !== ''
  if (Array.isArray(value)) return value.length > 0
  return isObject(value) && Object.keys(value).length > 0
}

/** The kind of secret in one text; null when there is none. */
export function secretInText(text: string): 'private_key' | 'seed_phrase' | null {
  if (holdsPhrase(text)) return 'seed_phrase'
  if (text.length < 20) return null
  const words = text.replace(HEX_64, '').split(/[\s,;|"']+/)
  return words.some((word) => mayBeKey(word) && holdsKey(word)) ? 'private_key' : null
}

/** Decoding a long run of letters takes the square of its length, and no key is that long. */
function holdsKey(word: string): boolean {
  if (word.length <= LONGEST_RUN) return secretKindOf(word) !== null
  if (/[xyztuvYZUV]prv[1-9A-HJ-NP-Za-km-z]{8}/.test(word)) return true
  const parts = word.split(/[^0-9A-Za-z]+/)
  return parts.some((part) => part.length <= LONGEST_RUN && mayBeKey(part) && secretKindOf(part) !== null)
}

/** By length alone, so that a hundred thousand addresses are not decoded twice: mini keys, and all the long ones. */
function mayBeKey(word: string): boolean {
  return word.length >= 45 || (word.length >= 22 && word.startsWith('S'))
}

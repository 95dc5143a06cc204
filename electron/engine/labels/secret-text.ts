/**
 * Keys and seed phrases in free text: labels, notes, names, searches. Plain language must pass, so that a seed phrase
 * is a run of words that all stand in one of BIP-39's lists, not just any run of words.
 */
import { validateMnemonic } from '@scure/bip39'
import { wordlist as czech } from '@scure/bip39/wordlists/czech.js'
import { wordlist as english } from '@scure/bip39/wordlists/english.js'
import { wordlist as french } from '@scure/bip39/wordlists/french.js'
import { wordlist as italian } from '@scure/bip39/wordlists/italian.js'
import { wordlist as japanese } from '@scure/bip39/wordlists/japanese.js'
import { wordlist as korean } from '@scure/bip39/wordlists/korean.js'
import { wordlist as portuguese } from '@scure/bip39/wordlists/portuguese.js'
import { wordlist as simplifiedChinese } from '@scure/bip39/wordlists/simplified-chinese.js'
import { wordlist as spanish } from '@scure/bip39/wordlists/spanish.js'
import { wordlist as traditionalChinese } from '@scure/bip39/wordlists/traditional-chinese.js'
import type { RefusedEntry } from '../../../shared/address.ts'
import { AppError } from '../../../shared/errors.ts'
import { REFUSAL_MESSAGES } from '../accounts/parse-address.ts'
import { secretKindOf } from '../accounts/secrets.ts'

/** A word may be missing from a phrase that was copied badly. */
const LEAST_WORDS = 11

export type Secret = 'private_key' | 'seed_phrase'

/** What a text may hold that looks like a key. */
export interface Harmless {
  /** 64 hex digits are a transaction as often as a key: whether these are one that is known. */
  readonly isTxid: (hex: string) => boolean
}

/** The kind of secret that stands somewhere in the text; null when none does. */
export function secretIn(text: string, { isTxid }: Harmless): Secret | null {
  if (holdsPhrase(text)) return 'seed_phrase'
  return text.split(/\s+/).some((word) => isKey(word, isTxid)) ? 'private_key' : null
}

/** Fails with `refused_entries`, repeating nothing, when one of the texts holds a secret. */
export function refuseSecrets(texts: readonly (string | null | undefined)[], harmless: Harmless): void {
  texts.forEach((text, at) => {
    const secret = secretIn(text ?? '', harmless)
    if (secret === null) return
    const message = REFUSAL_MESSAGES[secret]
    const detail: readonly RefusedEntry[] = [{ line: at + 1, text: null, reason: secret, message }]
    throw new AppError('refused_entries', `Nothing was kept: ${message}.`, { detail })
  })
}

const HEX_KEY = /(?<![0-9a-fA-F])[0-9a-fA-F]{64}(?![0-9a-fA-F])/g

function isKey(word: string, isTxid: (hex: string) => boolean): boolean {
  if ((word.match(HEX_KEY) ?? []).some((hex) => !isTxid(hex.toLowerCase()))) return true
  const bare = word.replace(HEX_KEY, '').replace(/^[("'[]+|[.,;:!?)\]"']+$/g, '')
  return secretKindOf(bare) !== null // one word is no phrase: only keys are told
}

let listsOfWord: ReadonlyMap<string, number> | null = null

/** In which lists a word stands, as bits. Filled when it is first needed: 20,000 words. */
function listsOf(word: string): number {
  listsOfWord ??= bitsByWord()
  return listsOfWord.get(word) ?? 0
}

function bitsByWord(): ReadonlyMap<string, number> {
  const bits = new Map<string, number>()
  const lists = [
    english,
    simplifiedChinese,
    traditionalChinese,
    japanese,
    korean,
    spanish,
    french,
    italian,
    portuguese,
    czech,
  ]
  lists.forEach((list, at) => {
    for (const word of list) {
      const plain = plainWord(word)
      bits.set(plain, (bits.get(plain) ?? 0) | (1 << at))
    }
  })
  return bits
}

/** Accents are left out: many a phrase is typed without them. */
function plainWord(word: string): string {
  return word
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
}

/** Whether a seed phrase stands in the text: words apart by white space, commas or numbers; in one list all of them. */
export function holdsPhrase(text: string): boolean {
  const words = text.split(/[\s\p{P}\p{N}]+/u)
  if (words.some(isUnspacedPhrase)) return true
  if (words.length < LEAST_WORDS) return false
  const runs = new Map<number, number>() // by list: how many words up to here
  return words.some((word) => {
    const bits = listsOf(plainWord(word))
    for (let list = 0; list < 10; list++) runs.set(list, bits & (1 << list) ? (runs.get(list) ?? 0) + 1 : 0)
    return [...runs.values()].some((run) => run >= LEAST_WORDS)
  })
}

/** Chinese is written without spaces: there, only the checksum tells a phrase from a sentence. */
function isUnspacedPhrase(word: string): boolean {
  if (!/^\p{Script=Han}{12,24}$/u.test(word)) return false
  const spaced = Array.from(word).join(' ')
  return [simplifiedChinese, traditionalChinese].some((list) => validateMnemonic(spaced, list))
}

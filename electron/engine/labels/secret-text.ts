/**
 * Keys and seed phrases in free text: labels, notes, names, searches. Plain language must pass, so that a seed phrase
 * is a run of words that all stand in one of BIP-39's lists, not just any run of words.
 */
import { validateMnemonic } from '@scure/bip39'
import { wordlist as simplifiedChinese } from '@scure/bip39/wordlists/simplified-chinese.js'
import { wordlist as traditionalChinese } from '@scure/bip39/wordlists/traditional-chinese.js'
import type { RefusedEntry } from '../../../shared/address.ts'
import { AppError } from '../../../shared/errors.ts'
import { englishOf, say } from '../../../shared/said.ts'
import { REFUSAL_CODES } from '../accounts/parse-address.ts'
import { secretKindOf } from '../accounts/secrets.ts'
import { longestRun } from '../accounts/seed-words.ts'

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
    const message = englishOf(say(REFUSAL_CODES[secret]))
    const detail: readonly RefusedEntry[] = [{ line: at + 1, text: null, reason: secret, message }]
    throw new AppError(
      'refused_entries',
      say(secret === 'private_key' ? 'text_secret_key' : 'text_secret_phrase'),
      {
        detail,
      },
    )
  })
}

/** No key is shorter. */
const LONG = /[0-9A-Za-z]{20}/
const HEX_KEY = /(?<![0-9a-fA-F])[0-9a-fA-F]{64}(?![0-9a-fA-F])/g

function isKey(word: string, isTxid: (hex: string) => boolean): boolean {
  if ((word.match(HEX_KEY) ?? []).some((hex) => !isTxid(hex.toLowerCase()))) return true
  const bare = word.replace(HEX_KEY, '').replace(/^[("'[]+|[.,;:!?)\]"']+$/g, '')
  return LONG.test(bare) && secretKindOf(bare) !== null // one word is no phrase: only keys are told
}

/**
 * Whether a seed phrase stands in the text: words of one list, whatever is between them. Chinese counts only where its
 * signs are apart, as in a phrase.
 */
export function holdsPhrase(text: string): boolean {
  if (text.length <= LEAST_WORDS) return false
  if ((text.match(/\p{Script=Han}{12,}/gu) ?? []).some(isUnspacedPhrase)) return true
  return longestRun(text.replace(/\p{Script=Han}{2,}/gu, ' ')) >= LEAST_WORDS
}

/** Chinese is written without spaces: there, only the checksum tells a phrase from a sentence. */
function isUnspacedPhrase(run: string): boolean {
  const signs = Array.from(run)
  if (signs.length > 24) return false
  return [simplifiedChinese, traditionalChinese].some((list) => validateMnemonic(signs.join(' '), list))
}

/** The words of seed phrases (BIP-39) in every language of the standard, however they are spaced, numbered or accented. */
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

const LISTS: readonly (readonly string[])[] = [
  english,
  czech,
  french,
  italian,
  japanese,
  korean,
  portuguese,
  spanish,
  simplifiedChinese,
  traditionalChinese,
]
/** English words are told apart by four letters: people write down no more. */
const SHORT = 4

/** The most words of one language that stand one behind the other, whatever is between them that is no word. */
export function longestRun(text: string): number {
  const tokens = tokensOf(text)
  return Math.max(...LISTS.map((_, list) => runOf(tokens, list)))
}

/** Whether a text consists of words of one language and nothing else. */
export function isOfSeedWords(text: string): boolean {
  const tokens = tokensOf(text)
  return tokens.length > 0 && longestRun(text) === tokens.length && !/\d{3}/.test(text)
}

function runOf(tokens: readonly string[], list: number): number {
  let [longest, run] = [0, 0]
  for (const token of tokens) {
    run = (listsOf().get(token) ?? 0) & (1 << list) ? run + 1 : 0
    longest = Math.max(longest, run)
  }
  return longest
}

/** Chinese is written without spaces: each sign is a word. */
function tokensOf(text: string): readonly string[] {
  return plain(text)
    .split(/[^\p{L}]+/u)
    .filter((token) => token !== '')
    .flatMap((token) => (/^\p{Script=Han}+$/u.test(token) ? Array.from(token) : [token]))
}

/** Accents and the marks of Japanese sounds are left out on both sides: they are often lost on the way. */
function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
}

/** By word, the lists that have it as bits. Made when the first text is looked at. */
let lists: ReadonlyMap<string, number> | null = null

function listsOf(): ReadonlyMap<string, number> {
  lists ??= makeLists()
  return lists
}

function makeLists(): ReadonlyMap<string, number> {
  const made = new Map<string, number>()
  const add = (word: string, list: number): void => void made.set(word, (made.get(word) ?? 0) | (1 << list))
  LISTS.forEach((words, list) => {
    for (const word of words) {
      add(plain(word), list)
      if (words === english) add(word.slice(0, SHORT), list)
    }
  })
  return made
}

/**
 * Private keys and seed phrases, recognised by their form wherever they hide in what was pasted. By form, not by
 * checksum alone: a mistyped key is still somebody's key. Nothing of them is repeated (architecture, invariant 7).
 */
import type { Refusal } from '../../../shared/address.ts'
import { decodeBase58 } from './address-forms.ts'
import { isOfSeedWords, longestRun } from './seed-words.ts'

const WIF_VERSIONS = new Set([0x80, 0xef])
const WORD = /^\p{L}{2,12}$/u
const PHRASE_LENGTHS_FROM = 11 // one word may be missing from a 12-word phrase that was copied badly

/** What kind of secret a line may hold; null where there is none. */
export function secretKindOf(text: string): Refusal | null {
  const words = text.split(/\s+/)
  if (words.length >= PHRASE_LENGTHS_FROM && words.every((word) => WORD.test(word))) return 'seed_phrase'
  if (isNumbersOfSeed(text) || isPhrase(text)) return 'seed_phrase'
  return words.some((word) => holdsPrivateKey(word.replace(SEGWIT_FORM, ''))) ? 'private_key' : null
}

/** Looked at closely only where enough stands between words: an address has none of it. */
function isPhrase(text: string): boolean {
  return /(?:[^0-9A-Za-z].*){10}/s.test(text) && longestRun(text) >= PHRASE_LENGTHS_FROM
}

/** A phrase as the places of its words in the list: apart, or as the four digits each of a SeedQR. */
function isNumbersOfSeed(text: string): boolean {
  const digits = text.replace(/[\s,;]+/g, ' ').trim()
  const apart = digits.includes(' ') ? digits.split(' ') : (digits.match(/\d{4}/g) ?? [])
  const right = apart.length >= 12 && apart.length <= 24 && apart.length % 3 === 0
  const whole = digits.includes(' ') || digits.length === 4 * apart.length
  return right && whole && apart.every((each) => /^\d{1,4}$/.test(each) && Number(each) <= 2_048)
}

/**
 * A whole address in bech32, in one case as it must be: a stretch of it can look like a key by chance. A key is not
 * lost by leaving it out, since a key in one case and of these 32 characters alone does not occur.
 */
const SEGWIT_FORM =
  /^(?:[bB][iI][tT][cC][oO][iI][nN]:)?(?:(?:bc|tb|bcrt)1[02-9ac-hj-np-z]{6,87}|(?:BC|TB|BCRT)1[02-9AC-HJ-NP-Z]{6,87})(?=$|\?)/

/** Hex of a public key, a hash or a script as a part of a descriptor: no key in base58 is of these digits alone. */
const HEX_PART = /(?<![0-9A-Za-z])(?:[0-9a-f]{40,}|[0-9A-F]{40,})(?![0-9A-Za-z])/g
/** A segwit address as a part of a descriptor, as `SEGWIT_FORM` is a whole one. */
const SEGWIT_PART = /(?<![0-9A-Za-z])(?:bc|tb|bcrt)1[02-9ac-hj-np-z]{6,87}(?![0-9A-Za-z])/g

function holdsPrivateKey(text: string): boolean {
  if (/[xyztuvYZUV]prv[1-9A-HJ-NP-Za-km-z]{8,}/.test(text)) return true
  if (/^(0x)?([0-9a-fA-F]{64}|[0-9a-fA-F]{128})$/.test(text)) return true // a bare secret looks just like a txid
  if (holdsHexSecret(text)) return true
  const rest = text.replace(HEX_PART, '').replace(SEGWIT_PART, '')
  if ((rest.match(/[0-9A-Za-z]+/g) ?? []).some(looksLikeSecret)) return true
  return (rest.match(/[1-9A-HJ-NP-Za-km-z]+/g) ?? []).some(looksLikeWif)
}

function looksLikeSecret(token: string): boolean {
  if (/^6P[1-9A-HJ-NP-Za-km-z]{56}$/.test(token)) return true // BIP-38
  if (/^ms1[02-9ac-hj-np-z]{45,124}$/i.test(token)) return true // codex32 (BIP-93)
  return /^S[1-9A-HJ-NP-Za-km-z]{21,29}$/.test(token) // mini private key
}

/** 32 bytes of hex where a descriptor has a key. Taproot's keys look so; everywhere else only a private one does. */
function holdsHexSecret(text: string): boolean {
  if (!/^[a-z]+\(/.test(text) || /^(raw)?tr\(/.test(text)) return false
  return /(?<![0-9a-zA-Z]|sha256\(|hash256\()[0-9a-fA-F]{64}(?![0-9a-zA-Z])/.test(text)
}

/** By form, not by checksum alone: a mistyped key is still somebody's key. */
function looksLikeWif(run: string): boolean {
  if (/^(5[1-9A-HJ-NP-Za-km-z]{50}|[KL][1-9A-HJ-NP-Za-km-z]{51})$/.test(run)) return true
  if (/^(9[1-9A-HJ-NP-Za-km-z]{50}|c[1-9A-HJ-NP-Za-km-z]{51})$/.test(run)) return true
  const bytes = decodeBase58(run)
  return bytes !== null && (bytes.length === 33 || bytes.length === 34) && WIF_VERSIONS.has(bytes[0] ?? -1)
}

/** The lines (from 0) that together are a seed phrase: a word a line, or a few. */
export function phraseAcrossLines(lines: readonly string[]): ReadonlySet<number> {
  const found = new Set<number>()
  let run: { readonly at: number; readonly words: number }[] = []
  const close = (): void => {
    const words = run.reduce((sum, line) => sum + line.words, 0)
    if (words >= PHRASE_LENGTHS_FROM) for (const { at } of run) found.add(at)
    run = []
  }
  lines.forEach((line, at) => {
    const text = line.trim().replace(/^\d+[.):]?\s*/, '')
    if (WORD.test(text)) run.push({ at, words: 1 })
    else if (isOfSeedWords(text)) run.push({ at, words: longestRun(text) })
    else if (text !== '') close()
  })
  close()
  return found
}

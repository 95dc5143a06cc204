/**
 * Private keys and seed phrases, recognised by their form wherever they hide in what was pasted. By form, not by
 * checksum alone: a mistyped key is still somebody's key. Nothing of them is repeated (architecture, invariant 7).
 */
import type { Refusal } from '../../../shared/address.ts'
import { decodeBase58 } from './address-forms.ts'

const WIF_VERSIONS = new Set([0x80, 0xef])
const WORD = /^\p{L}{2,12}$/u
const PHRASE_LENGTHS_FROM = 11 // one word may be missing from a 12-word phrase that was copied badly

/** What kind of secret a line may hold; null where there is none. */
export function secretKindOf(text: string): Refusal | null {
  const words = text.split(/\s+/)
  if (words.length >= PHRASE_LENGTHS_FROM && words.every((word) => WORD.test(word))) return 'seed_phrase'
  return words.some((word) => holdsPrivateKey(word.replace(SEGWIT_FORM, ''))) ? 'private_key' : null
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
  if (/^6P[1-9A-HJ-NP-Za-km-z]{56}$/.test(text)) return true // BIP-38
  if (/^(0x)?[0-9a-fA-F]{64}$/.test(text)) return true // a bare secret looks just like a txid
  if (/^S[1-9A-HJ-NP-Za-km-z]{21,29}$/.test(text)) return true // mini private key
  if (holdsHexSecret(text)) return true
  const rest = text.replace(HEX_PART, '').replace(SEGWIT_PART, '')
  return (rest.match(/[1-9A-HJ-NP-Za-km-z]+/g) ?? []).some(looksLikeWif)
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

/** The lines (from 0) that together are a seed phrase, written one word a line. */
export function phraseAcrossLines(lines: readonly string[]): ReadonlySet<number> {
  const found = new Set<number>()
  let run: number[] = []
  const close = (): void => {
    if (run.length >= PHRASE_LENGTHS_FROM) for (const index of run) found.add(index)
    run = []
  }
  lines.forEach((line, index) => {
    if (WORD.test(line.trim().replace(/^\d+[.)]?\s*/, ''))) run.push(index)
    else if (line.trim() !== '') close()
  })
  close()
  return found
}

/**
 * Keys of scripts and outpoints: a seeded 64-bit hash of all their bytes for the table, four bytes of them for the
 * filter. No result depends on the seed: a hit is verified byte by byte. It keeps others from choosing what collides.
 */
import { randomInt } from 'node:crypto'
import { MAX_SCRIPT } from './byte-reader.ts'

/** Secret words. */
export interface HashSeed {
  readonly a: number
  readonly b: number
}

/** A seed that nobody outside knows. */
export function randomSeed(): HashSeed {
  return { a: randomInt(2 ** 32) | 1, b: randomInt(2 ** 32) | 0 }
}

const OP_RETURN = 0x6a
const MIX_A = 0x9e3779b1
const MIX_B = 0x85ebca6b
const MIX_C = 0xc2b2ae35

/** Scripts that the filter knows: long enough for four bytes behind the opcodes, and with a length of one byte. */
export const FILTERED_FROM = 7
export const FILTERED_TO = 0xfc

/** Whether the filter knows scripts of this length. */
export function isFiltered(length: number): boolean {
  return length >= FILTERED_FROM && length <= FILTERED_TO
}

/** Where a script's filter word begins: behind the opcodes of the usual forms comes what tells them apart. */
export const FILTER_WORD = 3

/**
 * Where an outpoint's begins: the end of the txid, which the walk has in reach when it reads the length behind it. Its
 * beginning is another line of memory more often than not.
 */
export const OUTPOINT_WORD = 28

/** False for outputs that nobody can ever spend and that no node keeps as unspent. */
export function isSpendable(bytes: Uint8Array, start: number, length: number): boolean {
  return length <= MAX_SCRIPT && (length === 0 || bytes[start] !== OP_RETURN)
}

/** The 64-bit key, as two words. */
export type Key = readonly [place: number, tag: number]

/** Hashes all the bytes, four at a time. */
export function keyOf(bytes: Uint8Array, start: number, length: number, seed: HashSeed): Key {
  let place = seed.a ^ length
  let tag = seed.b
  let at = start
  for (const end = start + length - 3; at < end; at += 4) {
    const next = wordAt(bytes, at)
    place = Math.imul(place ^ next, MIX_A)
    place ^= place >>> 15
    tag = Math.imul(tag ^ next, MIX_B) + (place >>> 7)
    tag ^= tag >>> 13
  }
  for (const end = start + length; at < end; at++) {
    place = Math.imul(place ^ (bytes[at] ?? 0), MIX_A)
    place ^= place >>> 15
    tag = Math.imul(tag, MIX_C) ^ place
  }
  place = Math.imul(place ^ (place >>> 16), MIX_B)
  return [place ^ (place >>> 13), (tag ^ (tag >>> 16)) | 0]
}

/** Four bytes, the lowest first. */
export function wordAt(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] ?? 0) |
    ((bytes[at + 1] ?? 0) << 8) |
    ((bytes[at + 2] ?? 0) << 16) |
    ((bytes[at + 3] ?? 0) << 24)
  )
}

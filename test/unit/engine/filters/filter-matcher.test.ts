import { assert, integer, oneof, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blockHashOf } from '../../../../electron/engine/block/hash.ts'
import { createFilterMatcher } from '../../../../electron/engine/filters/filter-matcher.ts'
import { createRandom } from '../../../bench/random.ts'
import { buildFilter, sipHash, valueOf } from './naive-gcs.ts'

const KEY = Buffer.from('000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f', 'hex')
const BLOCK = blockHashOf(KEY)
const LENGTHS = [22, 23, 25, 34, 35, 67, 1, 7, 8, 9, 16, 105, 600]

/** Distinct scripts of the usual and of odd lengths, none of them left out by BIP-158. */
function scriptsOf(seed: number, count: number): Buffer[] {
  const random = createRandom(seed)
  const scripts = Array.from({ length: count }, (_, i) => {
    const length = LENGTHS[random.below(LENGTHS.length)] ?? 22
    const bytes = Buffer.alloc(Math.max(length, 5), random.bytes(64))
    bytes.writeUInt32LE((seed * 1_000_000 + i) >>> 0, bytes.length - 4) // so that seeds share none
    bytes[0] = 0x51
    return bytes
  })
  return scripts
}

describe('the reference that the matcher is held against', () => {
  it('hashes as the authors of SipHash-2-4 do', () => {
    const message = Uint8Array.from({ length: 15 }, (_, i) => i)
    expect(sipHash(KEY, message).toString(16)).toBe('a129ca6149be45e5')
    expect(sipHash(KEY, message.subarray(0, 0)).toString(16)).toBe('726fdb47dd0e0e31')
  })
})

describe('the filter matcher', () => {
  it('finds each script of a filter of any size, alone', () => {
    const sizes = oneof({ weight: 3, arbitrary: integer({ min: 1, max: 12 }) }, integer({ min: 1, max: 400 }))
    assert(
      property(sizes, integer({ min: 0, max: 2 ** 31 }), (count, seed) => {
        const scripts = scriptsOf(seed, count)
        const filter = buildFilter(KEY, scripts)
        for (const script of scripts) expect(createFilterMatcher([script]).matchAny(filter, BLOCK)).toBe(true)
      }),
      { numRuns: 40 },
    )
  })

  it('answers for many scripts exactly as the reference does, hit or miss', () => {
    const inside = scriptsOf(1, 3_000)
    const filter = buildFilter(KEY, inside)
    const values = new Set(inside.map((script) => valueOf(KEY, inside.length, script)))
    const outside = scriptsOf(2, 10_000)
    let hits = 0
    for (let start = 0; start < outside.length; start += 50) {
      const some = outside.slice(start, start + 50)
      const expected = some.some((script) => values.has(valueOf(KEY, inside.length, script)))
      expect(createFilterMatcher(some).matchAny(filter, BLOCK)).toBe(expected)
      hits += expected ? 1 : 0
    }
    expect(hits).toBeLessThan(5)
  })

  it('finds one script of the filter among thousands that are not, wherever it stands', () => {
    const inside = scriptsOf(3, 500)
    const filter = buildFilter(KEY, inside)
    const others = scriptsOf(4, 2_003)
    const free = others.filter((script) => !createFilterMatcher([script]).matchAny(filter, BLOCK))
    expect(createFilterMatcher(free).matchAny(filter, BLOCK)).toBe(false)
    for (const at of [0, 1, 2, 3, 4, 1_001, 1_502, free.length - 1]) {
      const watched = free.with(at, inside[at % inside.length] ?? Buffer.of())
      expect(createFilterMatcher(watched).matchAny(filter, BLOCK)).toBe(true)
    }
  })

  it('hits by chance about once in 784,931 scripts', () => {
    const strangers = Array.from({ length: 60_000 }, (_, i) => {
      const script = Buffer.alloc(22, 0x52)
      script.writeUInt32LE(i, 10)
      return script
    })
    const matcher = createFilterMatcher(strangers)
    let hits = 0
    for (let block = 0; block < 60; block++) {
      const key = createRandom(block).bytes(32)
      const filter = buildFilter(key, scriptsOf(1_000 + block, 60))
      hits += matcher.matchAny(filter, blockHashOf(key)) ? 1 : 0
    }
    // 60 blocks x (1 - e^(-60,000 / 784,931)) = 4.4; 14 and more would come once in 10,000 seeds, none in 80.
    expect(hits).toBeGreaterThan(0)
    expect(hits).toBeLessThan(14)
  })

  it('leaves out what a filter never holds: empty scripts and those that begin with OP_RETURN', () => {
    const never = [Buffer.of(), Buffer.of(0x6a), Buffer.from('6a0568656c6c6f', 'hex')]
    const matcher = createFilterMatcher([...never, ...scriptsOf(6, 2)])
    expect(matcher.scripts).toBe(2)
    // Were they asked for, a filter that holds them would be hit.
    expect(createFilterMatcher(never).matchAny(buildFilter(KEY, never), BLOCK)).toBe(false)
  })

  it('takes the key from the block that is named: another block is another question', () => {
    const [script] = scriptsOf(7, 1)
    const scripts = scriptsOf(8, 200)
    const filter = buildFilter(KEY, [...scripts, script ?? Buffer.of()])
    const matcher = createFilterMatcher(script ? [script] : [])
    expect(matcher.matchAny(filter, BLOCK)).toBe(true)
    expect(matcher.matchAny(filter, blockHashOf(Buffer.alloc(32, 7)))).toBe(false)
  })

  it('keeps nothing of one filter when it reads the next, larger or smaller', () => {
    const scripts = scriptsOf(9, 9_000)
    const large = buildFilter(KEY, scripts)
    const small = buildFilter(KEY, scripts.slice(0, 10))
    const one = createFilterMatcher(scripts.slice(8_000, 8_001))
    expect([small, large, small, large].map((filter) => one.matchAny(filter, BLOCK))).toEqual([
      false,
      true,
      false,
      true,
    ])
  })
})

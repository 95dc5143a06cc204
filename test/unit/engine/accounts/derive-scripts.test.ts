import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deriveScripts, INDEX_END } from '../../../../electron/engine/accounts/derive-scripts.ts'
import { parseAddress } from '../../../../electron/engine/accounts/parse-address.ts'
import { parseEntry } from '../../../../electron/engine/accounts/parse-entry.ts'
import { scriptByLibrary } from '../../../../electron/engine/accounts/script-by-library.ts'
import { createDescriptorMaker } from '../../../ground/random-descriptor.ts'
import { seedOf } from '../../../ground/seed.ts'

const DESCRIPTORS = 80
const seed = seedOf('descriptors')
const CHAIN =
  'wpkh(xpub661MyMwAqRbcFtXgS5sYJABqqG9YLmC4Q1Rdap9gSE8NqtwybGhePY2gZ29ESFjqJoCu1Rupje8YtGqsefD265TMg7usUDFdp6W1EGMcet8/0/*)'

describe('the scripts of a chain', () => {
  it(`are those of the library, for ${DESCRIPTORS} random descriptors (seed ${seed})`, () => {
    const make = createDescriptorMaker(seed, ['mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn'])
    for (const { text, index } of Array.from({ length: DESCRIPTORS }, make)) {
      const entry = parseEntry(text, 'regtest')
      if (entry.kind === 'address') continue
      if (entry.kind !== 'account') throw new Error(`${text} is ${JSON.stringify(entry)}`)
      for (const chain of entry.account.chains) {
        const ours = deriveScripts(chain, 'regtest', index ?? 0, 1)
        const theirs = scriptByLibrary(
          chain.replace(/#.*/, ''),
          'regtest',
          ...(index === null ? [] : [index]),
        )
        expect(ours, text).toHaveLength(1)
        expect(Buffer.from(ours[0]?.scriptPubKey ?? []).toString('hex'), text).toBe(
          Buffer.from(theirs).toString('hex'),
        )
      }
    }
  })

  it('have the address that stands for each of them', () => {
    for (const { address, scriptPubKey } of deriveScripts(CHAIN, 'main', 7, 20)) {
      const entry = parseAddress(address ?? '', 'main')
      expect(entry).toMatchObject({ kind: 'address', address: { text: address, scriptPubKey } })
    }
  })

  it('end with the last index that is not hardened', () => {
    expect(deriveScripts(CHAIN, 'main', INDEX_END - 2, 10).map(({ index }) => index)).toEqual([
      INDEX_END - 2,
      INDEX_END - 1,
    ])
    expect(deriveScripts(CHAIN, 'main', INDEX_END, 10)).toEqual([])
    for (const wrong of [-1, 0.5, INDEX_END + 1])
      expect(() => deriveScripts(CHAIN, 'main', wrong, 1)).toThrow(RangeError)
  })

  it('are one, at index 0, where there is no range', () => {
    const chain = CHAIN.replace('/*', '')
    expect(deriveScripts(chain, 'main', 0, 10)).toHaveLength(1)
    expect(deriveScripts(chain, 'main', 1, 10)).toEqual([])
  })
})

it('whatever is pasted is understood or refused, and never a fault', () => {
  const parts = fc.constantFrom(
    ...'wpkh( wsh( tr( sh( multi(2, pk( raw( addr( ) , { } # / <0;1> * [d34db33f/1h] h'.split(' '),
    CHAIN.slice(5, 116),
    '0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798',
  )
  const text = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 200 }),
    fc.array(parts, { maxLength: 12 }).map((some) => some.join('')),
  )
  fc.assert(
    fc.property(text, (line) => {
      const entry = parseEntry(line, 'main')
      expect(['address', 'account', 'choose', 'refused']).toContain(entry.kind)
      if (entry.kind === 'account')
        for (const chain of entry.account.chains) deriveScripts(chain, 'main', 0, 1)
    }),
    { numRuns: 300 },
  )
})

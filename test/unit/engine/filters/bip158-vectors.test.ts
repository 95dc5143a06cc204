/** The vectors of BIP-158: bip-0158/testnet-19.json of the bips repository, values as published. */
import { Block } from 'bitcoinjs-lib'
import { describe, expect, it } from 'vitest'
import { fromDisplayHex } from '../../../../electron/engine/block/hash.ts'
import {
  filterHeader,
  NO_FILTER_HEADER,
  nextFilterHeader,
} from '../../../../electron/engine/filters/filter-header.ts'
import { createFilterMatcher } from '../../../../electron/engine/filters/filter-matcher.ts'
import { isFilterable } from '../../../../electron/engine/filters/pack-scripts.ts'
import { blockHash } from '../../../../shared/chain.ts'
import { createRandom } from '../../../bench/random.ts'
import { buildFilter } from './naive-gcs.ts'
import vectors from './vectors/bip158-testnet-19.json' with { type: 'json' }

type Vector = readonly [number, string, string, readonly string[], string, string, string, string]

/** The first row says what the columns are. */
const rows = vectors.slice(1) as unknown as readonly Vector[]

/** What the filter is made of: all output scripts of the block, and those its inputs spend. */
function scriptsOf([, , block, previous]: Vector): {
  readonly outputs: Uint8Array[]
  readonly spent: Uint8Array[]
} {
  const transactions = Block.fromHex(block).transactions ?? []
  const outputs = transactions.flatMap((tx) => tx.outs.map(({ script }) => script))
  return { outputs, spent: previous.map((hex) => Buffer.from(hex, 'hex')) }
}

function distinct(scripts: readonly Uint8Array[]): Uint8Array[] {
  return [...new Set(scripts.map((script) => Buffer.from(script).toString('hex')))].map((hex) =>
    Buffer.from(hex, 'hex'),
  )
}

describe.each(rows)('BIP-158, block %i', (...row) => {
  const [, hash, , , previousHeader, filterHex, header] = row
  const filter = Buffer.from(filterHex, 'hex')
  const block = blockHash(hash)
  const { outputs, spent } = scriptsOf(row)
  const elements = distinct([...outputs, ...spent]).filter(isFilterable)

  it('holds each script, alone and among others', () => {
    const others = Array.from({ length: 40 }, (_, i) => createRandom(i).bytes(22))
    for (const script of elements) {
      expect(createFilterMatcher([script]).matchAny(filter, block)).toBe(true)
      expect(createFilterMatcher([...others, script]).matchAny(filter, block)).toBe(true)
    }
    expect(createFilterMatcher(others).matchAny(filter, block)).toBe(false)
    expect(
      createFilterMatcher(outputs.filter((script) => !isFilterable(script))).matchAny(filter, block),
    ).toBe(false)
  })

  it('is what the scripts of the block make, built anew', () => {
    expect(buildFilter(fromDisplayHex(block), elements)).toEqual(filter)
  })

  it('has the header that the filter and the previous header make', () => {
    expect(nextFilterHeader(filter, filterHeader(previousHeader))).toBe(header)
    const other = Uint8Array.from(filter)
    other[0] = (other[0] ?? 0) ^ 1
    expect(nextFilterHeader(other, filterHeader(previousHeader))).not.toBe(header)
  })
})

describe('BIP-158', () => {
  it('begins its chain of headers with zeros', () => {
    expect(rows[0]?.[0]).toBe(0)
    expect(rows[0]?.[4]).toBe(NO_FILTER_HEADER)
  })
})

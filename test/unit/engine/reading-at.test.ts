import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  chooseHeightReading,
  type HeightContext,
  type HeightInput,
  type LedgerAtHeight,
  type ProviderAtHeight,
  totalAtHeight,
} from '../../../electron/engine/reading-at.ts'
import { type BlockHash, blockHash } from '../../../shared/chain.ts'
import { HEIGHT_REASONS, type HeightReading, REASONS } from '../../../shared/reading.ts'

const HEIGHT = 100
const hash = (n: number): BlockHash => blockHash(n.toString(16).padStart(64, '0'))
const through = { height: 200, hash: hash(200) }
const covered = (own: BlockHash | null): LedgerAtHeight => ({
  kind: 'covered',
  confirmed: 1_000,
  immature: 50,
  hash: own,
  through,
})
const said = (block: BlockHash, height = HEIGHT): ProviderAtHeight => ({
  source: 'provider:one',
  confirmed: 2_000,
  at: { height, hash: block },
})
const context: HeightContext = { height: HEIGHT, block: hash(1), onChain: () => false, nodeReasons: [] }
const choose = (input: Partial<HeightInput>, change: Partial<HeightContext> = {}): HeightReading =>
  chooseHeightReading(
    {
      address: 'an address',
      ledger: { kind: 'not_covered', why: 'nothing' },
      answer: null,
      providerReasons: [],
      ...input,
    },
    { ...context, ...change },
  )

describe('the reading at a past height', () => {
  it('is the ledger’s where it is complete at the very block that is asked about', () => {
    expect(choose({ ledger: covered(hash(1)), answer: said(hash(1)) })).toEqual({
      address: 'an address',
      height: HEIGHT,
      kind: 'known',
      confirmed: 1_000,
      immature: 50,
      asOf: { height: HEIGHT, hash: hash(1) },
      source: 'ledger',
      reasons: [],
    })
  })

  it('is the ledger’s under the node’s hash where it keeps none, if both are on one chain', () => {
    const ledger = covered(null)
    const onChain: HeightContext['onChain'] = (at) => at.hash === through.hash
    expect(choose({ ledger }, { onChain })).toMatchObject({ source: 'ledger', asOf: { hash: hash(1) } })
    expect(choose({ ledger })).toMatchObject({ kind: 'unknown', reasons: ['block_hash_unknown'] })
    expect(choose({ ledger }, { block: null, onChain }).kind).toBe('unknown')
  })

  it('is a provider’s of that very block where the ledger cannot tell, with the ledger’s reason', () => {
    const ledger = { kind: 'not_covered', why: 'starts_later' } as const
    expect(choose({ ledger, answer: said(hash(1)) })).toMatchObject({
      kind: 'known',
      confirmed: 2_000,
      immature: null,
      source: 'provider:one',
      reasons: ['ledger_starts_later'],
    })
  })

  it.each([
    ['another block', said(hash(2))],
    ['another height', said(hash(1), HEIGHT + 1)],
  ])('is never a provider’s figure of %s', (_, answer) => {
    expect(choose({ answer })).toMatchObject({
      kind: 'unknown',
      confirmed: null,
      asOf: null,
      reasons: ['snapshot_waiting', 'provider_other_block'],
    })
  })

  it('is not the ledger’s where the node has another block', () => {
    expect(choose({ ledger: covered(hash(7)) })).toMatchObject({
      kind: 'unknown',
      reasons: ['ledger_other_branch'],
    })
  })

  it('names the node where it would have helped, and each reason once', () => {
    const nodeReasons = ['node_unreachable'] as const
    const providerReasons = ['provider_refused', 'provider_refused'] as const
    const ledger = (why: 'not_there' | 'hole') => ({ kind: 'not_covered', why }) as const
    expect(choose({ ledger: ledger('not_there'), providerReasons }, { nodeReasons }).reasons).toEqual([
      'ledger_not_there',
      'node_unreachable',
      'provider_refused',
    ])
    expect(choose({ ledger: ledger('hole') }, { nodeReasons }).reasons).toEqual(['ledger_hole'])
  })
})

describe('any answers about a past height', () => {
  const block = fc.constantFrom(hash(1), hash(2), hash(3))
  const sats = fc.nat(2_100_000_000_000_000)
  const ledger: fc.Arbitrary<LedgerAtHeight> = fc.oneof(
    fc.record({
      kind: fc.constant('covered' as const),
      confirmed: sats,
      immature: sats,
      hash: fc.option(block),
      through: fc.constant(through),
    }),
    fc.record({
      kind: fc.constant('not_covered' as const),
      why: fc.constantFrom('nothing', 'starts_later', 'hole', 'not_there'),
    }),
  )
  const answer: fc.Arbitrary<ProviderAtHeight | null> = fc.option(
    fc.record({
      source: fc.constantFrom('provider:a' as const, 'provider:b' as const),
      confirmed: sats,
      at: fc.record({ height: fc.constantFrom(HEIGHT, HEIGHT, HEIGHT + 1), hash: block }),
    }),
  )
  const input = fc.record({
    address: fc.constant('a'),
    ledger,
    answer,
    providerReasons: fc.array(fc.constantFrom(...REASONS, ...HEIGHT_REASONS), { maxLength: 4 }),
  })

  it('give a figure that somebody said of the block asked about, or none, and never a bare zero', () => {
    const met = { ledger: 0, provider: 0, unknown: 0 }
    fc.assert(
      fc.property(input, fc.option(block), fc.boolean(), (given, asked, isOnChain) => {
        const change = { height: HEIGHT, block: asked, onChain: () => isOnChain, nodeReasons: [] }
        const { kind, source, confirmed, asOf, reasons } = chooseHeightReading(given, change)
        expect(new Set(reasons).size).toBe(reasons.length)
        if (kind === 'unknown') {
          met.unknown++
          expect([confirmed, asOf, source]).toEqual([null, null, null])
          expect(reasons.length).toBeGreaterThan(0)
          return
        }
        expect(asOf?.height).toBe(HEIGHT)
        if (asked !== null) expect(asOf?.hash).toBe(asked)
        const isOwn = source === 'ledger'
        met[isOwn ? 'ledger' : 'provider']++
        if (isOwn) expect(given.ledger).toMatchObject({ kind: 'covered', confirmed })
        else expect(given.answer).toMatchObject({ source, confirmed, at: asOf })
      }),
      { numRuns: 2_000 },
    )
    for (const times of Object.values(met)) expect(times).toBeGreaterThan(50)
  })

  it('sum up to what their parts are, and to nothing where those are of two blocks', () => {
    fc.assert(
      fc.property(fc.array(input, { maxLength: 6 }), fc.option(block), (given, asked) => {
        const change = { height: HEIGHT, block: asked, onChain: () => true, nodeReasons: [] }
        const readings = given.map((each) => chooseHeightReading(each, change))
        const total = totalAtHeight(readings)
        const known = readings.filter(({ kind }) => kind === 'known')
        const blocks = new Set(known.map(({ asOf }) => asOf?.hash))
        expect([total.known, total.unknown]).toEqual([known.length, readings.length - known.length])
        const sum = known.reduce((parts, { confirmed }) => parts + (confirmed ?? Number.NaN), 0)
        expect(total.confirmed).toBe(blocks.size === 1 ? sum : null)
        expect(total.asOf?.hash ?? null).toBe(blocks.size === 1 ? [...blocks][0] : null)
        if (known.some(({ immature }) => immature === null)) expect(total.immature).toBeNull()
      }),
      { numRuns: 1_000 },
    )
  })
})

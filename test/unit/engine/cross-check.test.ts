import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  comparePair,
  conclude,
  MAX_OUTPUTS_NAMED,
  type PairOutcome,
  type Silence,
  type Statement,
} from '../../../electron/engine/cross-check.ts'
import { type BlockRef, blockHash, txid } from '../../../shared/chain.ts'
import type { CrossCheckReason } from '../../../shared/cross-check.ts'

const blockAt = (height: number, branch = 'a'): BlockRef => ({
  height,
  hash: blockHash((branch + height.toString(16)).padStart(64, '0')),
})
const output = (n: number, value = 1_000 * n) => ({
  txid: txid(n.toString(16).padStart(64, '0')),
  vout: 0,
  value,
})
type Outputs = NonNullable<Statement['outpoints']>
const sumOf = (outputs: Outputs): number => outputs.reduce((sum, { value }) => sum + value, 0)

const ledger = (outputs: Outputs, change: Partial<Statement> = {}): Statement => ({
  voice: 'ledger',
  source: 'ledger',
  at: blockAt(100),
  confirmed: sumOf(outputs),
  outpoints: outputs,
  separatesPending: true,
  creditsP2pk: false,
  ...change,
})
const by = (
  voice: Statement['voice'],
  outputs: Outputs,
  change: Partial<Statement> = {},
  name: string = voice,
): Statement => ledger(outputs, { voice, source: `provider:${name}`, ...change })
const sum = (voice: Statement['voice'], confirmed: number, change: Partial<Statement> = {}): Statement =>
  by(voice, [], { confirmed, outpoints: null, ...change })
const mute = (voice: Statement['voice'], reason: CrossCheckReason): Silence => ({
  source: `provider:${voice}`,
  voice,
  reason,
  message: null,
})

const TWO = [output(1), output(2)]
const p2pk = { creditsP2pk: true }

describe('two statements about one address', () => {
  const word = (a: Statement, b: Statement, p2pkMatters = false): string => {
    const outcome = comparePair(a, b, p2pkMatters)
    return outcome.kind === 'not_comparable' ? outcome.reason : `${outcome.kind} by ${outcome.basis}`
  }
  it.each([
    ['the same outputs in another order', ledger(TWO), by('esplora', TWO.toReversed()), 'agree by outputs'],
    ['one output fewer', ledger(TWO), by('esplora', TWO.slice(1)), 'disagree by outputs'],
    [
      'the same place with another amount',
      ledger([output(1)]),
      by('esplora', [output(1, 7)]),
      'disagree by outputs',
    ],
    [
      'other outputs of the same sum',
      ledger([output(3)]),
      by('esplora', [output(4, 3_000)]),
      'disagree by outputs',
    ],
    ['nothing at all', ledger([]), by('electrum', []), 'agree by outputs'],
    ['the sum where one lists nothing', ledger(TWO), sum('blockcypher', 3_000), 'agree by sums'],
    ['another sum', ledger(TWO), sum('blockcypher', 3_001), 'disagree by sums'],
    ['an equal sum with pending in it', ledger(TWO), sum('blockchain.info', 3_000, MIXED()), 'definition'],
    ['another sum with pending in it', ledger(TWO), sum('blockchain.info', 9, MIXED()), 'definition'],
    ['two servers of one family', by('esplora', TWO), by('esplora', [], {}, 'other'), 'one_voice'],
    ['another block', ledger(TWO), by('esplora', TWO, { at: blockAt(101) }), 'different_block'],
    [
      'another block of the same height',
      ledger(TWO),
      by('esplora', TWO, { at: blockAt(100, 'b') }),
      'different_block',
    ],
  ] as const)('with %s: %4$s', (_what, a, b, expected) => {
    expect([word(a, b), word(b, a)]).toEqual([expected, expected])
  })

  function MIXED(): Partial<Statement> {
    return { separatesPending: false }
  }

  it.each([
    ['a larger sum of who credits P2PK', ledger(TWO), sum('blockcypher', 3_001, p2pk), 'definition'],
    ['a smaller sum of who credits P2PK', ledger(TWO), sum('blockcypher', 2_999, p2pk), 'disagree by sums'],
    ['an equal sum', ledger(TWO), sum('blockcypher', 3_000, p2pk), 'agree by sums'],
    ['more outputs of who credits P2PK', ledger(TWO), by('uniform', [...TWO, output(3)], p2pk), 'definition'],
    [
      'an output that who credits P2PK lacks',
      ledger(TWO),
      by('uniform', [output(1), output(3)], p2pk),
      'disagree by outputs',
    ],
  ] as const)('of a P2PKH address with %s: %4$s', (_what, a, b, expected) => {
    expect([word(a, b, true), word(b, a, true)]).toEqual([expected, expected])
  })

  it('of an address that no P2PK output is credited to differ by their sums, whatever they credit', () => {
    expect(word(ledger(TWO), sum('blockcypher', 3_001, p2pk))).toBe('disagree by sums')
  })

  it('that differ name what only one of them has: at most a hundred, and how many there are', () => {
    const many = Array.from({ length: 250 }, (_, n) => output(n + 1))
    const outcome = comparePair(ledger(many), by('esplora', [output(7), output(999)]), false)
    if (outcome.kind !== 'disagree' || outcome.difference.kind !== 'outputs') throw new Error('no difference')
    const [mine, others] = outcome.difference.only
    expect([mine.count, mine.outputs.length]).toEqual([249, MAX_OUTPUTS_NAMED])
    expect(others).toEqual({ count: 1, outputs: [output(999)] })
    expect(outcome.difference).toMatchObject({ at: blockAt(100), between: ['ledger', 'provider:esplora'] })
  })
})

const outputs = fc.uniqueArray(fc.nat(12), { maxLength: 8 }).map((all) => all.map((n) => output(n)))
const statement = fc
  .record({
    voice: fc.constantFrom<Statement['voice']>('ledger', 'esplora', 'electrum', 'blockcypher'),
    listed: outputs,
    sumOnly: fc.boolean(),
    height: fc.integer({ min: 99, max: 100 }),
    separatesPending: fc.boolean(),
    creditsP2pk: fc.boolean(),
  })
  .map(({ voice, listed, sumOnly, height, separatesPending, creditsP2pk }) =>
    by(voice, listed, {
      at: blockAt(height),
      ...(sumOnly ? { outpoints: null } : {}),
      separatesPending,
      creditsP2pk,
    }),
  )

function mirrored(outcome: PairOutcome): PairOutcome {
  if (outcome.kind !== 'disagree') return outcome
  const { difference } = outcome
  const between = [difference.between[1], difference.between[0]] as const
  if (difference.kind === 'sums') {
    const confirmed = [difference.confirmed[1], difference.confirmed[0]] as const
    return { ...outcome, difference: { ...difference, between, confirmed } }
  }
  const only = [difference.only[1], difference.only[0]] as const
  return { ...outcome, difference: { ...difference, between, only } }
}

describe('any two statements', () => {
  it('compare the same either way round', () => {
    fc.assert(
      fc.property(statement, statement, fc.boolean(), (a, b, p2pkMatters) => {
        expect(comparePair(b, a, p2pkMatters)).toEqual(mirrored(comparePair(a, b, p2pkMatters)))
      }),
    )
  })

  it('that list outputs agree if and only if they list the same ones', () => {
    const keys = (all: Outputs): string =>
      all
        .map(({ txid: id }) => id)
        .sort()
        .join()
    fc.assert(
      fc.property(outputs, outputs, fc.boolean(), (a, b, p2pkMatters) => {
        const { kind } = comparePair(ledger(a), by('esplora', b), p2pkMatters)
        expect(kind === 'agree').toBe(keys(a) === keys(b))
      }),
    )
  })

  it('never agree or disagree across blocks or within one voice', () => {
    fc.assert(
      fc.property(statement, statement, (a, b) => {
        const { kind } = comparePair(a, b, false)
        if (a.voice === b.voice || a.at.hash !== b.at.hash) expect(kind).toBe('not_comparable')
      }),
    )
  })
})

describe('what is concluded from all statements', () => {
  it('is agreement among those at the block that decides, and nobody else', () => {
    const late = by('electrum', TWO, { at: blockAt(101) })
    const result = conclude(
      [ledger(TWO), by('esplora', TWO), late],
      [mute('blockcypher', 'no_answer')],
      false,
    )
    expect(result).toMatchObject({
      outcome: 'agree',
      reason: null,
      block: blockAt(100),
      compared: ['ledger', 'provider:esplora'],
      basis: 'outputs',
      differences: [],
    })
    expect(result.statements.map(({ source, outputs: count }) => [source, count])).toEqual([
      ['ledger', 2],
      ['provider:esplora', 2],
      ['provider:electrum', 2],
    ])
    expect(result.silent).toEqual([{ source: 'provider:blockcypher', reason: 'no_answer', message: null }])
  })

  it('is about the block at which most of them were compared, the highest of those', () => {
    const late = { at: blockAt(101) }
    const earlier = [ledger(TWO), sum('esplora', 3_000), sum('electrum', 3_000)]
    const tip = [by('esplora', TWO, late), by('electrum', TWO, late)]
    expect(conclude([...earlier, ...tip], [], false)).toMatchObject({
      outcome: 'agree',
      block: blockAt(100),
      compared: ['ledger', 'provider:esplora', 'provider:electrum'],
      basis: 'sums',
    })
    const two = conclude([...earlier.slice(0, 2), ...tip], [], false)
    expect(two).toMatchObject({ block: blockAt(101), basis: 'outputs' })
  })

  it('is disagreement as soon as two voices differ, with every pair that does', () => {
    const lying = by('electrum', TWO.slice(1))
    const result = conclude([ledger(TWO), by('esplora', TWO), lying], [], false)
    expect(result).toMatchObject({ outcome: 'disagree', reason: null, block: blockAt(100) })
    expect(result.differences.map(({ between }) => between)).toEqual([
      ['ledger', 'provider:electrum'],
      ['provider:esplora', 'provider:electrum'],
    ])
  })

  it.each([
    ['one_voice', [ledger(TWO)], []],
    ['one_voice', [by('esplora', TWO), by('esplora', [], {}, 'b')], []],
    ['one_voice', [by('esplora', TWO)], [mute('esplora', 'no_answer')]],
    ['one_voice', [], []],
    ['no_answer', [ledger(TWO)], [mute('esplora', 'no_answer'), mute('electrum', 'not_allowed')]],
    ['not_allowed', [ledger(TWO)], [mute('esplora', 'not_allowed')]],
    ['too_many', [by('esplora', TWO)], [mute('electrum', 'too_many')]],
    ['unsupported', [by('esplora', TWO)], [mute('blockcypher', 'unsupported')]],
    ['lied', [by('esplora', TWO)], [mute('electrum', 'lied'), mute('blockcypher', 'no_answer')]],
    ['definition', [ledger(TWO)], [mute('blockchain.info', 'definition')]],
    [
      'different_block',
      [ledger(TWO), by('esplora', TWO, { at: blockAt(9) })],
      [mute('electrum', 'no_answer')],
    ],
  ] as const)('is not comparable, %s', (reason, statements, silences) => {
    const result = conclude([...statements], [...silences], false)
    expect(result).toMatchObject({
      outcome: 'not_comparable',
      reason,
      block: null,
      compared: [],
      basis: null,
    })
  })
})

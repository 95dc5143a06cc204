/** The short form of the fault matrix (`npm run faults` runs all of it): some faults, every adapter, one place. */
import { describe, expect, it } from 'vitest'
import type { Fault } from '../../faults/fault-kinds.ts'
import { FAULTS } from '../../faults/faults.ts'
import { ADAPTERS } from '../../faults/grounds.ts'
import { runMatrix } from '../../faults/matrix.ts'
import { seeded } from '../../faults/seeded.ts'

const SHORT = [
  'gone',
  'reset',
  'cut',
  'silence',
  'pieces',
  'TLS expired',
  '429',
  '429 with Retry-After',
  '503',
  '200 with HTML',
  'truncated JSON',
  'deep JSON',
  'gzip bomb',
  'redirect',
  'a float as a figure',
  '1e400 as a figure',
  'a negative amount as a figure',
  'another address',
  'another network',
  'the hash of another block',
  'the header of another block',
  'a block at another height',
  'page lost',
  'transactions twice',
  'batch in another order',
  'the tip moves here',
  'P2PK credited',
]

describe('the fault matrix', () => {
  it('gives the right number or none, in every cell of its short form', async () => {
    const { cells } = await runMatrix({
      faults: FAULTS.filter(({ id }) => SHORT.includes(id)),
      adapters: ADAPTERS,
      places: ['first'],
      questions: ['balanceAt'],
      random: seeded(1),
      atOnce: 3,
    })
    expect(cells.filter(({ ok }) => !ok)).toEqual([])
    expect(cells.length).toBeGreaterThanOrEqual(90)
    expect(new Set(cells.map(({ fault }) => fault)).size).toBe(SHORT.length)
  })

  it('calls a wrong number wrong, where a server lies in a way that nothing contradicts', async () => {
    const lie: Fault = {
      id: 'a plausible lie',
      expected: 'either',
      act: () => ({
        kind: 'edit',
        edit: (text) => text.replace(/"(funded_txo_sum|confirmed)":\d+/, '"$1":7654321'),
      }),
    }
    const { cells, summary } = await runMatrix({
      faults: [lie],
      adapters: ['esplora', 'electrum'],
      places: ['first'],
      questions: ['balance'],
      random: seeded(1),
      atOnce: 1,
    })
    expect(cells.map(({ adapter, outcome, ok }) => ({ adapter, outcome, ok }))).toEqual([
      { adapter: 'esplora', outcome: 'wrong', ok: false },
      { adapter: 'electrum', outcome: 'wrong', ok: false },
    ])
    expect(summary).toMatchObject({ cells: 2, ok: 0, wrong: 2 })
  })

  it('is not content with a refusal where the right number can be had', async () => {
    const { cells } = await runMatrix({
      faults: [
        { id: 'trouble', expected: 'right', act: () => ({ kind: 'http', status: 500, body: 'trouble' }) },
      ],
      adapters: ['uniform'],
      places: ['first', 'last'],
      random: seeded(1),
      atOnce: 1,
    })
    expect(cells.map(({ outcome, ok }) => ({ outcome, ok }))).toEqual([
      { outcome: 'refused', ok: false },
      { outcome: 'refused', ok: false },
    ])
  })
})

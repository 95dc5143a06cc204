import * as fc from 'fast-check'
import { expect, it, onTestFinished } from 'vitest'
import { createShownRows } from '../../../electron/store/shown-rows.ts'
import type { PortfolioRow } from '../../../shared/ipc/contract.ts'
import { NOW, sampleBlock, sampleReading, sampleRow, unknownReading } from '../renderer/samples.ts'

const STATES = ['current', 'behind', 'offline', 'stale'] as const
const SOURCES = ['ledger', 'provider:a', 'provider:b'] as const

const row = fc.record({
  group: fc.constantFrom('', 'Vault', 'Family'),
  archived: fc.boolean(),
  known: fc.boolean(),
  state: fc.constantFrom(...STATES),
  source: fc.constantFrom(...SOURCES),
  height: fc.integer({ min: 100, max: 103 }),
  sats: fc.nat(1_000),
  immature: fc.constantFrom(0, 0, 7),
  unspent: fc.constantFrom('complete' as const, 'incomplete' as const),
})

function rowOf(each: typeof row extends fc.Arbitrary<infer T> ? T : never, index: number): PortfolioRow {
  const { group, archived, known, state, source, height, sats, immature, unspent } = each
  const reading = sampleReading({
    kind: state === 'stale' ? 'stale' : 'known',
    freshness: { state, blocksBehind: null, observedAt: NOW - sats },
    confirmed: sats,
    immature,
    source,
    asOf: sampleBlock(height),
    completeness: { unspent, historyFrom: null, holes: [] },
  })
  return sampleRow(index + 1, { group, archived }, known ? reading : unknownReading('bcrt1qa'))
}

it('the sums kept while counting are those that reading all rows again gives, for every place', () => {
  const [kept, read] = [createShownRows(), createShownRows()]
  onTestFinished(() => {
    kept.close()
    read.close()
  })
  const NO_ACCOUNT = 1_000_000
  fc.assert(
    fc.property(fc.array(row, { maxLength: 30 }), (each) => {
      const rows = each.map(rowOf)
      for (const [table, more] of [
        [kept, {}],
        [read, { partOf: [NO_ACCOUNT] }], // where an account may hold a script, rows tell
      ] as const) {
        const filling = table.fill()
        filling.add(rows.map((one) => ({ ...one, ...more })))
        filling.done()
      }
      for (const group of [null, '', 'Vault', 'Family', 'nowhere'])
        for (const archived of [false, true]) {
          const { parts, ...sum } = kept.summary({ group, archived })
          const { parts: partsRead, ...sumRead } = read.summary({ group, archived })
          expect(sum).toEqual(sumRead)
          expect(new Set(parts.map((part) => JSON.stringify(part)))).toEqual(
            new Set(partsRead.map((part) => JSON.stringify(part))),
          )
        }
    }),
    { numRuns: 60 },
  )
})

import { expect, test } from 'vitest'
import { LEAST_ROUNDS, measurePair, median } from '../../bench/measure.ts'
import { parseBenchOptions } from '../../bench/options.ts'
import { createRandom } from '../../bench/random.ts'
import { rawTransaction, txidOf } from '../../bench/raw-transaction.ts'
import { tableOf } from '../../bench/report.ts'
import { type RowDefinition, toRow } from '../../bench/types.ts'

const signal = new AbortController().signal
const definition = (better: 'higher' | 'lower', target: number): RowDefinition => ({
  id: 'a.row',
  what: 'this | that',
  unit: 'ms',
  better,
  target,
  measure: async () => ({ ours: 0, peer: 0 }),
})

test('Where higher is better the ratio says how many times as fast we are, and the target is a floor', () => {
  expect(toRow(definition('higher', 10), { ours: 50, peer: 5 })).toMatchObject({ ratio: 10, pass: true })
  expect(toRow(definition('higher', 10), { ours: 49, peer: 5 })).toMatchObject({ ratio: 9.8, pass: false })
})

test('Where lower is better the ratio is ours over theirs, and the target is a ceiling', () => {
  expect(toRow(definition('lower', 0.5), { ours: 5, peer: 10 })).toMatchObject({ ratio: 0.5, pass: true })
  expect(toRow(definition('lower', 0.5), { ours: 6, peer: 10 })).toMatchObject({ ratio: 0.6, pass: false })
})

test('The table shows a target that was not met as such', () => {
  const row = toRow(definition('lower', 0.5), { ours: 123.4, peer: 10 })
  expect(tableOf([row]).split('\n')).toEqual([
    'id     ours  peer  unit   ratio  target',
    'a.row   123  10.0  ms    12.34x  <= 0.5  NOT MET',
  ])
})

test('Both sides run in turn, and the round before the others does not count', async () => {
  const calls: string[] = []
  const pair = await measurePair(
    {
      ours: async (round) => {
        calls.push(`ours ${round}`)
        return round === 0 ? 1_000_000 : round
      },
      peer: async (round) => {
        calls.push(`peer ${round}`)
        return round * 10
      },
      rounds: LEAST_ROUNDS,
      log: () => undefined,
    },
    signal,
  )
  expect(pair).toEqual({ ours: 4, peer: 40 })
  expect(calls.slice(0, 4)).toEqual(['ours 0', 'peer 0', 'ours 1', 'peer 1'])
  expect(calls).toHaveLength(2 * (LEAST_ROUNDS + 1))
})

test('Fewer than seven rounds are refused', async () => {
  const none = async (): Promise<number> => 1
  const run = { ours: none, peer: none, rounds: 6, log: () => undefined }
  await expect(measurePair(run, signal)).rejects.toThrow('at least 7 rounds')
})

test('The median of an even number is the mean of the two in the middle, and of none there is none', () => {
  expect(median([9, 1, 5])).toBe(5)
  expect(median([9, 1, 5, 6])).toBe(5.5)
  expect(() => median([])).toThrow(RangeError)
})

test('A row that does not exist is named together with those that do', () => {
  const parse = (argv: string[]) => parseBenchOptions(argv, { TIDEMARK_BLOCKS: '/blocks' }, ['scan.json'])
  expect(() => parse(['--only', 'scan.jsno'])).toThrow('no row "scan.jsno"; there are: scan.json')
  expect(parse(['--only', 'scan.json', '--json', 'out.json'])).toEqual({
    only: ['scan.json'],
    json: 'out.json',
    blocks: '/blocks',
  })
})

test('The chain follows from its seed: the same seed gives the same bytes, another one others', () => {
  const draw = (seed: number): string => createRandom(seed).bytes(32).toString('hex')
  expect(draw(7)).toBe(draw(7))
  expect(draw(7)).not.toBe(draw(8))
})

test('A transaction without signatures is serialised byte by byte as the network does it', () => {
  const input = { txid: Buffer.alloc(32, 0xab), vout: 1, value: 5_000_000_000 }
  const script = Buffer.from('0014000102030405060708090a0b0c0d0e0f10111213', 'hex')
  const raw = rawTransaction([input], [{ script, value: 4_999_999_000 }])
  expect(raw.toString('hex')).toBe(
    `0200000001${'ab'.repeat(32)}0100000000ffffffff01` +
      `18ee052a01000000160014000102030405060708090a0b0c0d0e0f1011121300000000`,
  )
  expect(txidOf(raw)).toHaveLength(32)
})

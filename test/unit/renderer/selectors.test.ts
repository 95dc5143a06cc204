import { describe, expect, it } from 'vitest'
import {
  archivedCount,
  blockRange,
  distinctReadings,
  groupsOf,
  nextSort,
  partsOf,
  rowsShown,
  totalOf,
} from '../../../renderer/stores/selectors.ts'
import { sameData, shareRows } from '../../../renderer/stores/share-rows.ts'
import { NOW, sampleBlock, sampleReading, sampleRow, sampleStatus, unknownReading } from './samples.ts'

const all = { group: null, archived: false, text: '', sort: null }
const ids = (rows: readonly { watch: { id: number } }[]): number[] => rows.map(({ watch }) => watch.id)

describe('groups', () => {
  it('are listed by name with the rows without a group last', () => {
    const rows = [sampleRow(1), sampleRow(2, { group: 'Vault' }), sampleRow(3, { group: 'Family' })]
    expect(groupsOf([...rows, sampleRow(4, { group: 'Vault' })])).toEqual([
      { name: 'Family', count: 1 },
      { name: 'Vault', count: 2 },
      { name: '', count: 1 },
    ])
  })

  it('are not listed when nobody made one', () => {
    expect(groupsOf([sampleRow(1), sampleRow(2)])).toEqual([])
  })
})

describe('archived rows', () => {
  const rows = [
    sampleRow(1, { group: 'Vault' }),
    sampleRow(2, { group: 'Vault', archived: true }),
    sampleRow(3, { group: 'Old', archived: true }),
  ]

  it('are in no group and not in everything', () => {
    expect(groupsOf(rows)).toEqual([{ name: 'Vault', count: 1 }])
    expect(ids(rowsShown(rows, all))).toEqual([1])
    expect(ids(rowsShown(rows, { ...all, group: 'Vault' }))).toEqual([1])
  })

  it('are counted and shown among themselves, and can be filtered there', () => {
    expect(archivedCount(rows)).toBe(2)
    expect(ids(rowsShown(rows, { ...all, archived: true }))).toEqual([2, 3])
    expect(ids(rowsShown(rows, { ...all, archived: true, text: 'old' }))).toEqual([3])
  })
})

describe('rows shown', () => {
  const rows = [
    sampleRow(1, { label: 'Beta', group: 'A' }, { confirmed: 5 }),
    sampleRow(2, { label: 'alpha', text: 'bcrt1qxyz' }, { confirmed: null }),
    sampleRow(3, { label: 'Gamma', group: 'A' }, { confirmed: 1 }),
  ]

  it('are those of the group whose name, address or group holds the text', () => {
    expect(ids(rowsShown(rows, { ...all, group: 'A' }))).toEqual([1, 3])
    expect(ids(rowsShown(rows, { ...all, text: ' QXY ' }))).toEqual([2])
    expect(ids(rowsShown(rows, { ...all, text: 'gam', group: 'A' }))).toEqual([3])
  })

  it('sort by name without regard to case, and by amount with unknown below zero', () => {
    expect(ids(rowsShown(rows, { ...all, sort: { column: 'name', direction: 'ascending' } }))).toEqual([
      2, 1, 3,
    ])
    expect(ids(rowsShown(rows, { ...all, sort: { column: 'confirmed', direction: 'descending' } }))).toEqual([
      1, 3, 2,
    ])
  })

  it('go from ascending to descending to the order of adding', () => {
    const first = nextSort(null, 'name')
    const second = nextSort(first, 'name')
    expect([first?.direction, second?.direction, nextSort(second, 'name')]).toEqual([
      'ascending',
      'descending',
      null,
    ])
    expect(nextSort(second, 'pending')).toEqual({ column: 'pending', direction: 'ascending' })
  })
})

describe('the total of a group', () => {
  it('leaves unknown parts out and counts them', () => {
    const total = totalOf([sampleReading({ confirmed: 7 }), unknownReading('x')])
    expect(total).toMatchObject({ confirmed: 7, known: 1, unknown: 1, stale: 0 })
  })

  it('is null and not zero when nothing is known', () => {
    expect(totalOf([unknownReading('x')])).toMatchObject({ confirmed: null, pending: null, oldestAsOf: null })
    expect(totalOf([])).toMatchObject({ confirmed: null })
  })

  it('rests on its oldest block', () => {
    const readings = [sampleReading(), sampleReading({ asOf: sampleBlock(40) }), unknownReading('x')]
    expect(totalOf(readings).oldestAsOf?.height).toBe(40)
    expect(blockRange(readings)?.newest.height).toBe(100)
  })

  it('counts an address that is watched twice once', () => {
    const rows = [sampleRow(1, { text: 'same' }), sampleRow(2, { text: 'same' }), sampleRow(3)]
    expect(distinctReadings(rows)).toHaveLength(2)
  })
})

describe('the parts of a total', () => {
  it('tell how many are current, the oldest of the others, providers and what is not counted', () => {
    const current = { kind: 'known', state: 'current', source: 'ledger', asOf: sampleBlock(100) } as const
    const stale = { kind: 'stale', state: 'stale', source: 'provider:example.org', asOf: null } as const
    const unknown = { kind: 'unknown', state: 'unknown', source: null, asOf: null } as const
    const counted = [
      { ...current, count: 5, observedAt: NOW - 5000 },
      { ...stale, count: 2, observedAt: NOW - 7_200_000 },
      { ...unknown, count: 1, observedAt: null },
    ]
    const parts = partsOf(counted, {
      status: sampleStatus(),
      connected: true,
      now: NOW,
    })
    expect(parts).toEqual({
      count: 8,
      current: 5,
      oldestAt: NOW - 7_200_000,
      byProvider: [{ id: 'example.org', count: 2 }],
      notCounted: 1,
    })
  })
})

describe('sharing rows between snapshots', () => {
  it('keeps the identity of equal rows and takes changed ones over', () => {
    const before = [sampleRow(1), sampleRow(2)]
    const after = [sampleRow(1), sampleRow(2, {}, { confirmed: 2 })]
    const shared = shareRows(before, after)
    expect(shared[0]).toBe(before[0])
    expect(shared[1]).toBe(after[1])
    expect(shareRows(before, [sampleRow(1), sampleRow(2)])).toBe(before)
  })

  it('never takes a missing field for an undefined one', () => {
    expect(sameData({ a: undefined }, { b: undefined })).toBe(false)
    expect(sameData([1, { a: null }], [1, { a: null }])).toBe(true)
    expect(sameData(null, {})).toBe(false)
  })
})

import { describe, expect, it } from 'vitest'
import { changesOver } from '../../../renderer/components/change-over.ts'

const DAY = 86_400_000
const points = (...values: readonly (number | null)[]) =>
  values.map((value, at) => ({ start: at * DAY, height: null, value }))

describe('by how much a balance moved', () => {
  it('counts from the end of the day that many days ago, and does not know what it was not told', () => {
    const changes = changesOver(points(null, 10, 30, 25), [1, 2, 3, 30], true)
    expect(changes).toEqual({ over: [-5, 15, null, null], dayBegins: false })
  })

  it('begins the day with the newest block until one has passed midnight, and says so', () => {
    expect(changesOver(points(10, 30, 25, null), [1, 2, 3], true)).toEqual({
      over: [0, -5, 15],
      dayBegins: true,
    })
  })

  it('knows nothing of a day that own data has not come to', () => {
    expect(changesOver(points(10, 30, 25, null), [1, 2], false)).toBeNull()
    expect(changesOver(points(10, 30, null, null), [1, 2], true)).toBeNull()
    expect(changesOver([], [1], true)).toBeNull()
  })
})

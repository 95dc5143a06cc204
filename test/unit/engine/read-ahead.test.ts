import { describe, expect, it } from 'vitest'
import { readAhead } from '../../../electron/engine/read-ahead.ts'

const forever = new AbortController().signal

/** Fetches that end when the test says so. */
function openFetches() {
  const open = new Map<number, (value: string) => void>()
  const aborted: number[] = []
  const fetchOne = (key: number, signal: AbortSignal): Promise<string> =>
    new Promise((resolve, reject) => {
      open.set(key, resolve)
      signal.addEventListener('abort', () => {
        aborted.push(key)
        reject(signal.reason as Error) // the test's own
      })
    })
  return { open, aborted, fetchOne }
}

describe('reading ahead', () => {
  it('yields in order whatever order the answers come in, and keeps the window full meanwhile', async () => {
    const { open, fetchOne } = openFetches()
    const answers = readAhead([1, 2, 3, 4, 5, 6], { fetchOne, window: 3 }, forever)
    const first = answers.next()
    expect([...open.keys()]).toEqual([1, 2, 3])
    open.get(3)?.('c')
    open.get(2)?.('b')
    open.get(1)?.('a')
    expect((await first).value).toEqual({ key: 1, value: 'a' })
    expect([...open.keys()]).toEqual([1, 2, 3, 4]) // while the consumer has the first in hand
    expect((await answers.next()).value).toEqual({ key: 2, value: 'b' })
    expect([...open.keys()]).toEqual([1, 2, 3, 4, 5])
    open.get(4)?.('d')
    expect((await answers.next()).value).toEqual({ key: 3, value: 'c' })
    const end = answers.return(undefined)
    await end
  })

  it('draws a key only when its fetch begins', async () => {
    const drawn: number[] = []
    function* keys(): Generator<number> {
      for (let key = 1; key <= 9; key += 1) {
        drawn.push(key)
        yield key
      }
    }
    const seen: number[] = []
    for await (const { key } of readAhead(keys(), { fetchOne: async () => 'x', window: 2 }, forever)) {
      seen.push(key)
      expect(drawn.length).toBeLessThanOrEqual(seen.length + 2)
    }
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
  })

  it('cancels what is under way when the consumer stops, and drops what had come', async () => {
    const { open, aborted, fetchOne } = openFetches()
    const dropped: string[] = []
    const answers = readAhead(
      [1, 2, 3],
      { fetchOne, window: 3, drop: (value) => dropped.push(value) },
      forever,
    )
    const first = answers.next()
    open.get(1)?.('a')
    open.get(3)?.('c')
    await first
    await answers.return(undefined)
    expect(dropped).toEqual(['c'])
    expect(aborted).toContain(2)
  })

  it('rejects with the first failure in order, and drops what came after it', async () => {
    const dropped: number[] = []
    const fetchOne = async (key: number): Promise<number> => {
      if (key === 2) throw new Error('no two')
      return key
    }
    const seen: number[] = []
    const reading = (async () => {
      const how = { fetchOne, window: 4, drop: (value: number) => dropped.push(value) }
      for await (const { value } of readAhead([1, 2, 3, 4], how, forever)) seen.push(value)
    })()
    await expect(reading).rejects.toThrow('no two')
    expect(seen).toEqual([1])
    expect(dropped).toEqual([3, 4])
  })
})

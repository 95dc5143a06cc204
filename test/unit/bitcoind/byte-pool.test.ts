import { describe, expect, it } from 'vitest'
import { createBytePool, plainBuffers } from '../../../electron/sources/bitcoind/byte-pool.ts'

describe('a pool of buffers', () => {
  it('makes what it keeps when something is wanted first, and lends it again, the last one back first', () => {
    const kept = plainBuffers(8, 2)
    let made = 0
    const pool = createBytePool(8, () => {
      made += 1
      return kept
    })
    expect(made).toBe(0)
    const [one, two] = [pool.lend(), pool.lend()]
    expect(new Set([one.buffer, two.buffer])).toEqual(new Set(kept))
    one.giveBack()
    two.giveBack()
    expect(pool.lend().buffer).toBe(two.buffer)
    expect(made).toBe(1)
  })

  it('makes others while all are out, and keeps none of those, nor one twice', () => {
    const kept = plainBuffers(8, 1)
    const pool = createBytePool(8, () => kept)
    const [own, other] = [pool.lend(), pool.lend()]
    expect(own.buffer).toBe(kept[0])
    expect(other.buffer).toHaveLength(8)
    expect(pool.lentOut()).toBe(2)
    own.giveBack()
    other.giveBack()
    own.giveBack()
    expect(pool.lentOut()).toBe(0)
    expect(pool.lend().buffer).toBe(kept[0])
    expect(pool.lend().buffer).not.toBe(kept[0])
  })
})

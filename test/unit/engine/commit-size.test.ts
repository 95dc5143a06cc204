import { describe, expect, it } from 'vitest'
import { COMMIT_MS, CROWDED_MS, createCommitSize, rowsOf } from '../../../electron/engine/commit-size.ts'
import type { ScanStore } from '../../../electron/engine/ports.ts'
import { COMMIT_EVERY_MS } from '../../../electron/engine/read-blocks.ts'
import { TURN_MS } from '../../../electron/engine/turns.ts'
import { HandChain, payTx } from '../../fakes/hand-chain.ts'
import { openHandEngine } from '../cases/hand-engine.ts'

const SCRIPT = `0014${'11'.repeat(20)}`

/** A disk that needs so long for each row. */
function commitsOn(msPerRow: number, rowsWanted: number): readonly number[] {
  const size = createCommitSize()
  const times: number[] = []
  for (let left = rowsWanted; left > 0; ) {
    const rows = Math.min(left, size.rows())
    times.push(rows * msPerRow)
    size.took(rows, rows * msPerRow)
    left -= rows
  }
  return times
}

describe('the size of a commit', () => {
  it.each([0.005, 0.02, 0.1, 0.4])('settles at the time it may take where a row takes %f ms', (msPerRow) => {
    const [, ...later] = commitsOn(msPerRow, 400_000)
    expect(Math.max(...later)).toBeLessThanOrEqual(COMMIT_MS * 1.01)
    expect(later.length).toBeLessThan((400_000 * msPerRow) / COMMIT_MS + 20) // nor is it smaller than it has to be
  })

  it('shrinks after one long commit and grows again when it was an exception', () => {
    const size = createCommitSize()
    for (let n = 0; n < 20; n++) size.took(size.rows(), 10)
    const before = size.rows()
    size.took(before, 1_000)
    expect(size.rows()).toBeLessThan(before / 10)
    for (let n = 0; n < 20; n++) size.took(size.rows(), size.rows() * 0.001)
    expect(size.rows()).toBeGreaterThan(before / 2)
  })

  it('is less while somebody else writes, and grows again when they are done', () => {
    const size = createCommitSize()
    for (let n = 0; n < 30; n++) size.took(size.rows(), size.rows() * 0.02)
    const alone = size.rows()
    for (let n = 0; n < 5; n++) size.took(size.rows(), size.rows() * 0.02, true)
    expect(size.rows() * 0.02).toBeLessThanOrEqual(CROWDED_MS)
    for (let n = 0; n < 5; n++) size.took(size.rows(), size.rows() * 0.02)
    expect(size.rows()).toBe(alone)
  })

  it('is not learnt from a commit that was small for want of blocks', () => {
    const size = createCommitSize()
    const before = size.rows()
    for (let n = 0; n < 20; n++) size.took(3, 0.2)
    expect(size.rows()).toBe(before)
  })
})

describe('blocks on a disk that is slow', () => {
  /** Remembers the rows of each commit; the ledger says that a row took a quarter of a millisecond. */
  function slow(commits: number[][]) {
    return (store: ScanStore): ScanStore => ({
      ...store,
      apply: async (update) => {
        const applied = await store.apply(update)
        if (update.kind !== 'connect') return applied
        const rows = update.blocks.map(rowsOf)
        commits.push(rows)
        return { ...applied, ms: rows.reduce((sum, each) => sum + each, 0) / 4 }
      },
    })
  }

  function mineBusy(chain: HandChain, blocks: number, payments: number): void {
    for (let n = 0; n < blocks; n++)
      chain.mine(
        Array.from({ length: payments }, (_, i) => payTx([{ script: SCRIPT, value: n * 1_000 + i }])),
      )
  }

  it('are committed in parts that a person need not wait for, and none is left out', async () => {
    const chain = new HandChain()
    chain.mineTo(3)
    const commits: number[][] = []
    const engine = openHandEngine(chain, slow(commits))
    await engine.watch(SCRIPT)
    await engine.toTip()
    mineBusy(chain, 120, 10)
    await engine.same()
    const sums = commits.map((rows) => rows.reduce((sum, each) => sum + each, 0))
    const [, ...later] = sums
    expect(later.every((rows) => rows / 4 <= COMMIT_MS)).toBe(true)
    expect(commits.flat()).toHaveLength(120)
    expect(commits.length).toBeLessThan(120)
  })

  it('share one for half a second of reading, and wait no longer for it', async () => {
    const chain = new HandChain()
    chain.mineTo(3)
    const commits: number[][] = []
    let now = Date.now()
    const engine = openHandEngine(chain, slow(commits), { now: () => now })
    await engine.watch(SCRIPT)
    await engine.toTip()
    engine.meanwhile.afterBlock = () => {
      now += COMMIT_EVERY_MS / 20
    }
    mineBusy(chain, 150, 1)
    await engine.same()
    const lengths = commits.map(({ length }) => length)
    expect(lengths.slice(0, -1).every((length) => length === 20 || length === 21)).toBe(true)
    expect(lengths.reduce((sum, length) => sum + length, 0)).toBe(150)
  })

  it('wait no longer where the clock is set back meanwhile', async () => {
    const chain = new HandChain()
    chain.mineTo(3)
    const commits: number[][] = []
    let now = Date.now()
    let blocks = 0
    const engine = openHandEngine(chain, slow(commits), { now: () => now })
    await engine.watch(SCRIPT)
    await engine.toTip()
    engine.meanwhile.afterBlock = () => {
      blocks += 1
      now += blocks === 30 ? -3_600_000 : COMMIT_EVERY_MS / 20
    }
    mineBusy(chain, 150, 1)
    await engine.same()
    expect(Math.max(...commits.map(({ length }) => length))).toBeLessThanOrEqual(21)
    expect(commits.flat()).toHaveLength(150)
  })

  it('give others a turn while they are matched, and before their commit', async () => {
    const chain = new HandChain()
    chain.mineTo(3)
    const order: string[] = []
    let now = 0
    const noted = (store: ScanStore): ScanStore => ({
      ...store,
      apply: (update) => {
        if (update.kind === 'connect') order.push(`commit of ${update.blocks.length}`)
        return store.apply(update)
      },
    })
    const pause = async (): Promise<void> => void order.push('turn')
    const engine = openHandEngine(chain, noted, { now: () => now }, pause)
    await engine.watch(SCRIPT)
    await engine.toTip()
    engine.meanwhile.afterBlock = () => {
      now += TURN_MS / 2
    }
    mineBusy(chain, 6, 1)
    order.length = 0
    await engine.step()
    expect(order).toEqual(['turn', 'turn', 'turn', 'commit of 6'])
  })

  it('are one a commit at the tip', async () => {
    const chain = new HandChain()
    chain.mineTo(3)
    const commits: number[][] = []
    const engine = openHandEngine(chain, slow(commits))
    await engine.watch(SCRIPT)
    await engine.toTip()
    mineBusy(chain, 3, 1)
    await engine.same()
    expect(commits.map(({ length }) => length)).toEqual([1, 1, 1])
  })
})

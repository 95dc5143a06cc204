import { describe, expect, it } from 'vitest'
import { type CheckedBlock, decideBranch, gapReason } from '../../../electron/engine/next-step.ts'
import type { NodeView } from '../../../electron/engine/ports.ts'
import { type BlockHash, blockHash } from '../../../shared/chain.ts'

const hash = (n: number): BlockHash => blockHash(n.toString(16).padStart(64, '0'))
const at = (height: number) => ({ height, hash: hash(height) })
const stored = (height: number, inBestChain: boolean): CheckedBlock => ({ block: at(height), inBestChain })

describe('a cursor that is not on the node’s best chain', () => {
  it('rewinds to the highest stored block that is, once the node has another block above it', () => {
    const checked = [stored(12, false), stored(11, false), stored(10, true)]
    expect(decideBranch(checked, at(11), true)).toEqual({ kind: 'rewind', to: at(10) })
  })

  it('waits while the node’s chain ends inside ours: behind is no proof of another branch', () => {
    const checked = [stored(12, false), stored(11, false), stored(10, true)]
    expect(decideBranch(checked, at(10), true)).toEqual({ kind: 'wait' })
  })

  it('waits for a node in initial download far below sparse checkpoints', () => {
    const checked = [stored(3_000, false), stored(2_000, false), stored(0, true)]
    expect(decideBranch(checked, at(500), true)).toEqual({ kind: 'wait' })
  })

  it('looks at older checkpoints before it decides', () => {
    expect(decideBranch([stored(12, false)], at(12), false)).toEqual({ kind: 'look_deeper' })
  })

  it('knows a foreign chain by its genesis', () => {
    expect(decideBranch([stored(12, false), stored(0, false)], at(12), true)).toEqual({ kind: 'foreign' })
  })

  it('waits when the node moved back meanwhile and the cursor agrees after all', () => {
    expect(decideBranch([stored(12, true)], at(12), true)).toEqual({ kind: 'wait' })
  })
})

describe('a gap', () => {
  const view: NodeView = {
    network: 'main',
    best: at(20_000),
    headers: 20_000,
    initialDownload: false,
    pruneHeight: null,
  }

  it('is read when that fits into the budget', () => {
    expect(gapReason(view, at(10_000), 15, 600_000)).toBeNull()
  })

  it('is jumped when reading would take longer than the budget', () => {
    expect(gapReason(view, at(10_000), 100, 600_000)).toBe('cost')
  })

  it('of up to 2,016 blocks is always read: history is worth more than the time', () => {
    expect(gapReason(view, at(20_000 - 2_016), 10_000, 1)).toBeNull()
  })

  it('below the prune height cannot be read', () => {
    expect(gapReason({ ...view, pruneHeight: 19_999 }, at(19_990), 15, 600_000)).toBe('pruned')
    expect(gapReason({ ...view, pruneHeight: 19_991 }, at(19_990), 15, 600_000)).toBeNull()
  })
})

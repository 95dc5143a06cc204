import { describe, expect, it } from 'vitest'
import type { ScanUpdate } from '../../../electron/engine/ports.ts'
import { StoreConflict } from '../../../electron/engine/ports.ts'
import { HandChain, payTx } from '../../fakes/hand-chain.ts'
import { openHandEngine } from './hand-engine.ts'

const A = `0014${'a1'.repeat(20)}`
const B = `5120${'b2'.repeat(32)}`

describe('case 2: a reorganisation deeper than the headers that are stored', () => {
  it('goes back to the last stored block that both chains share, and reads again what lay between', async () => {
    const chain = new HandChain()
    chain.mineTo(50)
    const engine = openHandEngine(chain)
    await engine.watch(A, B)
    await engine.same()
    const first = payTx([{ value: 7_000, script: A }])
    chain.mine([first])
    chain.mineTo(1_000)
    const fact = chain.mine([payTx([{ value: 500, script: B }])])
    chain.mineTo(1_200)
    chain.mine([payTx([{ value: 44, script: B }], [{ txid: first.txid, vout: 0 }])])
    chain.mineTo(4_000)
    await engine.same()
    expect(await engine.store.scan.checkpoints(1_199, 1)).toEqual([{ height: 1_001, hash: fact.hash }])

    chain.leave(1_150) // 2,850 blocks below the tip; headers are stored for 2,016
    chain.mine([payTx([{ value: 9, script: A }])])
    chain.mineTo(4_001)
    const rewound = await engine.step()
    expect(rewound).toMatchObject({
      kind: 'rewound',
      to: { height: 1_001, hash: fact.hash },
      voidedSnapshots: 0,
    })
    await engine.same()
    expect(engine.reading(A)?.confirmed).toBe(7_009)
    expect(engine.reading(B)?.confirmed).toBe(500)
  })

  it('ends at genesis when nothing else is shared: the snapshots are void, and taken again', async () => {
    const chain = new HandChain()
    chain.mine([payTx([{ value: 1_000, script: A }])])
    chain.mineTo(2_500)
    const engine = openHandEngine(chain)
    await engine.watch(A)
    await engine.same()
    chain.mineTo(2_600)
    await engine.same()
    chain.leave(0)
    chain.mine([payTx([{ value: 2_000, script: A }])])
    chain.mineTo(2_601)
    expect(await engine.step()).toMatchObject({ kind: 'rewound', to: { height: 0 }, voidedSnapshots: 1 })
    expect(engine.reading(A)).toBeUndefined() // unknown, not 0, until there is a new snapshot
    await engine.same()
    expect(engine.reading(A)?.confirmed).toBe(2_000)
  })
})

describe('case 3: a reorganisation in the middle of reading', () => {
  const lively = async () => {
    const chain = new HandChain()
    chain.mineTo(10)
    const engine = openHandEngine(chain)
    await engine.watch(A)
    await engine.same()
    for (let i = 0; i < 20; i++) chain.mine([payTx([{ value: 100 + i, script: A }])])
    const turn = (to: number): void => {
      delete engine.meanwhile.afterHashes
      delete engine.meanwhile.afterBlock
      chain.leave(to)
      for (let i = 0; i < 40; i++) chain.mine([payTx([{ value: 5_000 + i, script: A }])])
    }
    return { chain, engine, turn }
  }

  it('between the hashes and the blocks reads the left branch to its end, goes back and reads the new one', async () => {
    const { engine, turn } = await lively()
    engine.meanwhile.afterHashes = () => turn(15)
    expect(await engine.step()).toMatchObject({ kind: 'advanced', blocks: 20 })
    expect(await engine.step()).toMatchObject({ kind: 'rewound', to: { height: 15 } })
    await engine.same()
  })

  it('between two blocks never joins blocks of two branches', async () => {
    const { engine, turn } = await lively()
    engine.meanwhile.afterBlock = (count) => {
      if (count === 8) turn(12)
    }
    await engine.step()
    await engine.same()
  })

  it('between the look at the tip and the hashes applies nothing that does not stand on the cursor', async () => {
    const { chain, engine } = await lively()
    await engine.step(6)
    engine.meanwhile.beforeHashes = () => {
      delete engine.meanwhile.beforeHashes
      chain.leave(13) // three below the cursor
      for (let i = 0; i < 25; i++) chain.mine([payTx([{ value: 70 + i, script: A }])])
    }
    expect(await engine.step()).toEqual({ kind: 'retry' })
    expect(engine.store.models.cursor()?.height).toBe(16)
    expect(await engine.step()).toMatchObject({ kind: 'rewound', to: { height: 13 } })
    await engine.same()
  })
})

describe('case 5: the same outpoint twice', () => {
  it('every update applied a second time is refused or changes nothing', async () => {
    const chain = new HandChain()
    chain.mineTo(5)
    const updates: ScanUpdate[] = []
    const engine = openHandEngine(chain, (store) => ({
      ...store,
      apply: (update) => {
        updates.push(update)
        return store.apply(update)
      },
    }))
    await engine.watch(A, B)
    await engine.same()
    const paid = payTx([
      { value: 30, script: A },
      { value: 40, script: B },
    ])
    chain.mine([paid])
    chain.mine([payTx([{ value: 29, script: B }], [{ txid: paid.txid, vout: 0 }])])
    chain.mineTo(12)
    await engine.same()
    const before = engine.coins()
    const kinds = new Set(updates.map(({ kind }) => kind))
    expect(kinds).toEqual(new Set(['headers', 'snapshot', 'connect', 'mempool']))
    const answers: string[] = []
    for (const update of updates)
      answers.push(
        await engine.store.scan.apply(update).then(
          ({ changed }) => `changed: ${changed}`,
          (error: unknown) => (error instanceof StoreConflict ? 'refused' : String(error)),
        ),
      )
    expect(new Set(answers)).toEqual(new Set(['refused', 'changed: false']))
    expect(engine.coins()).toEqual(before)
  })

  it('a block read again for a script that joins late doubles nothing of the others', async () => {
    const chain = new HandChain()
    chain.mineTo(5)
    const engine = openHandEngine(chain)
    await engine.watch(A)
    await engine.same()
    await engine.watch(B)
    const both = payTx([
      { value: 1_000, script: A },
      { value: 2_000, script: B },
    ])
    engine.meanwhile.afterSnapshot = async () => {
      delete engine.meanwhile.afterSnapshot
      chain.mine([both])
      chain.mine([payTx([{ value: 3_000, script: B }], [{ txid: both.txid, vout: 0 }])])
      while ((await engine.step()).kind !== 'at_tip');
    }
    await engine.snapshot() // of block 5, when A has been read up to block 7
    expect(engine.reading(B)).toMatchObject({ state: 'joining', confirmed: 0 })
    await engine.same()
    expect(engine.reading(A)?.confirmed).toBe(0)
    expect(engine.reading(B)?.confirmed).toBe(5_000)
  })
})

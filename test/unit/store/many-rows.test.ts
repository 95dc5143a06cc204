import { describe, expect, it } from 'vitest'
import type { MatchedTx } from '../../../electron/engine/ports.ts'
import { openDatabase } from '../../../electron/store/open-database.ts'
import { coin, openWorld, out, testChain, tx, type World } from './world.ts'

const COUNT = 700

/** What the tables hold as unspent, by script. */
function heldByScript(world: World): ReadonlyMap<number, number> {
  const db = openDatabase(world.file, { readOnly: true })
  try {
    const rows = db.prepare<[], [number, number]>(
      'SELECT script, sum(held) FROM output WHERE held > 0 GROUP BY script',
    )
    return new Map(rows.raw().all())
  } finally {
    db.close()
  }
}

/** Every output and every spend, as the tables hold them. */
function rowsOf(world: World): readonly unknown[] {
  const db = openDatabase(world.file, { readOnly: true })
  try {
    const outputs = db.prepare<[]>(
      `SELECT hex(t.txid), o.vout, o.script, o.value, o.coinbase, o.height, hex(s.txid), o.gone, o.shown
       FROM output o JOIN tx t ON t.id = o.tx LEFT JOIN tx s ON s.id = o.spent ORDER BY 1, 2`,
    )
    const spends = db.prepare<[]>(
      `SELECT hex(t.txid), o.vout, hex(s.txid), p.vin FROM spend p JOIN output o ON o.id = p.output
       JOIN tx t ON t.id = o.tx JOIN tx s ON s.id = p.tx ORDER BY 1, 2, 3`,
    )
    return [...outputs.raw().all(), ...spends.raw().all()]
  } finally {
    db.close()
  }
}

/** The same by the journal. */
const added = (world: World): ReadonlyMap<number, number> =>
  new Map([...world.models.journal.replay()].filter(([, sum]) => sum !== 0))

/** Payments, each of them spending the one before it, with one in their middle that the mempool knew. */
function payments(first: number, second: number): readonly MatchedTx[] {
  return Array.from({ length: COUNT }, (_, i) =>
    i === COUNT / 2
      ? tx('low', { spends: [out('old')], pays: [[second, 6]] })
      : tx(`pay ${i}`, {
          spends: i % 3 === 0 && i !== 0 ? [out(`pay ${i - 1}`)] : [],
          pays: [[i % 2 === 0 ? first : second, 100 + i]],
        }),
  )
}

async function paid(): Promise<{ readonly world: World; readonly a: number; readonly b: number }> {
  const world = openWorld()
  const chain = testChain()
  const [a = -1, b = -1] = await world.watch(1, 2)
  await world.snapshot(chain, 100, [a, b], [coin('old', a, 7, 90)])
  await world.mempool(chain.ref(100), [tx('low', { spends: [out('old')], pays: [[b, 6]] })])
  return { world, a, b }
}

describe('an update of many hundred rows', () => {
  it('is told by the journal to the last satoshi, and so is what undoes it', async () => {
    const { world, a, b } = await paid()
    const chain = testChain()
    const txs = payments(a, b)
    await world.connect(chain, 103, { 101: txs.slice(0, 300), 103: txs.slice(300) })
    expect(added(world)).toEqual(heldByScript(world))
    const sum = [...heldByScript(world).values()].reduce((total, each) => total + each, 0)
    expect(world.confirmed(a, b).reduce<number>((total, each) => total + (each ?? 0), 0)).toBe(sum)
    await world.rewind(chain.ref(102))
    expect(added(world)).toEqual(heldByScript(world))
    await world.rewind(chain.ref(100))
    expect(added(world)).toEqual(new Map([[a, 7]]))
    expect(heldByScript(world)).toEqual(new Map([[a, 7]]))
  })

  it('leaves what listens to the tables in place where it is given up', async () => {
    const { world, a, b } = await paid()
    const chain = testChain()
    const [c = -1] = await world.watch(3)
    await world.snapshot(chain.fork('b', 100), 103, [c])
    const blocks = { 101: payments(a, b) }
    await expect(world.connect(chain, 103, blocks)).rejects.toMatchObject({ kind: 'branch' })
    expect(heldByScript(world)).toEqual(new Map([[a, 7]]))
    const branch = chain.fork('b', 100)
    await world.connect(branch, 101, { 101: [tx('in', { spends: [out('old')], pays: [[b, 3]] })] })
    await world.rewind(chain.ref(100))
    expect(added(world)).toEqual(new Map([[a, 7]]))
    expect(heldByScript(world)).toEqual(new Map([[a, 7]]))
  })

  it('leaves the same rows and journal as its blocks one at a time, whoever takes a coin that it made', async () => {
    const byBlock = await paid()
    const atOnce = await paid()
    const chain = testChain()
    const { a, b } = byBlock
    const reward = tx('reward', { pays: [[a, 50]], coinbase: true })
    const blocks = {
      101: [reward, tx('in', { pays: [[a, 5]] })],
      102: [
        reward,
        tx('pair', {
          pays: [
            [a, 8],
            [b, 4],
          ],
        }),
      ],
      103: [tx('out', { spends: [out('in'), out('pair')], pays: [[b, 3]] })],
      104: [
        tx('both', { spends: [out('pair'), out('pair', 1)], pays: [[a, 1]] }),
        tx('low', { spends: [out('old')], pays: [[b, 6]] }),
        tx('last', { spends: [out('low'), out('out')], pays: [[a, 2]] }),
      ],
    }
    for (const top of [101, 102, 103, 104]) await byBlock.world.connect(chain, top, blocks)
    await atOnce.world.connect(chain, 104, blocks)
    expect(rowsOf(atOnce.world)).toEqual(rowsOf(byBlock.world))
    expect(added(atOnce.world)).toEqual(heldByScript(atOnce.world))
    expect(added(atOnce.world)).toEqual(added(byBlock.world))
  })
})

import { describe, expect, it } from 'vitest'
import { createAnswerWriter } from '../../../electron/services/answer-writer.ts'
import type { StoredObservation, StoredTip } from '../../../electron/store/source-store.ts'
import { answerAt } from '../sources/provider-ground.ts'
import { openWorld } from '../store/world.ts'

const SOURCE = { id: 'a', family: 'esplora' } as const
const answer = (scriptId: number, height = 100, observedAt = 1) => ({
  scriptId,
  source: SOURCE,
  balance: { ...answerAt(height), confirmed: scriptId, observedAt },
})

/** A store that counts its commits, and time that the test lets pass. */
async function ground() {
  const world = openWorld()
  await world.watch(...Array.from({ length: 200 }, (_, i) => i + 1))
  const groups: number[] = []
  const due: (() => void)[] = []
  const store = {
    saveObservations: (observations: readonly StoredObservation[]) => {
      groups.push(observations.length)
      return world.sources.saveObservations(observations)
    },
    saveTip: (tip: StoredTip) => world.sources.saveTip(tip),
  }
  const writer = createAnswerWriter(store, (_, run) => {
    due.push(run)
    return () => void due.splice(due.indexOf(run), 1)
  })
  return { world, groups, due, writer }
}

describe('answers on their way to disk', () => {
  it('share a commit, 200 at the most, and are all there in the end', async () => {
    const { world, groups, writer } = await ground()
    for (let i = 0; i < 450; i++) writer.add(answer(1 + (i % 200)))
    await writer.done()
    expect(groups).toEqual([200, 200, 50])
    expect(world.sources.observations([200]).get(200)?.[0]?.confirmed).toBe(200)
  })

  it('do not wait for the slowest question', async () => {
    const { world, groups, due, writer } = await ground()
    writer.add(answer(1))
    writer.add(answer(2))
    expect(groups).toEqual([])
    due[0]?.()
    expect(groups).toEqual([2])
    await expect.poll(() => world.sources.observations([1]).size).toBe(1)
    writer.add(answer(3))
    await writer.done()
    expect(groups).toEqual([2, 1])
    expect(due).toEqual([])
  })

  it('leave the newest tip of each source', async () => {
    const { world, writer } = await ground()
    writer.add(answer(1, 101, 20))
    writer.add(answer(2, 100, 10))
    await writer.done()
    expect(world.sources.tips()).toMatchObject([{ source: 'provider:a', at: { height: 101 } }])
  })

  it('tell in the end that they could not be written', async () => {
    const { world, writer } = await ground()
    world.close()
    writer.add(answer(1))
    await expect(writer.done()).rejects.toThrow()
  })
})

import { expect, it } from 'vitest'
import { NodeError } from '../../../electron/engine/node-error.ts'
import type { ScanUpdate } from '../../../electron/engine/ports.ts'
import { say } from '../../../shared/said.ts'
import { HandChain, payTx } from '../../fakes/hand-chain.ts'
import { openHandEngine } from '../cases/hand-engine.ts'

const A = `0014${'a1'.repeat(20)}`
const B = `0014${'b2'.repeat(20)}`

function ground() {
  const chain = new HandChain()
  chain.mineTo(5)
  const kinds: ScanUpdate['kind'][] = []
  const engine = openHandEngine(chain, (store) => ({
    ...store,
    apply: (update) => {
      kinds.push(update.kind)
      return store.apply(update)
    },
  }))
  return { chain, engine, kinds }
}

it('the blocks that a first look hangs on are stored while the node looks, and by no later look', async () => {
  const { engine, kinds } = ground()
  await engine.watch(A)
  engine.meanwhile.afterSnapshot = () => expect.poll(() => kinds).toEqual(['headers'])
  await engine.snapshot()
  expect(kinds).toEqual(['headers', 'snapshot'])
  expect(engine.store.models.counts().blocks).toBe(6)
  delete engine.meanwhile.afterSnapshot
  await engine.watch(B)
  await engine.snapshot()
  expect(kinds).toEqual(['headers', 'snapshot', 'snapshot'])
  await engine.same()
})

it('what a look that failed has stored says nothing, and gives way to what the next one finds', async () => {
  const { chain, engine, kinds } = ground()
  await engine.watch(A)
  engine.meanwhile.afterSnapshot = async () => {
    await expect.poll(() => kinds).toEqual(['headers'])
    throw new NodeError('unreachable', say('node_scan_lost'))
  }
  await expect(engine.snapshot()).rejects.toThrow(NodeError)
  expect(engine.store.models.cursor()).toBeNull()
  expect(engine.reading(A)).toBeUndefined()
  expect(await engine.store.scan.needsSnapshot()).toBe(true)
  delete engine.meanwhile.afterSnapshot
  chain.leave(2)
  chain.mine([payTx([{ value: 30, script: A }])])
  chain.mineTo(4) // lower than what was stored
  await engine.same()
  expect(engine.reading(A)).toMatchObject({ confirmed: 30, at: { height: 4, hash: chain.tip.hash } })
  expect(engine.store.models.counts().blocks).toBe(5)
})

it('a look whose headers could not be stored before it ends stores them with what it found', async () => {
  const chain = new HandChain()
  chain.mineTo(5)
  chain.mine([payTx([{ value: 30, script: A }])])
  const engine = openHandEngine(chain, (store) => ({
    ...store,
    apply: (update) =>
      update.kind === 'headers' ? Promise.reject(new Error('no room')) : store.apply(update),
  }))
  await engine.watch(A)
  await engine.same()
  expect(engine.store.models.counts().blocks).toBe(7)
})

import { describe, expect, it } from 'vitest'
import type { SnapshotSource } from '../../../electron/engine/ports.ts'
import { HandChain, payTx } from '../../fakes/hand-chain.ts'
import { type HandScanOptions, openHandScan } from '../../ground/hand-scan.ts'
import { tempDir } from '../store/world.ts'

const NEVER = new AbortController().signal
const scriptOf = (n: number): string => `0014${n.toString(16).padStart(40, '0')}`

/** A chain that pays so many scripts once each, and a ledger that has read it. */
async function checked(scripts: number, options: Partial<HandScanOptions> = {}) {
  const chain = new HandChain()
  const payments = Array.from({ length: scripts }, (_, n) =>
    payTx([{ script: scriptOf(n), value: 1_000 + n }]),
  )
  chain.mine(payments)
  chain.mineTo(5)
  const app = await openHandScan(chain, { root: tempDir(), ...options })
  await app.watch(...payments.map((_, n) => scriptOf(n)))
  await app.scan.sync(NEVER)
  return { chain, app, payments }
}

describe('a check of the ledger', () => {
  it('of more scripts than one look at the node may carry is one check, in several looks', async () => {
    const looks: number[] = []
    const counting = (own: SnapshotSource): SnapshotSource => ({
      snapshot: (scripts, tell, signal) => {
        looks.push(scripts.length)
        return own.snapshot(scripts, tell, signal)
      },
    })
    const { app } = await checked(25, { checkAtOnce: 10, snapshots: counting })
    looks.length = 0
    app.sql('UPDATE output SET value = 1 WHERE value IN (1003, 1012, 1024)') // one in each part
    const { check } = await app.scan.check(NEVER)
    expect(looks).toEqual([10, 10, 5])
    expect(check).toMatchObject({ scripts: 25, compared: 22, missing: 3, extra: 3, repaired: 6 })
    expect(app.store.models.ledgerCheck()).toEqual(check)
  })

  it('that finds much puts it right some scripts at a time, and tells of all of it', async () => {
    const { app } = await checked(210)
    app.sql('UPDATE output SET value = 1 WHERE value > 1000')
    const { check } = await app.scan.check(NEVER)
    expect(check).toMatchObject({ scripts: 210, compared: 1, missing: 209, extra: 209, repaired: 418 })
    const again = await app.scan.check(NEVER)
    expect(again.check).toMatchObject({ compared: 210, missing: 0, extra: 0, repaired: 0 })
  })

  it('is made again where a reorganisation comes between the look at the node and the comparison', async () => {
    let once = true
    const moving = (own: SnapshotSource): SnapshotSource => ({
      async snapshot(scripts, tell, signal) {
        const snapshot = await own.snapshot(scripts, tell, signal)
        if (armed && once) {
          once = false
          chain.leave(3)
          chain.mine([payTx([{ script: scriptOf(0), value: 5_000 }])])
          chain.mineTo(7)
        }
        return snapshot
      },
    })
    let armed = false
    const { chain, app } = await checked(3, { snapshots: moving })
    armed = true
    const { check } = await app.scan.check(NEVER)
    expect(once).toBe(false)
    expect(check).toMatchObject({
      block: { height: 7, hash: chain.tip.hash },
      compared: 4,
      missing: 0,
      extra: 0,
    })
  })

  it('repairs a script whose history is being filled in: the history reaches the new look and is whole', async () => {
    const { chain, app } = await checked(2)
    const ids = app.store.portfolio.scriptsOf().map(({ scriptId }) => scriptId)
    await app.scan.history.start([{ scripts: ids, from: { height: 1 } }], NEVER)
    app.sql('UPDATE output SET value = 9 WHERE value = 1000')
    const { check } = await app.scan.check(NEVER)
    expect(check).toMatchObject({ missing: 1, extra: 1, repaired: 2 })
    await app.scan.fillHistory(NEVER)
    const ranges = [...app.store.models.histories('all').values()]
    expect(ranges.map(({ state, verdict, target }) => [state, verdict, target])).toEqual([
      ['joined', 'complete', 5],
      ['joined', 'complete', 5],
    ])
    const coins = app.store.models.allUnspent().map(({ value }) => value)
    const truth = chain.unspent(new Set([scriptOf(0), scriptOf(1)])).map(({ value }) => value)
    expect(new Set(coins)).toEqual(new Set(truth))
    expect(coins).toHaveLength(truth.length)
  })

  it('shows how it goes also where nobody asked for it', async () => {
    let now = Date.now()
    const halfway = (own: SnapshotSource): SnapshotSource => ({
      snapshot: (scripts, tell, signal) => {
        tell({ kind: 'scanning', progress: 0.5 })
        return own.snapshot(scripts, tell, signal)
      },
    })
    const { app } = await checked(2, { clock: { now: () => now }, snapshots: halfway })
    now += 8 * 86_400_000
    app.follow()
    await expect.poll(() => app.store.models.ledgerCheck()?.reason).toBe('weekly')
    await expect.poll(() => app.scan.status().check).toBeNull()
    expect(app.told.map(({ check }) => check)).toContainEqual({ reason: 'weekly', scripts: 2, progress: 0.5 })
    expect(app.scan.status().phase).toBe('at_tip')
  })

  it('lets a new address go first, and is made after it', async () => {
    const order: string[] = []
    const slow = (own: SnapshotSource): SnapshotSource => ({
      async snapshot(scripts, tell, signal) {
        if (!armed) return own.snapshot(scripts, tell, signal)
        order.push(`look at ${scripts.length}`)
        if (order.length === 1) {
          await new Promise((_, reject) =>
            signal.addEventListener('abort', () => reject(signal.reason as Error)),
          )
        }
        return own.snapshot(scripts, tell, signal)
      },
    })
    let armed = false
    const { chain, app } = await checked(2, { snapshots: slow })
    chain.mine([payTx([{ script: scriptOf(77), value: 77 }])])
    await app.scan.sync(NEVER)
    armed = true
    app.follow()
    const checking = app.scan.check(NEVER)
    await expect.poll(() => order).toEqual(['look at 2'])
    await app.watch(scriptOf(77))
    const { check, problem } = await checking
    expect({ problem, ...check }).toMatchObject({
      problem: null,
      scripts: 3,
      compared: 3,
      missing: 0,
      extra: 0,
    })
    expect(order).toEqual(['look at 2', 'look at 1', 'look at 2', 'look at 1'])
  })
})

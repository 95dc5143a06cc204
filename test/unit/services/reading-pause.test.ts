import { beforeEach, describe, expect, it } from 'vitest'
import { HandChain, payTx } from '../../fakes/hand-chain.ts'
import { type HandScan, openHandScan } from '../../ground/hand-scan.ts'
import { tempDir } from '../store/world.ts'

const SCRIPT = `0014${'11'.repeat(20)}`
const OTHER = `0014${'22'.repeat(20)}`
const NEVER = new AbortController().signal

describe('the pause of reading', () => {
  let chain: HandChain
  let root: string
  let app: HandScan

  beforeEach(async () => {
    chain = new HandChain()
    for (let n = 0; n < 10; n++) chain.mine([])
    root = tempDir()
    app = await openHandScan(chain, { root })
    await app.watch(SCRIPT)
    await app.scan.sync(NEVER)
  })

  const readTo = () => app.store.models.cursor()?.height
  const pay = (value: number) => chain.mine([payTx([{ script: SCRIPT, value }])])

  it('leaves new blocks where they are and says so, until it is told to go on', async () => {
    await app.scan.pause(true)
    pay(77)
    app.follow()
    await expect.poll(() => app.scan.status()).toMatchObject({ waitingFor: 'paused', paused: true })
    expect(await app.scan.sync(NEVER)).toMatchObject({ problem: 'paused', blocks: 0 })
    expect(readTo()).toBe(10)
    await app.scan.pause(false)
    await expect.poll(readTo).toBe(11)
    await expect.poll(() => app.scan.status()).toMatchObject({ waitingFor: null, paused: false })
  })

  it('tells first of what was read before it', async () => {
    await app.close()
    const heard: (number | undefined)[] = []
    app = await openHandScan(chain, {
      root,
      onLedger: () => heard.push(readTo()),
      chain: (own) => ({
        ...own,
        async *blocks(...asked) {
          yield* own.blocks(...asked)
          await app.scan.pause(true) // a person; and the next block comes
          chain.mine()
        },
      }),
    })
    pay(79)
    app.follow()
    await expect.poll(() => app.scan.status()).toMatchObject({ waitingFor: 'paused' })
    expect(readTo()).toBe(11)
    expect(heard.at(-1)).toBe(11)
  })

  it('holds from the moment it is said, also for blocks that were on their way', async () => {
    await app.close()
    let asked = 0
    app = await openHandScan(chain, {
      root,
      chain: (own) => ({
        ...own,
        async *blocks(...wanted) {
          asked += 1
          yield* own.blocks(...wanted)
          if (asked === 1) await app.scan.pause(true) // those were read and are not kept yet
        },
      }),
    })
    for (let n = 0; n < 20; n++) pay(n)
    app.follow()
    await expect.poll(() => app.scan.status()).toMatchObject({ waitingFor: 'paused', paused: true })
    expect(asked).toBe(1)
    expect(readTo()).toBe(10)
    await app.scan.pause(false)
    await expect.poll(readTo).toBe(30)
    expect([...app.store.models.ledgerReadings('all').values()]).toMatchObject([{ confirmed: 190 }])
  })

  it('holds for a block that comes right after a look has found none', async () => {
    await app.close()
    let step: 'resting' | 'looking' | 'looked' = 'resting'
    app = await openHandScan(chain, {
      root,
      chain: (own) => ({
        ...own,
        header: (...asked) => {
          if (app.scan.status().phase === 'at_tip' && step === 'resting') step = 'looking'
          return own.header(...asked)
        },
        view: async (signal) => {
          const seen = await own.view(signal)
          if (step === 'looking') pay(80)
          if (step === 'looking') step = 'looked'
          return seen
        },
      }),
    })
    await app.scan.pause(true)
    app.follow()
    await expect.poll(() => app.scan.status().phase).toBe('at_tip')
    app.scan.poke()
    await expect.poll(() => step).toBe('looked')
    await expect.poll(() => app.scan.status()).toMatchObject({ waitingFor: 'paused' })
    expect(readTo()).toBe(10)
  })

  it('goes on looking at the tip: what is pending there is no older than it looks', async () => {
    await app.scan.pause(true)
    app.follow()
    await expect.poll(() => app.scan.status().phase).toBe('at_tip')
    expect(app.scan.status().paused).toBe(true)
  })

  it('has the unspent outputs of a new address looked up all the same, and reads no block for it', async () => {
    await app.scan.pause(true)
    pay(77)
    chain.mine([payTx([{ script: OTHER, value: 40 }])])
    app.follow()
    await expect.poll(() => app.scan.status()).toMatchObject({ waitingFor: 'paused' })
    await app.watch(OTHER)
    const figures = () =>
      [...app.store.models.ledgerReadings('all').values()].map(({ confirmed, at }) => [confirmed, at.height])
    await expect.poll(figures).toEqual([
      [0, 10],
      [40, 12],
    ])
    expect(readTo()).toBe(10)
    await expect.poll(() => app.scan.status()).toMatchObject({ waitingFor: 'paused', phase: 'waiting' })
    await app.scan.pause(false)
    await expect.poll(figures).toEqual([
      [77, 12],
      [40, 12],
    ])
  })

  it('leaves a branch that the chain has left, so that new addresses are looked up once, on the chain that there is', async () => {
    await app.close()
    let lookups = 0
    app = await openHandScan(chain, {
      root,
      snapshots: (own) => ({
        snapshot: (...asked) => {
          lookups += 1
          return own.snapshot(...asked)
        },
      }),
    })
    pay(5)
    pay(6)
    await app.scan.sync(NEVER)
    await app.scan.pause(true)
    chain.leave(11)
    chain.mine([payTx([{ script: OTHER, value: 40 }])])
    chain.mine([])
    await app.watch(OTHER)
    app.follow()
    const figures = () =>
      [...app.store.models.ledgerReadings('all').values()].map(({ confirmed, at }) => [confirmed, at.height])
    await expect.poll(figures).toEqual([
      [5, 11],
      [40, 13],
    ])
    expect(lookups).toBe(1)
    expect(app.faults).toEqual([])
  })

  it('is kept over a restart, and does not hold one command up', async () => {
    await app.scan.pause(true)
    await app.close()
    app = await openHandScan(chain, { root })
    expect(app.scan.status().paused).toBe(true)
    pay(78)
    expect(await app.scan.sync(NEVER)).toMatchObject({ problem: null, blocks: 1 })
    expect(readTo()).toBe(11)
  })
})

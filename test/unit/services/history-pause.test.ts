import { beforeEach, describe, expect, it } from 'vitest'
import { HandChain, payTx } from '../../fakes/hand-chain.ts'
import { type HandScan, openHandScan } from '../../ground/hand-scan.ts'
import { tempDir } from '../store/world.ts'

const SCRIPT = `0014${'11'.repeat(20)}`
const NEVER = new AbortController().signal

describe('the pause of all histories', () => {
  let chain: HandChain
  let root: string
  let app: HandScan

  beforeEach(async () => {
    chain = new HandChain()
    for (let n = 0; n < 40; n++)
      chain.mine(n % 4 === 0 ? [payTx([{ script: SCRIPT, value: 1_000 + n }])] : [])
    root = tempDir()
    app = await openHandScan(chain, { root })
    await app.watch(SCRIPT)
    await app.scan.sync(NEVER)
  })

  const stateOf = (of: HandScan) => [...of.store.models.histories('all').values()].map(({ state }) => state)
  const ask = () => app.scan.history.start([{ scripts: [1], from: { height: 1 } }], NEVER)

  it('leaves what was asked for where it is, and says so', async () => {
    await app.scan.history.pause(true)
    await ask()
    app.follow()
    await expect.poll(() => app.scan.status().history).toMatchObject({ paused: true, scripts: 1, target: 40 })
    expect(stateOf(app)).toEqual(['filling'])
    expect(app.told.some(({ history }) => history !== null && !history.paused)).toBe(false)
  })

  it('is kept over a restart, and what is paused still follows the tip', async () => {
    await app.scan.history.pause(true)
    await ask()
    await app.close()
    app = await openHandScan(chain, { root })
    app.follow()
    await expect.poll(() => app.scan.status().history?.paused).toBe(true)
    chain.mine([payTx([{ script: SCRIPT, value: 77 }])])
    await expect.poll(() => app.store.models.cursor()?.height).toBe(41)
    expect(stateOf(app)).toEqual(['filling'])
  })

  it('ends when it is told to go on: the history is read to its end', async () => {
    await app.scan.history.pause(true)
    await ask()
    app.follow()
    await expect.poll(() => app.scan.status().history?.paused).toBe(true)
    await app.scan.history.pause(false)
    await expect.poll(() => stateOf(app)).toEqual(['joined'])
    await expect.poll(() => app.scan.status().history).toBeNull()
  })

  it('is what a command that wants it all is told', async () => {
    await app.scan.history.pause(true)
    await ask()
    expect(await app.scan.fillHistory(NEVER)).toMatchObject({ blocks: 0, problem: null, paused: true })
    await app.scan.history.pause(false)
    expect(await app.scan.fillHistory(NEVER)).toMatchObject({ problem: null, paused: false })
    expect(stateOf(app)).toEqual(['joined'])
  })

  it('does not make it forget what reading took on this node', async () => {
    await ask()
    await app.scan.fillHistory(NEVER)
    const kept = JSON.parse(app.store.sources.getMeta('history-costs') ?? 'null') as Record<string, unknown>
    expect(kept).toMatchObject({ url: 'http://node', scripts: 1, blocks: expect.any(Number) as number })
  })
})

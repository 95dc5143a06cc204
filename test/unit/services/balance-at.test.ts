import { describe, expect, it } from 'vitest'
import { NodeError } from '../../../electron/engine/node-error.ts'
import type { ChainSource } from '../../../electron/engine/ports.ts'
import {
  type BalanceAtServiceOptions,
  createBalanceAtService,
} from '../../../electron/services/balance-at-service.ts'
import { createMomentService } from '../../../electron/services/moment-service.ts'
import type { NodeToAsk } from '../../../electron/services/node-chain.ts'
import type { HeightAnswer } from '../../../electron/sources/provider-pool.ts'
import type { BlockHash } from '../../../shared/chain.ts'
import type { BestTip } from '../../../shared/reading.ts'
import { SAMPLE_WATCH } from '../../fakes/contract-samples.ts'
import { inWords } from '../../fakes/in-words.ts'
import { never, scripted } from '../sources/provider-ground.ts'
import { coin, hashOf, openWorld, type TestChain, testChain, tx, type World } from '../store/world.ts'

const TIP = 3_000
/** Far below the dense part, without a fact of its own. */
const DEEP = 150

const tipAt = (height: number, estimated = false): BestTip => ({
  height,
  hash: null,
  time: null,
  source: estimated ? 'estimate' : 'node',
  estimated,
})

/** A ledger of two scripts that was followed from block 100 to 3,000. */
async function ledger() {
  const world = openWorld()
  const chain = testChain()
  const [a = -1, b = -1] = await world.watch(1, 2)
  await world.snapshot(chain, 100, [a, b], [coin('a', a, 7, 90), coin('b', b, 5, 91)])
  await world.connect(chain, TIP, { 200: [tx('in', { pays: [[a, 3]] })] })
  const scripts = [
    { scriptId: a, address: 'address a' },
    { scriptId: b, address: 'address b' },
  ]
  return { world, chain, scripts }
}

/** The part of a node that is asked: its best chain, as far as `fork` goes with the ledger's. */
function nodeOn(chain: TestChain, change: Partial<ChainSource> = {}) {
  const failed: string[] = []
  const parts: Partial<ChainSource> = {
    hashesFrom: async (height) => (height > TIP ? [] : [chain.at(height).hash]),
    headersOf: async (hashes) =>
      hashes.map((hash) => {
        const at = Array.from({ length: TIP + 1 }, (_, height) => chain.at(height))
        const header = at.find((each) => each.hash === hash) ?? { ...chain.at(0), hash }
        return { ...header, inBestChain: at.some((each) => each.hash === hash) }
      }),
    ...change,
  }
  const node: NodeToAsk = {
    session: () => ({ url: '', chain: parts as ChainSource, snapshots: { snapshot: () => never_() } }),
    answers: () => true,
    fail: (error) => {
      failed.push(error.message)
      return error.problem
    },
  }
  return { node, failed }
}

const never_ = (): Promise<never> => Promise.reject(new Error('no snapshot is taken here'))

interface AskedOf {
  readonly address: string
  readonly block: BlockHash | null
}

/** Providers that answer as told, one after the other. */
function providersThat(answers: readonly (HeightAnswer | BlockHash)[], onTips: () => void = () => undefined) {
  const asked: AskedOf[] = []
  const left = [...answers]
  let [running, most] = [0, 0]
  const providers: BalanceAtServiceOptions['providers'] = {
    pool: {
      size: 1,
      balanceAt: async (address, height, { block = null }) => {
        asked.push({ address, block })
        most = Math.max(most, ++running)
        await new Promise((resolve) => setImmediate(resolve))
        running--
        const next = left.shift() ?? { kind: 'failed', failures: [] }
        if (typeof next !== 'string') return next
        const balance = {
          confirmed: 11,
          pending: 0,
          at: { height, hash: next },
          tipTime: 1,
          observedAt: 1,
        }
        return { kind: 'answer', source: scripted('p'), balance }
      },
    },
    allowed: () => () => true,
    askTips: async () => onTips(),
  }
  return { providers, asked, most: () => most }
}

const serviceOn = (world: World, options: Partial<BalanceAtServiceOptions>) =>
  createBalanceAtService({
    models: world.models,
    inGapAt: () => [],
    tip: () => tipAt(TIP),
    node: null,
    nodeReasons: () => [],
    providers: null,
    offline: () => false,
    ...options,
  })

describe('a past figure of the ledger whose block it did not keep', () => {
  it('is dated by the own node, which names the block and has the ledger’s on the same chain', async () => {
    const { world, chain, scripts } = await ledger()
    const { node } = nodeOn(chain)
    const report = await serviceOn(world, { node }).read(scripts, DEEP, false, never)
    expect(world.models.blockAt(DEEP)).toBeNull()
    expect(report.readings.map(({ confirmed, asOf, source }) => [confirmed, asOf, source])).toEqual([
      [7, chain.ref(DEEP), 'ledger'],
      [5, chain.ref(DEEP), 'ledger'],
    ])
    expect(report.total).toEqual({
      confirmed: 12,
      immature: 0,
      known: 2,
      unknown: 0,
      asOf: chain.ref(DEEP),
    })
  })

  it('is not known while no node answers', async () => {
    const { world, scripts } = await ledger()
    const report = await serviceOn(world, { nodeReasons: () => ['node_unreachable'] }).read(
      scripts,
      DEEP,
      false,
      never,
    )
    expect(report.readings[0]).toMatchObject({
      kind: 'unknown',
      confirmed: null,
      reasons: ['block_hash_unknown', 'node_unreachable', 'not_asked'],
    })
  })

  it('is not known where the node is on another branch, or its chain changes while it is asked', async () => {
    const { world, chain, scripts } = await ledger()
    const other = nodeOn(chain.fork('other', DEEP - 10)).node
    const report = await serviceOn(world, { node: other }).read(scripts, DEEP, false, never)
    expect(report.readings.map(({ kind }) => kind)).toEqual(['unknown', 'unknown'])
    let looks = 0
    const hashesFrom: ChainSource['hashesFrom'] = async () => [
      looks++ === 0 ? hashOf('other') : chain.at(DEEP).hash,
    ]
    const moving = nodeOn(chain, { hashesFrom }).node
    const moved = await serviceOn(world, { node: moving }).read(scripts, DEEP, false, never)
    expect(moved.readings[0]).toMatchObject({ kind: 'unknown' })
  })

  it('is not known when the node fails, which is noted and not thrown', async () => {
    const { world, chain, scripts } = await ledger()
    const hashesFrom = () => Promise.reject(new NodeError('busy', inWords('it is busy')))
    const { node, failed } = nodeOn(chain, { hashesFrom })
    const report = await serviceOn(world, { node }).read(scripts, DEEP, false, never)
    expect(report.readings[0]?.kind).toBe('unknown')
    expect(failed).toEqual(['it is busy'])
  })
})

describe('a past figure that the ledger holds on a branch that the node left', () => {
  it('is not shown: the provider’s of the node’s block is', async () => {
    const { world, chain, scripts } = await ledger()
    const branch = chain.fork('other', 2_900)
    const { providers, asked } = providersThat([branch.at(2_950).hash, branch.at(2_950).hash])
    const service = serviceOn(world, { node: nodeOn(branch).node, providers })
    const report = await service.read(scripts, 2_950, true, never)
    expect(report.readings[0]).toMatchObject({
      confirmed: 11,
      source: 'provider:p',
      reasons: ['ledger_other_branch'],
    })
    expect(asked.map(({ block }) => block)).toEqual([branch.at(2_950).hash, branch.at(2_950).hash])
    expect((await service.read(scripts, 2_900, true, never)).readings[0]?.source).toBe('ledger')
  })
})

describe('past figures from providers', () => {
  it('are all of the block that the first answer named, where nobody else names it', async () => {
    const { world, scripts } = await ledger()
    const { providers, asked, most } = providersThat([
      { kind: 'failed', failures: [{ id: 'p', problem: 'too_many', message: '' }] },
      hashOf('x'),
    ])
    const report = await serviceOn(world, { providers }).read(scripts, 20, true, never)
    expect(asked).toEqual([
      { address: 'address a', block: null },
      { address: 'address b', block: null },
    ])
    expect(most()).toBe(1)
    expect(report.readings.map(({ kind, reasons }) => [kind, reasons])).toEqual([
      ['unknown', ['ledger_starts_later', 'provider_too_many']],
      ['known', ['ledger_starts_later']],
    ])
    expect(report.total).toMatchObject({ confirmed: 11, known: 1, unknown: 1, asOf: { hash: hashOf('x') } })
  })

  it('hold the following questions to that block, several at a time', async () => {
    const { world, scripts } = await ledger()
    const many = [...Array(20).keys()].map((n) => ({ scriptId: 1_000 + n, address: `address ${n}` }))
    const { providers, asked, most } = providersThat(Array(22).fill(hashOf('x')))
    const report = await serviceOn(world, { providers }).read([...scripts, ...many], 20, true, never)
    expect(report.total).toMatchObject({ confirmed: 11 * 22, known: 22 })
    expect(asked.map(({ block }) => block)).toEqual([null, ...Array(21).fill(hashOf('x'))])
    expect(most()).toBe(8)
  })

  it('count once for a script that is named twice', async () => {
    const { world, scripts } = await ledger()
    const { providers, asked } = providersThat([hashOf('x')])
    const twice = [
      ...scripts.slice(0, 1),
      { ...scripts[0], scriptId: scripts[0]?.scriptId ?? 0, address: 'A' },
    ]
    const report = await serviceOn(world, { providers }).read(twice, 20, true, never)
    expect(asked).toHaveLength(1)
    expect(report.readings.map(({ address }) => address)).toEqual(['address a', 'A'])
    expect(report.total).toMatchObject({ confirmed: 11, known: 1 })
  })

  it('are not asked for what nobody may be asked about, or while all connections are off', async () => {
    const { world, scripts } = await ledger()
    const nobody = providersThat([])
    const report = await serviceOn(world, { providers: nobody.providers }).read(scripts, 20, true, never)
    expect(report.readings[0]?.reasons).toEqual(['ledger_starts_later', 'provider_not_allowed'])
    const off = providersThat([hashOf('x')])
    const offline = serviceOn(world, { providers: off.providers, offline: () => true })
    expect((await offline.read(scripts, 20, true, never)).readings[0]?.reasons).toContain('offline_mode')
    expect(off.asked).toEqual([])
  })
})

describe('the groups at a past block', () => {
  it('count what providers were asked for a moment ago, and say of how many addresses that is', async () => {
    const { world, scripts } = await ledger()
    const { providers, asked } = providersThat([hashOf('x'), hashOf('x')])
    const watch = (id: number, group: string) => ({ ...SAMPLE_WATCH, id, group, archived: false })
    const entries = scripts.map((script, index) => ({
      watch: watch(index + 1, index === 0 ? 'Home' : 'Shop'),
      entry: { ...script, watchId: index + 1, group: '', archived: false },
    }))
    const moments = createMomentService({
      portfolio: { entries: () => entries },
      balancesAt: serviceOn(world, { providers }),
    })
    const request = { height: 20, group: null, archived: false, text: '', offset: 0, limit: 10 }
    const silent = await moments.read({ ...request, ask: false }, never)
    expect(silent.groups.map(({ total, told }) => [total.confirmed, told])).toEqual([
      [null, 0],
      [null, 0],
    ])
    const page = await moments.read({ ...request, ask: true }, never)
    expect(page).toMatchObject({ told: 2, total: { confirmed: 22 } })
    expect(page.groups.map(({ group, total, told }) => [group, total.confirmed, told])).toEqual([
      ['Home', 11, 1],
      ['Shop', 11, 1],
    ])
    expect(asked).toHaveLength(2)
  })
})

describe('a height above the tip', () => {
  it('is refused with the newest block known', async () => {
    const { world, scripts } = await ledger()
    const read = serviceOn(world, {}).read(scripts, TIP + 1, false, never)
    await expect(read).rejects.toMatchObject({
      code: 'invalid_input',
      message: 'There is no block 3,001 yet: the newest block known is 3,000.',
      detail: { problem: 'height_above_tip', height: TIP + 1, tip: TIP },
    })
  })

  it('is asked about first where a newer tip may be heard of', async () => {
    const { world, scripts } = await ledger()
    let tip = tipAt(TIP)
    const { providers } = providersThat([hashOf('x'), hashOf('x')], () => {
      tip = tipAt(TIP + 5)
    })
    const service = serviceOn(world, { providers, tip: () => tip })
    await expect(service.read(scripts, TIP + 5, false, never)).rejects.toMatchObject({
      code: 'invalid_input',
    })
    const report = await service.read(scripts, TIP + 5, true, never)
    expect(report.readings[0]).toMatchObject({ kind: 'known', reasons: ['ledger_not_there'] })
  })

  it('is not refused by an estimate, and not answered by it either', async () => {
    const { world, scripts } = await ledger()
    const service = serviceOn(world, { tip: () => tipAt(TIP, true) })
    const report = await service.read(scripts, TIP + 1, false, never)
    expect(report.readings[0]).toMatchObject({
      kind: 'unknown',
      confirmed: null,
      reasons: ['ledger_not_there', 'not_asked'],
    })
  })
})

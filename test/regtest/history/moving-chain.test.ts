import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { heightOfTime, lastNotAfter } from '../../../electron/engine/backfill/birthday.ts'
import { type RegtestNode, startRegtestNode } from '../../../electron/launch/regtest-node.ts'
import { createBitcoind } from '../../../electron/sources/bitcoind/bitcoind.ts'
import type { HistoryRun, WatchHistory } from '../../../shared/ipc/contract.ts'
import { runTidemark } from '../../ground/cli-ground.ts'
import { openLedger, removeFolder, temporaryFolder } from '../../ground/ledger-ground.ts'
import { describeWithBitcoind } from '../../ground/regtest-ground.ts'
import { seedOf } from '../../ground/seed.ts'
import {
  type HistoryGround,
  type HistoryOptions,
  ledgerHistory,
  mineRandomly,
  NEVER,
  nodeHistory,
  openHistory,
} from './ground.ts'

const SEED = seedOf('moving chain')

describeWithBitcoind(`history while the chain and the node change (chain seed ${SEED})`, (binary) => {
  let node: RegtestNode
  let folder: string
  let addresses: readonly string[]
  let ground: HistoryGround | null = null

  async function start(blocks: number, args: readonly string[] = [], prune = false): Promise<void> {
    node = await startRegtestNode(binary, { extraArgs: ['-fallbackfee=0.0001', ...args], prune })
    addresses = await mineRandomly(node, SEED, blocks, 24)
  }

  async function open(options: HistoryOptions = {}): Promise<HistoryGround> {
    ground = openHistory(node, folder, options)
    await ground.watch(addresses)
    await ground.sync()
    return ground
  }

  const truth = async (from = 0): Promise<readonly string[]> =>
    nodeHistory(node, new Set(addresses), from, await node.rpc<number>('getblockcount'))
  const verdicts = ({ store }: HistoryGround): Set<unknown> =>
    new Set([...store.models.histories('all').values()].map(({ state, verdict }) => `${state} ${verdict}`))

  beforeEach(async () => {
    folder = await temporaryFolder()
  })
  afterEach(async () => {
    await ground?.close()
    ground = null
    await node.stop()
    await removeFolder(folder)
  })

  it('goes back with a reorganisation below what it had read, and ends with what the new branch says', async () => {
    await start(60, ['-blockfilterindex=1'])
    const history = await open({ sliceMs: 1 })
    const snapshotAt = history.store.models.cursor()?.height ?? 0
    await history.start(0)
    for (;;) {
      const step = await history.filler.step(NEVER)
      if (step.kind === 'idle' || (step.kind === 'read' && step.to > snapshotAt - 15)) break
    }
    await node.reorg(20)
    await node.mine(1)
    await history.sync()
    for (const { to, state } of history.store.models.histories('all').values())
      expect({ back: to.height <= snapshotAt - 20, state }).toEqual({ back: true, state: 'filling' })
    await history.fill()
    expect(ledgerHistory(history.store.dataDir)).toEqual(await truth())
    expect(verdicts(history)).toEqual(new Set(['joined complete']))
  })

  it('writes nothing of a branch that was left while it read', async () => {
    await start(40, ['-blockfilterindex=1'])
    const history = await open({ sliceMs: 1, only: 'blocks' })
    const tip = history.store.models.cursor()?.height ?? 0
    await history.start(tip - 8)
    await node.reorg(6)
    const steps = []
    for (let i = 0; i < 3; i++) steps.push((await history.filler.step(NEVER)).kind)
    expect(steps.at(-1)).toBe('retry') // the ledger has not heard of the new branch yet
    await history.fill() // which follows the chain in between
    await history.sync()
    await history.start(0)
    await history.fill()
    expect(ledgerHistory(history.store.dataDir)).toEqual(await truth())
  })

  it.each([
    ['has no filter index', undefined],
    ['is still building its filter index', { kind: 'building', height: 5 }],
    ['has filters up to a lower block only', { kind: 'synced', height: 20 }],
  ] as const)('reads blocks on a node that %s', async (_, index) => {
    await start(20)
    const history = await open(index ? { index } : {})
    await history.start(0)
    const steps = await history.fill()
    expect(new Set(steps.map((step) => step.kind === 'read' && step.mode))).toEqual(new Set(['blocks']))
    expect(ledgerHistory(history.store.dataDir)).toEqual(await truth())
  })

  it('begins where a pruned node begins, and says so', async () => {
    await start(20, [], true)
    await node.mine(300)
    const early = addresses
    addresses = [...early, ...(await mineRandomly(node, SEED + 1, 60, 12))]
    await node.mine(200)
    await node.rpc('pruneblockchain', [400])
    const { pruneheight } = await node.rpc<{ pruneheight: number }>('getblockchaininfo')
    expect(pruneheight).toBeGreaterThan(100)
    const history = await open()
    const before = history.store.models.allUnspent()
    await history.start(0)
    await history.fill()
    const from = pruneheight - 1
    for (const range of history.store.models.histories('all').values())
      expect(range).toMatchObject({
        askedFrom: 0,
        from: { height: from },
        state: 'joined',
        verdict: 'pruned',
      })
    expect(history.store.models.allUnspent()).toEqual(before)
    const above = ledgerHistory(history.store.dataDir).filter((line) => Number(line.split(' ')[3]) > from)
    expect(above.length).toBeGreaterThan(10)
    expect(above).toEqual(await truth(from))
  })

  it('finds the block that a date leads to as a walk through all headers does', async () => {
    await start(10)
    const bitcoind = createBitcoind({
      url: node.url,
      auth: { kind: 'cookie', file: node.cookieFile },
      network: 'regtest',
      clock: { now: () => Date.now() },
    })
    try {
      const { best } = await bitcoind.chain.view(NEVER)
      const medians: number[] = []
      for (let height = 0; height <= best.height; height++) {
        const hash = await node.rpc<string>('getblockhash', [height])
        medians.push((await node.rpc<{ mediantime: number }>('getblockheader', [hash])).mediantime)
      }
      for (const time of [0, ...medians.filter((_, i) => i % 9 === 0), Date.now()]) {
        const expected = Math.max(
          0,
          medians.findLastIndex((median) => median <= time),
        )
        expect(await lastNotAfter(bitcoind.chain, time, best, NEVER)).toBe(expected)
      }
      expect(await heightOfTime(bitcoind.chain, 0, best, NEVER)).toBe(0)
    } finally {
      await bitcoind.close()
    }
  })

  it('is asked for, followed and listed through the app’s own door', async () => {
    await start(30, ['-blockfilterindex=1'])
    const ledger = await openLedger(node, folder)
    try {
      await ledger.add(...addresses)
      const watchIds = (await ledger.call('portfolio.list', {})).map(({ id }) => id)
      await ledger.call('history.fill', { watchIds, from: 'first_possible' })
      const [waiting] = (await ledger.call('history.list', { limit: 10 })).histories
      expect(waiting?.range).toMatchObject({ state: 'waiting', from: { height: 0 } })
      const run = await ledger.call('history.run', {})
      expect(run).toMatchObject({ problem: null })
      expect(run.blocks).toBe(await node.rpc<number>('getblockcount'))
      expect(ledgerHistory(ledger.dataDir)).toEqual(await truth())
      const { completeness } = await ledger.reading(addresses[0] ?? '')
      expect(completeness).toMatchObject({ historyFrom: { height: 0 }, holes: [] })
      await node.mine(2, addresses[0])
      await ledger.sync()
      expect(ledgerHistory(ledger.dataDir)).toEqual(await truth())
    } finally {
      await ledger.close()
    }
  })

  it('is filled in the background of an app that follows the tip, which goes first', async () => {
    await start(40, ['-blockfilterindex=1'])
    const ledger = await openLedger(node, folder, { follow: true })
    try {
      await ledger.add(...addresses)
      const watchIds = (await ledger.call('portfolio.list', {})).map(({ id }) => id)
      await ledger.call('history.fill', { watchIds, from: { height: 1 } })
      const [first = ''] = addresses
      await node.mine(1, first)
      const tip = await node.rpc<string>('getbestblockhash')
      await expect.poll(async () => (await ledger.reading(first)).asOf?.hash).toBe(tip)
      await expect
        .poll(
          async () =>
            new Set(
              (await ledger.call('history.list', { limit: 10 })).histories.map(({ range }) => range.state),
            ),
        )
        .toEqual(new Set(['joined']))
      expect(ledgerHistory(ledger.dataDir)).toEqual(await truth())
      await expect.poll(async () => (await ledger.call('status.get', {})).scan.history).toBeNull()
      await ledger.call('history.stop', { watchIds }) // nothing grows any more: nothing to stop
      expect((await ledger.call('history.list', { limit: 10 })).histories[0]?.range.state).toBe('joined')
    } finally {
      await ledger.close()
    }
  })

  it('is read to the end by one command, which the next one only has to look at', async () => {
    await start(20)
    const options = [
      '--network',
      'regtest',
      '--data-dir',
      folder,
      '--node',
      node.url,
      '--node-cookie',
      node.cookieFile,
    ]
    const run = (...args: readonly string[]) => runTidemark([...args, ...options])
    expect(await run('add', ...addresses)).toMatchObject({ code: 0 })
    expect(await run('history-fill', '--from', 'yesterday')).toMatchObject({ code: 2 })
    const filled = await run('history-fill', '--from', 'first', '--json')
    expect(filled).toMatchObject({ code: 0 })
    const { run: done, histories } = JSON.parse(filled.stdout) as {
      run: HistoryRun
      histories: WatchHistory[]
    }
    expect(done).toMatchObject({ blocks: await node.rpc<number>('getblockcount'), problem: null })
    expect(histories).toHaveLength(addresses.length)
    expect((await run('status')).stdout).toContain(
      `${addresses.length} entries: every movement since block 0\n`,
    )
    expect(await run('history-fill')).toMatchObject({ code: 0 })
    expect(ledgerHistory(join(folder, 'regtest'))).toEqual(await truth())
  })
})

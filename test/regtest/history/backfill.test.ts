import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import type { HistoryMode } from '../../../electron/engine/backfill/mode-choice.ts'
import { type RegtestNode, startRegtestNode } from '../../../electron/launch/regtest-node.ts'
import type { ScriptHistory } from '../../../electron/store/history-reads.ts'
import { removeFolder, temporaryFolder } from '../../ground/ledger-ground.ts'
import { describeWithBitcoind } from '../../ground/regtest-ground.ts'
import { seedOf } from '../../ground/seed.ts'
import { type HistoryGround, ledgerHistory, mineRandomly, NEVER, nodeHistory, openHistory } from './ground.ts'

const SEED = seedOf('backfill')
const SCRIPTS = 208
const CHILD = fileURLToPath(new URL('./fill-child.ts', import.meta.url))

describeWithBitcoind(`the history behind a late snapshot (chain seed ${SEED})`, (binary) => {
  let node: RegtestNode
  let addresses: readonly string[]
  let tip: number
  let truth: readonly string[]
  let folder: string
  let ground: HistoryGround

  beforeAll(async () => {
    node = await startRegtestNode(binary, { extraArgs: ['-blockfilterindex=1', '-fallbackfee=0.0001'] })
    addresses = await mineRandomly(node, SEED, 300, SCRIPTS)
    tip = await node.rpc<number>('getblockcount')
    truth = await nodeHistory(node, new Set(addresses), 0, tip)
  })
  afterAll(() => node.stop())

  beforeEach(async () => {
    folder = await temporaryFolder()
  })
  afterEach(async () => {
    await ground.close()
    await removeFolder(folder)
  })

  async function openSynced(options: { only?: HistoryMode; sliceMs?: number } = {}): Promise<void> {
    ground = openHistory(node, folder, options)
    await ground.watch(addresses)
    await ground.sync()
  }

  const balances = (): readonly number[] =>
    [...ground.store.models.ledgerReadings('all').values()].map(
      ({ confirmed, immature }) => confirmed + immature,
    )
  const verdicts = (): Set<unknown> =>
    new Set(
      [...ground.store.models.histories('all').values()].map(({ state, verdict }) => `${state} ${verdict}`),
    )

  it.each(['filters', 'blocks'] as const)(
    'is the whole of what every block says, read by %s, and no balance moves meanwhile',
    async (only) => {
      await openSynced({ only, sliceMs: 1 })
      const before = balances()
      expect(before.some((sum) => sum > 0)).toBe(true)
      expect(ledgerHistory(ground.store.dataDir)).not.toEqual(truth)
      await ground.start(0)
      const steps = await ground.fill(() => expect(balances()).toEqual(before))
      expect(steps.length).toBeGreaterThan(3)
      expect(new Set(steps.map((step) => step.kind === 'read' && step.mode))).toEqual(new Set([only]))
      expect(ledgerHistory(ground.store.dataDir)).toEqual(truth)
      expect(verdicts()).toEqual(new Set(['joined complete']))
      for (const { historyFrom } of ground.store.models.ledgerReadings('all').values())
        expect(historyFrom.height).toBe(0)
    },
  )

  it('names the receipts and spends that the node’s own getdescriptoractivity names', async (context) => {
    const help = await node.rpc<string>('help', ['getdescriptoractivity'])
    context.skip(help.startsWith('help: unknown'), 'this bitcoind has no getdescriptoractivity')
    await openSynced()
    await ground.start(0)
    await ground.fill()
    const hashes: string[] = [] // one after the other: the node's work queue is short
    for (let height = 1; height <= tip; height++) {
      hashes.push(await node.rpc<string>('getblockhash', [height]))
    }
    const { activity } = await node.rpc<{ activity: Activity[] }>('getdescriptoractivity', [
      hashes,
      addresses.map((address) => `addr(${address})`),
      false,
    ])
    const theirs = activity.map((one) =>
      one.type === 'receive'
        ? `receive ${one.txid}:${one.vout} ${one.height}`
        : `spend ${one.prevout_txid}:${one.prevout_vout} ${one.spend_txid} ${one.height}`,
    )
    const ours = ledgerHistory(ground.store.dataDir).flatMap((line) => {
      const [, outpoint, , height, spender, at] = line.split(' ')
      const spend = spender === '-' ? [] : [`spend ${outpoint} ${spender} ${at}`]
      return [`receive ${outpoint} ${height}`, ...spend]
    })
    expect(ours.toSorted()).toEqual(theirs.toSorted())
  })

  it('goes on where it was killed, and ends with the same', async () => {
    await openSynced()
    await ground.start(0)
    const before = balances()
    await ground.close()
    const reached = new Set<number>()
    for (let kill = 0; kill < 3; kill++) {
      await killWhileFilling(2 + kill)
      ground = openHistory(node, folder)
      expect(balances()).toEqual(before)
      for (const { to } of ground.store.models.histories('all').values()) reached.add(to.height)
      await ground.close()
    }
    expect(Math.max(...reached)).toBeGreaterThan(0)
    ground = openHistory(node, folder)
    await ground.fill()
    expect(ledgerHistory(ground.store.dataDir)).toEqual(truth)
    expect(verdicts()).toEqual(new Set(['joined complete']))
  })

  /** Ends the child right after it has reported so many steps. */
  async function killWhileFilling(steps: number): Promise<void> {
    const child = spawn(process.execPath, [CHILD, node.url, node.cookieFile, folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const exited = once(child, 'exit')
    let seen = 0
    for await (const line of createInterface(child.stdout)) {
      if (line === 'done' || ++seen > steps) break
    }
    child.kill('SIGKILL')
    await exited
  }

  it('answers for every height from its beginning on, also while it still grows', async () => {
    await openSynced({ sliceMs: 1 })
    await ground.start(0)
    const scripts = ground.store.portfolio.scriptsOf()
    const ids = scripts.map(({ scriptId }) => scriptId)
    const check = (height: number): void => {
      const answers = ground.store.models.ledgerAt(ids, height)
      for (const { scriptId, address } of scripts) {
        const answer = answers.get(scriptId)
        if (answer?.kind !== 'covered') throw new Error(`not covered at ${height}`)
        expect(answer.confirmed + answer.immature).toBe(balanceFrom(truth, address, height))
      }
    }
    expect(ground.store.models.ledgerAt(ids, 1).get(ids[0] ?? -1)).toEqual({
      kind: 'not_covered',
      why: 'starts_later',
    })
    let seen = 0
    await ground.fill((step) => {
      if (step.kind === 'read' && step.to < tip && seen++ < 4)
        for (const height of [0, step.to >> 1, step.to]) check(height)
    })
    expect(seen).toBeGreaterThan(0)
    for (const height of [0, 105, tip >> 1, tip - 1, tip]) check(height)
  })

  it('lets groups meet and go on as one, the ones asked for last first', async () => {
    await openSynced({ sliceMs: 1 })
    const [first, second] = [addresses.slice(0, 100), addresses.slice(100)]
    await ground.start(0, first)
    await ground.start(150, second)
    const scripts: number[] = []
    await ground.fill((step) => void (step.kind === 'read' && scripts.push(step.scripts)))
    expect(scripts[0]).toBe(second.length)
    expect(scripts.at(-1)).toBe(first.length)
    await ground.start(0, second)
    await ground.fill()
    expect(ledgerHistory(ground.store.dataDir)).toEqual(truth)
    expect(verdicts()).toEqual(new Set(['joined complete']))
  })

  it('says when coins are older than the beginning, and claims no past balance then', async () => {
    await openSynced()
    const unspent = truth.filter((line) => line.endsWith('- -'))
    // The wallet spends what it likes, now and then every coin of the first 200 blocks.
    const begin = Math.max(200, Math.min(...unspent.map(heightOf)))
    await ground.start(begin)
    await ground.fill()
    const older = new Set(unspent.filter((line) => heightOf(line) <= begin).map((line) => line.split(' ')[0]))
    expect(older.size).toBeGreaterThan(0)
    const scripts = ground.store.portfolio.scriptsOf()
    const ranges = ground.store.models.histories('all')
    for (const { scriptId, address } of scripts) {
      const range = ranges.get(scriptId)
      expect(range?.verdict).toBe(older.has(address) ? 'older' : 'complete')
      const at = ground.store.models.ledgerAt([scriptId], begin + 50).get(scriptId)
      expect(at?.kind).toBe(older.has(address) ? 'not_covered' : 'covered')
    }
  })

  it('shows what a range lacks, reads it once more from blocks, and is whole again', async () => {
    await openSynced()
    await ground.start(0)
    const group = await ground.store.scan.historyGroup()
    if (!group) throw new Error('nothing to fill')
    // As if filters had named no block: nothing found up to the snapshot.
    await ground.store.scan.apply({ kind: 'history', group, to: group.end, blocks: [], snapshots: [] })
    const range = (): ScriptHistory =>
      [...ground.store.models.histories('all').values()].find(({ missing }) => missing > 0) as ScriptHistory
    expect(range()).toMatchObject({ state: 'filling', verdict: 'differs', to: { height: 0 } })
    expect(ground.store.models.ledgerAt([range().script], 150).get(range().script)?.kind).toBe('not_covered')
    const steps = await ground.fill()
    expect(new Set(steps.map((step) => step.kind === 'read' && step.mode))).toEqual(new Set(['blocks']))
    expect(ledgerHistory(ground.store.dataDir)).toEqual(truth)
    expect(verdicts()).toEqual(new Set(['joined complete']))
  })

  it('tries both ways on a node that has both, and may be stopped and resumed in between', async () => {
    await openSynced({ sliceMs: 1 })
    await ground.start(0)
    const scripts = ground.store.portfolio.scriptsOf().map(({ scriptId }) => scriptId)
    const modes = new Set<string>()
    for (let i = 0; i < 2; i++) {
      const step = await ground.filler.step(NEVER)
      if (step.kind === 'read') modes.add(step.mode)
    }
    expect(modes).toEqual(new Set(['filters', 'blocks']))
    await ground.store.scan.apply({ kind: 'history_stop', scripts })
    expect(await ground.filler.step(NEVER)).toEqual({ kind: 'idle' })
    const [stopped] = ground.store.models.histories('all').values()
    expect(stopped).toMatchObject({ state: 'stopped' })
    expect(stopped?.to.height).toBeGreaterThan(0)
    await ground.store.scan.apply({ kind: 'history_resume', scripts })
    const steps = await ground.fill()
    expect(steps[0]).toMatchObject({ kind: 'read', from: 0 })
    expect(ledgerHistory(ground.store.dataDir)).toEqual(truth)
  })
})

interface Activity {
  readonly type: 'receive' | 'spend'
  readonly height: number
  readonly txid?: string
  readonly vout?: number
  readonly spend_txid?: string
  readonly prevout_txid?: string
  readonly prevout_vout?: number
}

const heightOf = (line: string): number => Number(line.split(' ')[3])

/** What an address held right after a block, from the lines of `nodeHistory`. */
function balanceFrom(truth: readonly string[], address: string, height: number): number {
  return truth
    .map((line) => line.split(' '))
    .filter(
      ([of, , , made, , spent]) => of === address && Number(made) <= height && !(Number(spent) <= height),
    )
    .reduce((sum, [, , value]) => sum + Number(value), 0)
}

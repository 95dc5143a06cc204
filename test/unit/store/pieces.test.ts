import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { ScanStore, ScriptId } from '../../../electron/engine/ports.ts'
import { applyInPieces } from '../../../electron/engine/snapshot-pieces.ts'
import { openDatabase } from '../../../electron/store/open-database.ts'
import { createScanStore, createWriteQueue } from '../../../electron/store/scan-store.ts'
import { fixedSize, LARGE, largeSnapshot, valueOf } from './children/large-snapshot.ts'
import { coin, openWorld, out, tempDir, testChain, tx, type World } from './world.ts'

const NEVER = new AbortController().signal
const CHILD = fileURLToPath(new URL('./children/snapshot-until-killed.ts', import.meta.url))
const chain = testChain()

describe('a large snapshot', () => {
  it('has served each of its scripts wholly or not at all after each kill in the middle, and is finished later', async () => {
    const root = tempDir()
    const world = openWorld(root)
    await world.portfolio.add(LARGE)
    world.close()
    const served: number[] = []
    for (const pieces of [3, 9, 1, 17]) {
      await runAndKill(root, pieces)
      served.push(checkServed(root))
    }
    const seen = new Set(served)
    expect(seen.size).toBe(4) // each went on where the one before it was killed
    expect(Math.max(...served)).toBeLessThan(LARGE.length)
    const last = openWorld(root)
    const update = largeSnapshot(await last.scan.scriptsWithoutSnapshot(LARGE.length, NEVER))
    await applyInPieces(last.scan, update, fixedSize(100), () => undefined, NEVER)
    expect(await last.scan.needsSnapshot()).toBe(false)
    last.close()
    expect(checkServed(root)).toBe(LARGE.length)
  })

  it('is refused as a whole piece when its block is not the ledger’s, and tells which scripts it has served', async () => {
    const world = openWorld()
    const [a = 0, b = 0] = await world.watch(1, 2)
    const update = { ...largeSnapshot([]), scripts: [a, b], outputs: [coin('x', b, 5, 7)] }
    const served: ScriptId[] = []
    const failing: Pick<ScanStore, 'apply'> = {
      apply: (piece) =>
        world.apply(served.length === 0 ? piece : { ...update, at: chain.fork('b', 5).at(100) }),
    }
    const applied = applyInPieces(failing, update, fixedSize(1), (some) => void served.push(...some), NEVER)
    await expect(applied).rejects.toThrow('another branch')
    expect(served).toEqual([a])
    expect(world.confirmed(a, b)).toEqual([0, undefined])
  })
})

async function runAndKill(root: string, afterPieces: number): Promise<void> {
  const child = spawn(process.execPath, [CHILD, root], { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  let told = 0
  for await (const chunk of child.stdout) {
    told += String(chunk).length // a letter a piece
    if (told >= afterPieces) break
  }
  child.kill('SIGKILL')
  const [, signal] = await exited
  expect(signal).toBe('SIGKILL')
}

/** Compares every script's reading with what the snapshot says; returns how many have one. */
function checkServed(root: string): number {
  const world = openWorld(root)
  try {
    const readings = [...world.models.ledgerReadings('all').values()]
    const wrong = readings.filter(({ scriptId, confirmed }) => confirmed !== valueOf(scriptId))
    expect(wrong).toEqual([])
    return readings.length
  } finally {
    world.close()
  }
}

const SCRIPTS = [1, 2, 3, 4, 5, 6, 7]

/** Seven scripts with a snapshot at 100, each with a coin from block 50; `atOnce` may join it in one transaction. */
async function openSeven(atOnce: number) {
  const world = openWorld()
  const ids = await world.watch(...SCRIPTS)
  const coins = ids.map((id, i) => coin(`held ${i}`, id, 10 + i, 50))
  await world.snapshot(chain, 100, ids, coins)
  await world.apply({ kind: 'history_start', scripts: ids, base: chain.ref(20) })
  const open = (): ScanStore => {
    const db = openDatabase(world.file, { readOnly: false })
    onTestFinished(() => void db.close())
    return createScanStore(db, world.clock, createWriteQueue(), atOnce)
  }
  return { world, ids, open }
}

/** Reads all blocks; those of `unseen` show none of their coins. */
async function fill(store: ScanStore, ids: readonly ScriptId[], unseen: readonly number[]): Promise<void> {
  const group = await store.historyGroup()
  if (!group) throw new Error('nothing is to be filled')
  const txs = ids.flatMap((id, i) => (unseen.includes(i) ? [] : [tx(`held ${i}`, { pays: [[id, 10 + i]] })]))
  const spend = tx('came and went', { pays: [[ids[0] ?? 0, 3]] })
  const gone = tx('spender', { spends: [out('came and went')] })
  await store.apply({
    kind: 'history',
    group,
    to: chain.ref(100),
    blocks: [
      { header: chain.at(50), txs },
      { header: chain.at(60), txs: [spend] },
      { header: chain.at(61), txs: [gone] },
    ],
    snapshots: [chain.at(100)],
  })
}

/** Lets all that has arrived leave, on a store that is opened anew for each piece. Returns how many pieces it took. */
async function arrive(open: () => ScanStore): Promise<number> {
  for (let pieces = 0; ; pieces++) {
    const store = open()
    const group = await store.historyGroup()
    if (group === null || group.end.height > group.to.height) return pieces
    await store.apply({ kind: 'history_arrive', group })
  }
}

const rangesOf = ({ models }: World, ids: readonly ScriptId[]) =>
  ids.map((id) => {
    const range = models.histories([id]).get(id)
    return [range?.state, range?.verdict, range?.to.height, range?.missing]
  })

describe('many ranges that reach their snapshots at one block', () => {
  it('join them in pieces as they would at once, also when the app is started anew between any two', async () => {
    const once = await openSeven(7)
    await fill(once.open(), once.ids, [])
    expect(await arrive(once.open)).toBe(0)
    const cut = await openSeven(2)
    await fill(cut.open(), cut.ids, [])
    expect(rangesOf(cut.world, cut.ids)).toEqual(SCRIPTS.map(() => ['filling', null, 100, 0]))
    expect(await arrive(cut.open)).toBe(8) // four to compare, four to leave
    expect(rangesOf(cut.world, cut.ids)).toEqual(rangesOf(once.world, once.ids))
    expect(rangesOf(cut.world, cut.ids)).toEqual(SCRIPTS.map(() => ['joined', 'complete', 100, 0]))
  })

  it('are all read again from blocks when filters have missed something for the last one of them', async () => {
    const once = await openSeven(7)
    await fill(once.open(), once.ids, [6])
    const cut = await openSeven(2)
    await fill(cut.open(), cut.ids, [6])
    await arrive(cut.open)
    for (const { world, ids } of [once, cut]) {
      expect(await world.scan.historyGroup()).toMatchObject({ to: chain.ref(20), blocksOnly: true })
      expect(rangesOf(world, ids).map(([state]) => state)).toEqual(SCRIPTS.map(() => 'filling'))
    }
    expect(rangesOf(cut.world, cut.ids)).toEqual(rangesOf(once.world, once.ids))
    await fill(cut.open(), cut.ids, [6])
    await arrive(cut.open)
    expect(rangesOf(cut.world, cut.ids).at(-1)).toEqual(['joined', 'differs', 100, 1])
    expect(rangesOf(cut.world, cut.ids)[0]).toEqual(['joined', 'complete', 100, 0])
  })
})

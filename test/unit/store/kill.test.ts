import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { openStore } from '../../../electron/store/open-store.ts'
import { blockOf, expectedValues, FIRST_HEIGHT } from './children/endless-chain.ts'
import { openWorld, tempDir } from './world.ts'

const CHILD = fileURLToPath(new URL('./children/apply-until-killed.ts', import.meta.url))
const KILLS = 6
const ROUNDS = 12

it('finds rows and cursor of one and the same block after each kill in the middle of applying', async () => {
  const root = tempDir()
  const world = openWorld(root)
  const [script = -1] = await world.watch(1)
  const start = blockOf(FIRST_HEIGHT, script).header
  await world.apply({
    kind: 'snapshot',
    at: start,
    headers: [start],
    scripts: [script],
    outputs: [],
    outputHeaders: [],
    observedAt: 1,
  })
  world.close()
  const heights = [FIRST_HEIGHT]
  for (let kill = 0; kill < KILLS; kill++) {
    await runAndKill(root, kill * 17)
    heights.push(checkAfterKill(root))
  }
  expect(Math.max(...heights)).toBeGreaterThan(FIRST_HEIGHT + 20) // the kills did hit a store at work
  expect(new Set(heights).size).toBeGreaterThan(KILLS / 2)
})

/** Some time after it has gone round so often, however long that takes. */
async function runAndKill(root: string, afterMs: number): Promise<void> {
  const child = spawn(process.execPath, [CHILD, root], { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  for (let rounds = 0; rounds < ROUNDS; ) {
    const [dots] = (await once(child.stdout, 'data')) as [Buffer]
    rounds += dots.length
  }
  await sleep(afterMs)
  child.kill('SIGKILL')
  const [, signal] = await exited
  expect(signal).toBe('SIGKILL')
}

/** Opens what the child left, compares it with what its cursor says, and returns the height. */
function checkAfterKill(root: string): number {
  const clock = { now: () => 1 }
  const store = openStore({
    root,
    network: 'regtest',
    access: 'own',
    purpose: 'a test',
    file: 'ledger.sqlite',
    clock,
  })
  try {
    const height = store.models.cursor()?.height ?? -1
    const values = store.models.allUnspent().map(({ value }) => value)
    expect(values.toSorted((a, b) => a - b)).toEqual(expectedValues(height))
    const sum = expectedValues(height).reduce((total, value) => total + value, 0)
    expect([...store.models.ledgerReadings('all').values()].map(({ confirmed }) => confirmed)).toEqual([sum])
    return height
  } finally {
    store.close()
  }
}

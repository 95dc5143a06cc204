import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { type RegtestNode, startRegtestNode } from '../../../electron/launch/regtest-node.ts'
import { openEngine } from '../../ground/engine-ground.ts'
import { expectSameCoins, openLedger, removeFolder, temporaryFolder } from '../../ground/ledger-ground.ts'
import { describeWithBitcoind } from '../../ground/regtest-ground.ts'

const BLOCKS = 3_000
const KILLS = 20
const CHILD = join(import.meta.dirname, '../../ground/sync-child.ts')

describeWithBitcoind('kill -9 in the middle of a sync', (binary) => {
  it(`over ${BLOCKS} blocks, ${KILLS} times, loses and doubles nothing`, async () => {
    const node = await startRegtestNode(binary)
    const folder = await temporaryFolder()
    try {
      const addresses = await prepare(node, folder)
      const hits = { R: 0, W: 0 }
      const heights: number[] = []
      while (hits.R + hits.W < KILLS || hits.W < 3 || hits.R < 3) {
        const phase = await killOne(node, folder, heights.length % 2 === 0 ? 'W' : null)
        if (phase === 'D')
          await growChain(node, addresses, 600) // faster than we kill: give it more to read
        else hits[phase] += 1
        heights.push(await cursorHeight(node, folder))
      }
      console.log(
        `kills: ${hits.R} while reading blocks, ${hits.W} inside the store's transaction; cursors ${heights.join(' ')}`,
      )
      expect([...heights].sort((a, b) => a - b)).toEqual(heights)

      const ledger = await openLedger(node, folder)
      await expectSameCoins(ledger, node, addresses)
      await ledger.close()
    } finally {
      await node.stop()
      await removeFolder(folder)
    }
  })
})

/** A ledger with a snapshot at the bottom, and 3,000 blocks above it that pay and spend all the time. */
async function prepare(node: RegtestNode, folder: string): Promise<readonly string[]> {
  const wallet = await node.wallet('test')
  const holder = await node.wallet('holder')
  await node.mine(150, await wallet.newAddress())
  const addresses = await Promise.all(Array.from({ length: 8 }, () => holder.newAddress()))
  const engine = openEngine(node, folder)
  await engine.watch(...addresses)
  await engine.snapshot()
  await engine.close()
  await growChain(node, addresses, BLOCKS)
  return addresses
}

/** Blocks in which the addresses are paid, spend, and mine. */
async function growChain(node: RegtestNode, addresses: readonly string[], blocks: number): Promise<void> {
  const wallet = await node.wallet('test')
  const holder = await node.wallet('holder')
  for (let mined = 0, round = 0; mined < blocks; mined += 20, round++) {
    const outputs = Object.fromEntries(addresses.map((address, i) => [address, (0.001 * (i + 1)).toFixed(8)]))
    await wallet.rpc('sendmany', ['', outputs])
    if (round % 3 === 2) await holder.send(addresses[round % 8] ?? '', 150_000)
    await node.mine(1)
    await node.mine(18)
    await node.mine(1, addresses[round % 8])
  }
}

/** Starts a sync, kills it at a random moment (or as soon as it is seen writing), and says where the kill hit. */
async function killOne(node: RegtestNode, folder: string, seek: 'W' | null): Promise<'R' | 'W' | 'D'> {
  const phaseFile = join(folder, 'phase')
  writeFileSync(phaseFile, 'S')
  const child = spawn(process.execPath, [CHILD, node.url, node.cookieFile, folder, phaseFile], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  await new Promise<void>((resolve) => {
    child.stdout.once('data', () => resolve())
    child.once('exit', () => resolve())
  })
  await new Promise((resolve) => setTimeout(resolve, Math.random() * 300))
  if (seek) waitForPhase(phaseFile, seek, child)
  child.kill('SIGKILL')
  await ended
  return phaseOf(phaseFile)
}

/** Busy on purpose: a timer would always be late. */
function waitForPhase(file: string, phase: string, child: ChildProcess): void {
  const giveUp = Date.now() + 2_000
  while (Date.now() < giveUp && child.exitCode === null && phaseOf(file) !== phase);
}

function phaseOf(file: string): 'R' | 'W' | 'D' {
  const descriptor = openSync(file, 'r')
  const byte = Buffer.alloc(1)
  readSync(descriptor, byte, 0, 1, 0)
  closeSync(descriptor)
  return byte.toString() as 'R' | 'W' | 'D' // the child writes nothing else once it said that it started
}

async function cursorHeight(node: RegtestNode, folder: string): Promise<number> {
  const engine = openEngine(node, folder)
  const { cursor } = await engine.store.scan.position()
  await engine.close()
  return cursor?.height ?? -1
}

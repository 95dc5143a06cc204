import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { lockDataFolder, openDataFolder } from '../../../electron/store/data-folder.ts'
import { openStore } from '../../../electron/store/open-store.ts'
import { openWorld, tempDir } from './world.ts'

const CHILD = fileURLToPath(new URL('./children/hold-lock.ts', import.meta.url))
const modeOf = (path: string): number => statSync(path).mode & 0o777

/** A process that tries to take the lock; resolves with the first line it says. */
async function locker(dir: string, purpose: string): Promise<{ child: ChildProcess; said: string }> {
  const child = spawn(process.execPath, [CHILD, dir, purpose], { stdio: ['pipe', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  for await (const said of createInterface({ input: child.stdout })) return { child, said }
  throw new Error('the child said nothing')
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
}

describe('the data folder', () => {
  it('is made for its owner alone, one folder a network', () => {
    const root = join(tempDir(), 'deep', 'tidemark')
    const dirs = [openDataFolder(root, 'main'), openDataFolder(root, 'regtest')]
    expect(dirs).toEqual([join(root, 'main'), join(root, 'regtest')])
    for (const path of [root, ...dirs]) expect(modeOf(path)).toBe(0o700)
  })

  it('is tightened when it was there, but a root that was there keeps its mode', () => {
    const root = tempDir()
    mkdirSync(join(root, 'main'))
    for (const path of [root, join(root, 'main')]) chmodSync(path, 0o755)
    openDataFolder(root, 'main')
    expect([modeOf(root), modeOf(join(root, 'main'))]).toEqual([0o755, 0o700])
  })

  it('fails with a sentence where it cannot be made', () => {
    const root = join(tempDir(), 'file')
    writeFileSync(root, '')
    expect(() => openDataFolder(root, 'main')).toThrow(expect.objectContaining({ code: 'storage' }))
  })
})

describe('the lock', () => {
  it('refuses a second process at once and names the first', async () => {
    const dir = tempDir()
    const { child } = await locker(dir, 'the app')
    expect(() => lockDataFolder(dir, 'a test')).toThrow(
      expect.objectContaining({
        code: 'locked',
        message: expect.stringMatching(new RegExp(`is in use by the app \\(process ${child.pid}, since 20`)),
      }),
    )
    const second = await locker(dir, 'tidemark sync')
    expect(second.said).toContain(`in use by the app (process ${child.pid}, since`)
  })

  it('dies with its process, however that ends', async () => {
    const dir = tempDir()
    const { child } = await locker(dir, 'the app')
    child.kill('SIGKILL')
    await ended(child)
    const lock = lockDataFolder(dir, 'a test')
    const { said } = await locker(dir, 'another')
    expect(said).toContain(`in use by a test (process ${process.pid}, since`)
    lock.release()
    lock.release()
    expect((await locker(dir, 'another')).said).toBe('held')
  })

  it('goes to exactly one of several processes that start at the same moment', async () => {
    const dir = tempDir()
    const all = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((name) => locker(dir, `locker ${name}`)))
    const winners = all.filter(({ said }) => said === 'held')
    expect(winners).toHaveLength(1)
    const holder = `(process ${winners[0]?.child.pid}, since`
    for (const { said } of all) expect(said === 'held' || said.includes(holder)).toBe(true)
  })

  it('keeps its file private', () => {
    const dir = tempDir()
    const lock = lockDataFolder(dir, 'a test')
    onTestFinished(() => lock.release())
    for (const end of ['', '-wal', '-shm']) expect(modeOf(join(dir, `lock.sqlite${end}`))).toBe(0o600)
  })
})

describe('an opened store', () => {
  const options = {
    network: 'regtest',
    purpose: 'b',
    file: 'ledger.sqlite',
    clock: { now: () => 1 },
  } as const

  it('can be read beside its owner, while owning it again names the holder', async () => {
    const root = tempDir()
    const world = openWorld(root)
    await world.watch(1)
    expect(() => openStore({ ...options, root, access: 'own' })).toThrow(
      expect.objectContaining({ code: 'locked' }),
    )
    const reader = openStore({ ...options, root, access: 'read' })
    onTestFinished(() => reader.close())
    expect(reader.portfolio.list()).toHaveLength(1)
    await expect(reader.portfolio.remove([1])).rejects.toMatchObject({ code: 'storage' })
  })

  it('reads as empty where nothing was stored yet, and leaves no trace', async () => {
    const root = join(tempDir(), 'never')
    const reader = openStore({ ...options, root, access: 'read' })
    expect(reader.portfolio.list()).toEqual([])
    expect(reader.models.cursor()).toBeNull()
    await expect(reader.sources.setMeta('a', 'b')).rejects.toMatchObject({ code: 'storage' })
    reader.close()
    expect(() => statSync(root)).toThrow('ENOENT')
  })

  it('gives the lock back when it is closed', () => {
    const root = tempDir()
    openStore({ ...options, root, access: 'own' }).close()
    const again = openStore({ ...options, root, access: 'own' })
    again.close()
    again.close()
  })
})

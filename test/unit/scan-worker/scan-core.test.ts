import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { afterEach, describe, expect, it } from 'vitest'
import { parseAddress } from '../../../electron/engine/accounts/parse-address.ts'
import { openScanCore, type ScanCore } from '../../../electron/scan-worker/scan-core.ts'
import { type RunningCore, startScanThread } from '../../../electron/scan-worker/scan-thread.ts'
import type { NewWatch } from '../../../electron/store/portfolio-store.ts'

const clock = { now: () => Date.now() }
const open: ScanCore[] = []
const folders: string[] = []

afterEach(async () => {
  for (const core of open.splice(0)) await core.close()
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'tidemark-core-'))
  folders.push(made)
  return made
}

async function openCore(root: string, threaded: boolean): Promise<ScanCore> {
  const core = await openScanCore({
    root,
    network: 'regtest',
    file: 'ledger.sqlite',
    purpose: 'a test',
    gapBudgetMs: null,
    clock,
    threaded,
  })
  open.push(core)
  return core
}

function watchOf(text: string): NewWatch {
  const parsed = parseAddress(text, 'regtest')
  if (parsed.kind !== 'address') throw new Error('not an address')
  return parsed.address
}

const ADDRESS = 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080'

describe('a scan thread that dies', () => {
  it('is started again: what was open with it fails, later writes and the following go on', async () => {
    const started: RunningCore[] = []
    const options = {
      root: folder(),
      network: 'regtest',
      file: 'ledger.sqlite',
      purpose: 'a test',
      gapBudgetMs: null,
    } as const
    const core = await openScanCore({ ...options, clock, threaded: true }, () => {
      const running = startScanThread()
      started.push(running)
      return running
    })
    open.push(core)
    const faults: string[] = []
    const quiet = {
      node: () => undefined,
      scan: () => undefined,
      ledger: () => undefined,
      notice: () => undefined,
    }
    core.listen({ ...quiet, fault: ({ message }) => faults.push(message) })
    await core.store.portfolio.add([watchOf(ADDRESS)])
    const stop = new AbortController()
    const following = core.scan.follow(stop.signal)

    const [first] = started
    await (first?.port as Worker | undefined)?.terminate()
    await expect.poll(() => started.length).toBe(2)
    await expect
      .poll(() =>
        core.store.sources.setMeta('a', 'b').then(
          () => 'written',
          () => 'failed',
        ),
      )
      .toBe('written')
    expect(core.store.sources.getMeta('a')).toBe('b')
    expect(core.store.portfolio.list()).toHaveLength(1)
    expect(faults.join()).toContain('ended with code')
    stop.abort()
    await following
  })

  it('is tried again when its ledger cannot be opened the first time', async () => {
    const root = folder()
    let starts = 0
    let killed: Worker | null = null
    const options = {
      root,
      network: 'regtest',
      file: 'ledger.sqlite',
      purpose: 'a test',
      gapBudgetMs: null,
    } as const
    let thief: ScanCore | null = null
    const core = await openScanCore({ ...options, clock, threaded: true }, () => {
      starts++
      const running = startScanThread()
      killed ??= running.port as Worker
      return running
    })
    open.push(core)
    await (killed as Worker | null)?.terminate()
    thief = await openScanCore({ ...options, clock, threaded: false })
    const first = await core.store.sources.setMeta('a', 'b').then(
      () => 'written',
      (error: { code?: string }) => error.code,
    )
    expect(first).toBe('locked')
    await thief.close()
    await expect
      .poll(() =>
        core.store.sources.setMeta('a', 'b').then(
          () => 'written',
          () => 'failed',
        ),
      )
      .toBe('written')
    expect(starts).toBeGreaterThan(2)
  })

  it('says what is wrong when it cannot be started at all', async () => {
    const broken = {
      root: folder(),
      network: 'regtest',
      file: 'ledger.sqlite',
      purpose: 'a test',
      gapBudgetMs: null,
      clock,
      threaded: true,
    } as const
    const opening = openScanCore(broken, () => {
      const worker = new Worker('throw new Error("no such module")', { eval: true })
      return {
        port: worker,
        onLost: (listener) => void worker.on('error', listener),
        end: async () => void (await worker.terminate()),
      }
    })
    await expect(opening).rejects.toThrow('no such module')
  })
})

describe.each([
  ['in a thread of its own', true],
  ["in the caller's thread", false],
])('the scan core %s', (_, threaded) => {
  it('writes what it is told, and the reading side sees it when the call returns', async () => {
    const { store } = await openCore(folder(), threaded)
    const { added } = await store.portfolio.add([watchOf(ADDRESS)])
    expect(added).toHaveLength(1)
    expect(store.portfolio.list().map(({ text }) => text)).toEqual([ADDRESS])
    await store.sources.setMeta('a', 'b')
    expect(store.sources.getMeta('a')).toBe('b')
  })

  it('holds the lock of the data folder until it is closed', async () => {
    const root = folder()
    const first = await openCore(root, threaded)
    await expect(openCore(root, threaded)).rejects.toMatchObject({ code: 'locked' })
    open.splice(0)
    await first.close()
    await openCore(root, threaded)
  })

  it('says that no node is set, and fails a question for it with the code of a node', async () => {
    const { node, scan } = await openCore(folder(), threaded)
    expect(node.status()).toEqual({ kind: 'not_set' })
    const signal = AbortSignal.timeout(60_000)
    expect(node.session()).toBeNull()
    expect(await scan.sync(signal)).toMatchObject({ problem: 'node_not_set', tip: null })
  })

  it('does what it was told before it was closed, and nothing after', async () => {
    const root = folder()
    const core = await openCore(root, threaded)
    open.splice(0)
    const writes = Array.from({ length: 20 }, (_, i) => core.store.sources.setMeta(`k${i}`, 'v'))
    const following = core.scan.follow(new AbortController().signal)
    const closing = core.close()
    await Promise.all([...writes, following, closing])
    await expect(core.store.sources.setMeta('late', 'v')).rejects.toMatchObject({ code: 'cancelled' })
    const { store } = await openCore(root, threaded)
    expect([store.sources.getMeta('k19'), store.sources.getMeta('late')]).toEqual(['v', null])
  })

  it('follows until it is told to stop', async () => {
    const { scan } = await openCore(folder(), threaded)
    const stop = new AbortController()
    const following = scan.follow(stop.signal)
    stop.abort()
    await following
  })
})

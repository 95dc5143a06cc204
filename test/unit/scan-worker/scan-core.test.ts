import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { parseAddress } from '../../../electron/engine/accounts/parse-address.ts'
import { openScanCore, type ScanCore } from '../../../electron/scan-worker/scan-core.ts'
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
    const signal = AbortSignal.timeout(5_000)
    await expect(node.hashesFrom(0, 1, signal)).rejects.toMatchObject({ code: 'node' })
    expect(await scan.sync(signal)).toMatchObject({ problem: 'node_not_set', tip: null })
  })

  it('follows until it is told to stop', async () => {
    const { scan } = await openCore(folder(), threaded)
    const stop = new AbortController()
    const following = scan.follow(stop.signal)
    stop.abort()
    await following
  })
})

/** A ledger that stands below the benchmark's full blocks and watches scripts of every one of them. */
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { createHost, ledgerFile } from '../../electron/host.ts'
import type { Host } from '../../electron/host-types.ts'
import type { RegtestNode } from '../../electron/launch/regtest-node.ts'
import { silentLog } from '../../electron/log.ts'
import { openScanCore, type ScanCore } from '../../electron/scan-worker/scan-core.ts'
import { drawWatchSet } from './block-watches.ts'
import type { BenchChain } from './chain.ts'
import { withBitcoind } from './own-node.ts'
import { type PreparedLedger, prepareLedger } from './sync-range.ts'

/** So many scripts of each block: every block has hits, and a commit some hundreds of rows. */
const SCRIPTS_A_BLOCK = 100

/** Makes the ledger. */
export async function prepareBusyLedger(
  node: RegtestNode,
  { from, to, seed }: BenchChain,
  signal: AbortSignal,
): Promise<PreparedLedger> {
  const scripts = new Set<string>()
  const draw = { scripts: SCRIPTS_A_BLOCK, outpoints: 0, drawn: SCRIPTS_A_BLOCK }
  await withBitcoind(
    node,
    async ({ chain }) => {
      const hashes = await chain.hashesFrom(from + 1, to - from, signal)
      let height = from
      for await (const { hash, bytes } of chain.blocks(hashes, signal)) {
        height += 1
        const block = { name: hash, raw: bytes, at: { height, hash } }
        for (const { scriptPubKey } of drawWatchSet([block], draw, seed).scripts)
          scripts.add(Buffer.from(scriptPubKey).toString('hex'))
      }
    },
    signal,
  )
  return prepareLedger(node, { from, to, scripts: [...scripts] }, signal)
}

/** The whole app on a copy of the ledger, without a door; removed when `use` is done. */
export async function withHostOn<T>(
  ledger: PreparedLedger,
  node: RegtestNode,
  threaded: boolean,
  use: (host: Host) => Promise<T>,
): Promise<T> {
  return withCopy(ledger, async (dataDir) => {
    const options = {
      dataDir,
      network: 'regtest',
      node: optionOf(node),
      providers: [],
      access: 'own',
      follow: false,
      settingsWritable: false,
      purpose: 'the benchmark',
      version: '0',
    } as const
    const host = await createHost(options, { threaded, log: silentLog })
    try {
      return await use(host)
    } finally {
      await host.stop()
    }
  })
}

/** Only the thread that scans and writes, and this thread's view of it. */
export async function withCoreOn<T>(
  ledger: PreparedLedger,
  node: RegtestNode,
  use: (core: ScanCore) => Promise<T>,
): Promise<T> {
  return withCopy(ledger, async (root) => {
    const core = await openScanCore({
      root,
      network: 'regtest',
      file: basename(ledgerFile(root)),
      purpose: 'the benchmark',
      gapBudgetMs: null,
      clock: Date,
      threaded: true,
    })
    try {
      await core.node.configure(optionOf(node), false)
      return await use(core)
    } finally {
      await core.close()
    }
  })
}

async function withCopy<T>(ledger: PreparedLedger, use: (dataDir: string) => Promise<T>): Promise<T> {
  const dataDir = await mkdtemp(join(tmpdir(), 'tidemark-bench-'))
  try {
    const folder = join(dataDir, 'regtest')
    await mkdir(folder)
    await copyFile(ledger.file, ledgerFile(folder))
    return await use(dataDir)
  } finally {
    await rm(dataDir, { recursive: true, force: true })
  }
}

function optionOf({ url, cookieFile }: RegtestNode) {
  return { url, auth: { kind: 'cookie', file: cookieFile } } as const
}

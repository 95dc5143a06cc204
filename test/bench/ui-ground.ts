/** What the rows about the window stand on: a data folder of many addresses, the built host, and a real Chromium. */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Browser, Page } from 'playwright'
import { buildIfStale } from '../../electron/launch/build-if-stale.ts'
import { projectRoot } from '../../electron/launch/project-root.ts'
import { openDatabase } from '../../electron/store/open-database.ts'
import { outputId } from '../../electron/store/output-id.ts'
import { launchChromium } from '../ground/browser.ts'
import { findChromium } from '../ground/find-chromium.ts'
import { prepareStore } from './store-ground.ts'

/** A data folder to serve. */
export interface UiFolder {
  readonly root: string
  dispose(): Promise<void>
}

/** A host that serves, and how long ago its process began (ms, by `performance.now`). */
export interface UiHost {
  readonly link: string
  readonly startedAt: number
  /** Resident memory of its process, bytes. */
  memory(): Promise<number>
  close(): Promise<void>
}

/** A ledger of `count` addresses, each with one coin. */
export async function uiFolder(count: number): Promise<UiFolder> {
  const ground = await prepareStore(count)
  try {
    const folder = await ledgerFolder(ground.file)
    fillCoins(join(folder.root, ...LEDGER), count, ground.cursor.height)
    return folder
  } finally {
    await ground.dispose()
  }
}

const LEDGER = ['regtest', 'ledger.sqlite'] as const

/** A data folder with a copy of a ledger. */
export async function ledgerFolder(ledger: string): Promise<UiFolder> {
  const root = await mkdtemp(join(tmpdir(), 'tidemark-bench-ui-'))
  await mkdir(join(root, LEDGER[0]), { mode: 0o700 })
  await copyFile(ledger, join(root, ...LEDGER))
  return { root, dispose: () => rm(root, { recursive: true, force: true }) }
}

/** A data folder that watches one address, and has read nothing yet. */
export async function uiFolderOf(address: string): Promise<UiFolder> {
  const root = await mkdtemp(join(tmpdir(), 'tidemark-bench-ui-'))
  const cli = join(projectRoot, 'dist', 'main', 'cli.js')
  const args = ['--network', 'regtest', '--data-dir', root, '--offline', 'add', address]
  await promisify(execFile)(process.execPath, [cli, ...args])
  return { root, dispose: () => rm(root, { recursive: true, force: true }) }
}

function fillCoins(file: string, count: number, height: number): void {
  const db = openDatabase(file, { readOnly: false })
  try {
    db.exec(`
      BEGIN;
      INSERT INTO tx (id, txid, coinbase, height, position) VALUES (1, randomblob(32), 0, ${height}, 1);
      WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
        INSERT INTO output (id, script, value, coinbase, height)
        SELECT ${outputId(1, 0)} + i, i, 1 + (i * 7919) % 1000000000, 0, ${height} FROM n;
      COMMIT`)
  } finally {
    db.close()
  }
}

/** Builds what is stale, so that no row measures a build. */
export async function buildUi(log: (line: string) => void, signal: AbortSignal): Promise<void> {
  await buildIfStale({ log }, signal)
}

/** Starts the built host on the folder; what follows `serve` are its options. */
export async function startUiHost(root: string, options: readonly string[] = []): Promise<UiHost> {
  const cli = join(projectRoot, 'dist', 'main', 'cli.js')
  const startedAt = performance.now()
  const child = spawn(
    process.execPath,
    [cli, '--network', 'regtest', '--data-dir', root, ...options, 'serve', '--no-open', '--allow-settings'],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  )
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  return {
    link: line.toString().trim(),
    startedAt,
    async memory() {
      const status = await readFile(`/proc/${child.pid}/status`, 'utf8')
      return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? Number.NaN) * 1024
    },
    async close() {
      const ended = once(child, 'exit')
      child.kill('SIGINT')
      await ended
    },
  }
}

/** A browser for a whole row; each page has a profile of its own. */
export async function uiBrowser(
  log: (line: string) => void,
  signal: AbortSignal,
): Promise<{ readonly browser: Browser; readonly page: () => Promise<Page> }> {
  const found = await findChromium({ install: false, log }, signal)
  if (found.kind === 'missing') throw new Error(found.reason)
  const browser = await launchChromium(found.path)
  return {
    browser,
    page: async () => (await browser.newContext({ viewport: { width: 1280, height: 720 } })).newPage(),
  }
}

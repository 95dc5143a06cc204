/** The built main bundle on the stand-in for `electron`, with a data folder of its own, for one test. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright'
import { onTestFinished } from 'vitest'
import { type StandInOptions, startStandIn } from '../fakes/electron-stand-in/start-stand-in.ts'

/** Offline unless a test needs a connection. */
export interface ShellOptions extends StandInOptions {
  readonly online?: boolean
}

/** Starts main on regtest; it and its folder are gone when the test is over. */
export async function startShell({ args = [], env = {}, online = false }: ShellOptions = {}) {
  const dataDir = await mkdtemp(join(tmpdir(), 'tidemark-shell-'))
  const own = ['--data-dir', dataDir, '--network', 'regtest', ...(online ? [] : ['--offline'])]
  const app = await startStandIn({ args: [...own, ...args], env })
  onTestFinished(async () => {
    await app.close()
    await rm(dataDir, { recursive: true, force: true })
  })
  return { app, dataDir }
}

/** The same with its window open in Chromium. */
export async function openShell(browser: Browser, options: ShellOptions = {}) {
  const { app, dataDir } = await startShell(options)
  const opened = await app.openPage(browser)
  onTestFinished(() => opened.page.close())
  return { app, dataDir, ...opened }
}

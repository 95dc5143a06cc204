/** What the end-to-end tests stand on: a bitcoind, a Chromium and a fresh build, each once a run. */
import type { TestProject } from 'vitest/node'
import { buildIfStale } from '../../electron/launch/build-if-stale.ts'
import { type Chromium, findChromium } from './find-chromium.ts'
import { setup as setupBitcoind } from './regtest-setup.ts'

declare module 'vitest' {
  interface ProvidedContext {
    chromium: Chromium
  }
}

/** Vitest calls it before the project's first test. Missing is a printed skip, and a failure where CI=true. */
export async function setup(project: TestProject): Promise<void> {
  const log = (line: string): void => console.log(line)
  await setupBitcoind(project)
  const chromium = await findChromium({ install: true, log }, AbortSignal.timeout(300_000))
  if (chromium.kind === 'found') log(`${chromium.version}: ${chromium.path}`)
  else if (process.env['CI'] === 'true') throw new Error(chromium.reason)
  else console.warn(`SKIPPED, end-to-end tests: ${chromium.reason}`)
  project.provide('chromium', chromium)
  await buildIfStale({ log }, AbortSignal.timeout(300_000))
}

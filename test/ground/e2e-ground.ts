/** What an end-to-end test stands on: the programs that the setup found, or a skip that says what is missing. */
import type { Browser } from 'playwright'
import { describe, inject } from 'vitest'
import type { BitcoindBinary } from '../../electron/launch/get-bitcoind.ts'
import { launchChromium } from './browser.ts'

/** Starts the Chromium that the setup found. Close it after use. */
export async function launchBrowser(): Promise<Browser> {
  const found = inject('chromium')
  if (found.kind === 'missing') throw new Error(found.reason)
  return launchChromium(found.path)
}

/** A `describe` that is skipped, with the reason in its name, where bitcoind or Chromium could not be had. */
export function describeEndToEnd(name: string, tests: (binary: BitcoindBinary) => void): void {
  const node = inject('bitcoind')
  const browser = inject('chromium')
  const lacks = [node, browser].find((each) => each.kind === 'missing')
  if (node.kind === 'found' && lacks === undefined) describe(name, () => tests(node))
  else describe.skip(`${name} (skipped: ${lacks?.reason ?? 'unknown'})`, () => tests(unusable))
}

/** Handed to skipped tests, which never start it. */
const unusable: BitcoindBinary = { kind: 'found', version: 'none', command: '', args: [] }

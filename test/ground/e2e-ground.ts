/** What an end-to-end test stands on: the programs that the setup found, or a skip that says what is missing. */
import type { Browser, Page } from 'playwright'
import { describe, inject } from 'vitest'
import type { BitcoindBinary } from '../../electron/launch/get-bitcoind.ts'
import { launchChromium } from './browser.ts'

/** How long a story waits for what is to come: against hanging, on a machine that is ten times as busy. */
export const patient = { timeout: 60_000 }

let running: Browser | null = null

/**
 * The Chromium that the setup found, started once for all stories that this process plays, one after the other: it starts
 * for longer than many a story takes. `close` ends the pages that a story opened, with all they kept.
 */
export async function launchBrowser(): Promise<Browser> {
  if (running?.isConnected()) return running
  const found = inject('chromium')
  if (found.kind === 'missing') throw new Error(found.reason)
  const browser = await launchChromium(found.path)
  browser.on('context', (context) => context.setDefaultTimeout(patient.timeout))
  const close = async (): Promise<void> => {
    for (const context of browser.contexts()) await context.close()
  }
  running = Object.assign(browser, { close })
  return running
}

/** The pages that are open in that Chromium now. */
export function openPages(): readonly Page[] {
  return running?.contexts().flatMap((context) => context.pages()) ?? []
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

/** Gets the bitcoind of the regtest tests once a run. Missing is a printed skip, and a failure where CI=true. */
import type { TestProject } from 'vitest/node'
import { type BitcoindBinary, getBitcoind, type MissingBitcoind } from '../../electron/launch/get-bitcoind.ts'

declare module 'vitest' {
  interface ProvidedContext {
    bitcoind: BitcoindBinary | MissingBitcoind
  }
}

/** Vitest calls it before the project's first test. */
export async function setup(project: TestProject): Promise<void> {
  const found = await getBitcoind({ log: (line) => console.log(line), download: true })
  if (found.kind === 'found') console.log(`bitcoind ${found.version}: ${found.command}`)
  else if (process.env['CI'] === 'true') throw new Error(found.reason)
  else console.warn(`SKIPPED, regtest tests: ${found.reason}`)
  project.provide('bitcoind', found)
}

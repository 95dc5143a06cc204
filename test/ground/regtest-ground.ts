/** What a regtest test stands on: the bitcoind that the setup found, or a skip that says why there is none. */
import { describe, inject } from 'vitest'
import type { BitcoindBinary } from '../../electron/launch/get-bitcoind.ts'

/** The bitcoind of this run. Throws with the reason when there is none; use it inside `describeWithBitcoind`. */
export function bitcoind(): BitcoindBinary {
  const found = inject('bitcoind')
  if (found.kind === 'missing') throw new Error(found.reason)
  return found
}

/** A `describe` that is skipped, with the reason in its name, where no bitcoind could be had. */
export function describeWithBitcoind(name: string, tests: (binary: BitcoindBinary) => void): void {
  const found = inject('bitcoind')
  if (found.kind === 'found') describe(name, () => tests(found))
  else describe.skip(`${name} (skipped: ${found.reason})`, () => tests(unusable))
}

/** Handed to skipped tests, which never start it. */
const unusable: BitcoindBinary = { kind: 'found', version: 'none', command: '', args: [] }

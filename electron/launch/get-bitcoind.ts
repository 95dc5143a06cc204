/**
 * Finds a bitcoind for tests, the demo and the benchmark: the one named in BITCOIND, the cached one, the one
 * on PATH, else (when allowed) one from the system's own package mirror. As a script it prints what it found.
 */
import {
  type BitcoindBinary,
  checkBinary,
  checkUnpacked,
  type MissingBitcoind,
  missing,
} from './bitcoind-binary.ts'
import { downloadBitcoind, unpackedDir } from './debian-bitcoind.ts'

export type { BitcoindBinary, MissingBitcoind } from './bitcoind-binary.ts'

export interface GetBitcoindOptions {
  /** Progress, one line at a time. */
  readonly log: (line: string) => void
  /** Whether the package mirror may be asked when nothing is there. */
  readonly download?: boolean
  readonly signal?: AbortSignal
}

/** A bitcoind that starts, or the reason why there is none. Throws only when the signal is aborted. */
export async function getBitcoind(options: GetBitcoindOptions): Promise<BitcoindBinary | MissingBitcoind> {
  const { signal } = options
  const named = process.env['BITCOIND']
  if (named) return checkBinary(named, [], signal) // named on purpose: nothing else may quietly stand in
  const cached = await checkUnpacked(unpackedDir(), signal)
  if (cached.kind === 'found') return cached
  const onPath = await checkBinary('bitcoind', [], signal)
  if (onPath.kind === 'found') return onPath
  if (!options.download) return missing('no bitcoind 25 or newer in the cache or on PATH')
  return downloadBitcoind(options.log, signal)
}

if (import.meta.main) {
  const found = await getBitcoind({ log: (line) => console.error(line), download: true })
  if (found.kind === 'found') console.log(`${found.version}\n${[found.command, ...found.args].join(' ')}`)
  else console.error(found.reason)
  process.exitCode = found.kind === 'found' ? 0 : 1
}

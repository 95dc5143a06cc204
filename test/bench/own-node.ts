/** Our own client of the benchmark's node, as the app has it: its features are known before anything is timed. */

import type { RegtestNode } from '../../electron/launch/regtest-node.ts'
import { type Bitcoind, createBitcoind } from '../../electron/sources/bitcoind/bitcoind.ts'
import type { BlockHash } from '../../shared/chain.ts'

/** Connects, asks for the features, and closes when `use` is done. */
export async function withBitcoind<T>(
  node: RegtestNode,
  use: (own: Bitcoind) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const auth = { kind: 'cookie', file: node.cookieFile } as const
  const own = createBitcoind({ url: node.url, auth, network: 'regtest', clock: Date })
  try {
    await own.features(signal)
    return await use(own)
  } finally {
    await own.close()
  }
}

/** Downloads the blocks with our own transport and drops them; how many bytes they had. */
export async function download(
  own: Bitcoind,
  hashes: readonly BlockHash[],
  signal: AbortSignal,
): Promise<number> {
  let bytes = 0
  for await (const block of own.chain.blocks(hashes, signal)) bytes += block.bytes.length
  return bytes
}

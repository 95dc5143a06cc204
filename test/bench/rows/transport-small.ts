/** transport.small: our transport on almost empty blocks, against reading them one a request. */

import { readAhead } from '../../../electron/engine/read-ahead.ts'
import type { BlockHash } from '../../../shared/chain.ts'
import { LEAST_ROUNDS, measurePair } from '../measure.ts'
import { download, withBitcoind } from '../own-node.ts'
import type { RowDefinition } from '../types.ts'

/** The peer has as many connections as our transport. */
const CONNECTIONS = 4

/** Blocks a second, so higher is better. The peer is our own REST reader: any other client is slower. */
export const transportSmall: RowDefinition = {
  id: 'transport.small',
  what: 'blocks of about 250 bytes by our transport | one REST request a block on 4 connections',
  unit: 'blocks/s',
  better: 'higher',
  target: 3,
  async measure(ground, signal) {
    const { node, chain } = await ground.chain()
    return withBitcoind(
      node,
      async (own) => {
        const hashes = await own.chain.hashesFrom(1, chain.smallTo, signal)
        const fetchOne = (hash: BlockHash, s: AbortSignal) => own.chain.block(hash, s)
        const oneByOne = async (): Promise<number> => {
          let bytes = 0
          for await (const { value } of readAhead(hashes, { fetchOne, window: CONNECTIONS }, signal))
            bytes += value.length
          return bytes
        }
        const expected = await oneByOne()
        const speed = async (read: () => Promise<number>): Promise<number> => {
          const started = performance.now()
          if ((await read()) !== expected) throw new Error('the two ways read different blocks')
          return (hashes.length * 1000) / (performance.now() - started)
        }
        return measurePair(
          {
            ours: () => speed(() => download(own, hashes, signal)),
            peer: () => speed(oneByOne),
            rounds: LEAST_ROUNDS,
            log: ground.log,
          },
          signal,
        )
      },
      signal,
    )
  },
}

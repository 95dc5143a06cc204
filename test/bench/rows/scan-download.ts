/** scan.download: our scanner into a fresh ledger, against downloading the same blocks and dropping them. */
import { MANY_ROUNDS, measurePair } from '../measure.ts'
import { download, withBitcoind } from '../own-node.ts'
import { prepareLedger, scanInto } from '../sync-range.ts'
import type { RowDefinition } from '../types.ts'

/** Time a block, so lower is better. Both ask for the hashes first. */
export const scanDownload: RowDefinition = {
  id: 'scan.download',
  what: 'sync a range into a fresh ledger | download the same blocks with the same transport and drop them',
  unit: 'ms/block',
  better: 'lower',
  target: 1.15,
  async measure(ground, signal) {
    const { node, chain } = await ground.chain()
    const range = { from: chain.from, to: chain.to, scripts: chain.watched }
    const count = range.to - range.from
    const ledger = await prepareLedger(node, range, signal)
    const ours = async (): Promise<number> => {
      const { blocks, seconds } = await scanInto(ledger, node, range, 0, signal)
      return (seconds * 1000) / blocks
    }
    const peer = (): Promise<number> =>
      withBitcoind(
        node,
        async (own) => {
          const started = performance.now()
          const bytes = await download(own, await own.chain.hashesFrom(range.from + 1, count, signal), signal)
          if (bytes < chain.bytes) throw new Error('the download is not the whole range')
          return (performance.now() - started) / count
        },
        signal,
      )
    try {
      return await measurePair({ ours, peer, rounds: MANY_ROUNDS, log: ground.log }, signal)
    } finally {
      await ledger.dispose()
    }
  },
}

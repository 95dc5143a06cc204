/** scan.library: our scanner into a fresh ledger, against undici.request, bitcoinjs-lib and Sets without a ledger. */
import { scanByLibrary } from '../library-scan.ts'
import { measureScans } from '../measure-scans.ts'
import type { RowDefinition } from '../types.ts'

/** Blocks a second, so higher is better. */
export const scanLibrary: RowDefinition = {
  id: 'scan.library',
  what: 'sync a range into a fresh ledger | undici.request + bitcoinjs-lib + Set look-ups of 1,000 scripts',
  unit: 'blocks/s',
  better: 'higher',
  target: 10,
  async measure(ground, signal) {
    const { node, chain } = await ground.chain()
    const range = { from: chain.from, to: chain.to, scripts: chain.watched }
    return measureScans(ground, node, range, scanByLibrary, signal)
  },
}

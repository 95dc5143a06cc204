/** scan.json: our scanner into a fresh ledger, against JSON blocks and Maps without any ledger, over one range. */
import { scanByJson } from '../json-scan.ts'
import { measureScans } from '../measure-scans.ts'
import type { RowDefinition } from '../types.ts'

/** The peer takes a good second for ten blocks. */
const BLOCKS = 80

/** Blocks a second, so higher is better. */
export const scanJson: RowDefinition = {
  id: 'scan.json',
  what: 'sync a range into a fresh ledger | getblock 2 + JSON.parse + Map look-ups of 1,000 scripts',
  unit: 'blocks/s',
  better: 'higher',
  target: 50,
  async measure(ground, signal) {
    const { node, chain } = await ground.chain()
    const range = { from: chain.from, to: Math.min(chain.to, chain.from + BLOCKS), scripts: chain.watched }
    return measureScans(ground, node, range, scanByJson, signal)
  },
}

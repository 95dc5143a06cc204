/** The chain that a killed child writes and its parent checks. */
import { createHash } from 'node:crypto'
import type { ConnectedBlock, MatchedTx, ScriptId } from '../../../../electron/engine/ports.ts'
import { blockHash, txid } from '../../../../shared/chain.ts'

export const FIRST_HEIGHT = 10

const digest = (text: string): string => createHash('sha256').update(text).digest('hex')
const hashAt = (height: number) => blockHash(digest(`block ${height}`))

/** The block at `height`: it pays `height` satoshis, and from 20 on spends what the block ten below paid. */
export function blockOf(height: number, script: ScriptId): ConnectedBlock {
  const header = { height, hash: hashAt(height), prevHash: hashAt(height - 1), time: height }
  const old = height - 10
  const spends = old > FIRST_HEIGHT ? [{ txid: txid(digest(`tx ${old}`)), vout: 0, vin: 0 }] : []
  const pays = { vout: 0, script, value: height }
  const tx = { txid: txid(digest(`tx ${height}`)), position: 1, coinbase: false, outputs: [pays], spends }
  return { header, txs: [tx] }
}

/** What the mempool holds at `height`. */
export function pendingOf(height: number, script: ScriptId): MatchedTx {
  const outputs = [{ vout: 0, script, value: 1 }]
  return { txid: txid(digest(`pending ${height}`)), position: 0, coinbase: false, outputs, spends: [] }
}

/** Unspent values when the cursor is at `height`. */
export function expectedValues(height: number): readonly number[] {
  const values = Array.from({ length: height - FIRST_HEIGHT }, (_, i) => FIRST_HEIGHT + 1 + i)
  return values.filter((value) => value > height - 10)
}

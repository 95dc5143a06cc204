/** A raw block in one pass: what of it concerns watched scripts, and nothing else. */
import type { BlockHeader, BlockRef } from '../../../shared/chain.ts'
import type { ConnectedBlock, MatchedTx } from '../ports.ts'
import { BlockFormatError, ByteReader } from './byte-reader.ts'
import { blockHashOf, sha256d } from './hash.ts'
import { matchTransaction } from './match-transaction.ts'
import type { WatchTable } from './watch-table.ts'

const MIN_TX = 60

/**
 * Matches the block `at`. Throws `BlockFormatError` when the bytes are not that block: another header hash,
 * truncated, counts too large, or bytes left over. Outputs found are added to `table` as they are met.
 */
export function matchBlock(raw: Uint8Array, at: BlockRef, table: WatchTable): ConnectedBlock {
  const header = readHeader(raw, at)
  const reader = new ByteReader(raw, 80)
  const count = reader.count(MIN_TX)
  const txs: MatchedTx[] = []
  for (let position = 0; position < count; position++) {
    const tx = matchTransaction(reader, table, { position, coinbase: position === 0, height: at.height })
    if (tx) txs.push(tx)
  }
  if (reader.position !== raw.length) throw new BlockFormatError('bytes left over', reader.position)
  return { header, txs }
}

/** The header of a raw block, proven to be the one asked for by its hash. */
export function readHeader(raw: Uint8Array, at: BlockRef): BlockHeader {
  if (raw.length < 80) throw new BlockFormatError('truncated header', raw.length)
  const hash = blockHashOf(sha256d(raw.subarray(0, 80)))
  if (hash !== at.hash) throw new BlockFormatError('header of another block', 0)
  const time = new DataView(raw.buffer, raw.byteOffset + 68, 4).getUint32(0, true)
  return { height: at.height, hash, prevHash: blockHashOf(raw.subarray(4, 36)), time }
}

/** A raw block: what of it concerns watched scripts, and nothing else. */
import type { BlockHash, BlockHeader, BlockRef } from '../../../shared/chain.ts'
import type { ConnectedBlock, MatchedTx } from '../ports.ts'
import { mapBlock } from './block-map.ts'
import { BlockFormatError, ByteReader, HEADER_BYTES, MAX_BLOCK_BYTES } from './byte-reader.ts'
import { Filter } from './filter.ts'
import { matchTransaction, readTransactionHits, type TxPlace } from './match-transaction.ts'
import { checkMerkleRoot, requireCoinbase } from './merkle.ts'
import type { BlockTransactions } from './merkle-hasher.ts'
import { readRawHeader } from './raw-header.ts'
import { Candidates, scanBlock, scanTransactions } from './scan-block.ts'
import { verifyCandidates } from './verify-candidates.ts'
import type { WatchTable } from './watch-table.ts'
import { WatchedOutpoints } from './watched-outpoints.ts'

/** The block asked for. Where `prevHash` is given (a `BlockHeader` has it), the block must stand on that one. */
export interface ExpectedBlock extends BlockRef {
  readonly prevHash?: BlockHash
}

/** What is checked of a block in which something was found, before anything of it is used. */
export type HitCheck = (block: BlockTransactions) => void

/**
 * Matches the block `at`. Throws `BlockFormatError` when the bytes are not that block: another header hash or
 * previous hash, truncated, counts too large, bytes left over, no coinbase first; and where something was found,
 * another merkle root. Outputs found are added to `table` in the order of the block, nothing of a block that is refused.
 */
export function matchBlock(
  raw: Uint8Array,
  at: ExpectedBlock,
  table: WatchTable,
  check: HitCheck = checkMerkleRoot,
): ConnectedBlock {
  const header = readHeader(raw, at)
  if (at.prevHash !== undefined && at.prevHash !== header.prevHash)
    throw new BlockFormatError('another previous block', 4, 'previous')
  if (!scanBlock(raw, table.filters, table.candidates)) return refuse(raw)
  requireCoinbase(raw)
  if (at.height === 0) return { header, txs: [] } // nobody can spend the coinbase of genesis: no node has it as a coin
  return { header, txs: matchCandidates(raw, table, at.height, check) }
}

/** The header of a raw block, proven to be the one asked for by its hash. */
function readHeader(raw: Uint8Array, at: BlockRef): BlockHeader {
  if (raw.length < HEADER_BYTES) throw new BlockFormatError('truncated header', raw.length, 'truncated')
  const header = readRawHeader(raw, at.height)
  if (header.hash !== at.hash) throw new BlockFormatError('header of another block', 0, 'header')
  return header
}

/** Throws what is wrong with a block that the kernel refused. */
function refuse(raw: Uint8Array): never {
  if (raw.length > MAX_BLOCK_BYTES)
    throw new BlockFormatError('more than a block can hold', MAX_BLOCK_BYTES, 'left_over')
  mapBlock(raw)
  throw new BlockFormatError('not a block', 80)
}

/** Looks up exactly what passed the filter, and reads the transactions that matter again, in order. */
function matchCandidates(
  raw: Uint8Array,
  table: WatchTable,
  height: number,
  check: HitCheck,
): readonly MatchedTx[] {
  const hits = verifyCandidates(raw, table, height)
  if (hits.length === 0) return []
  const { candidates } = table
  const { txCount, txStart, bodyEnd } = candidates
  check({ bytes: raw, txCount, txStart, bodyEnd })
  const positions = new Set(hits.map((place) => candidates.txAt(place < 0 ? ~place : place)))
  const within = hits.some((place) => place < 0) ? spendersWithin(raw, positions, table, height) : []
  return [...new Set([...positions, ...within])]
    .sort((a, b) => a - b)
    .map((position) => matchTransaction(readerAt(raw, position, table), table, placeOf(position, height)))
    .filter((tx) => tx !== null)
}

/**
 * Who in this block spends outputs that this block makes, from the first of them on. They are looked up beside the
 * table, which gets them only when the transactions are read in order.
 */
function spendersWithin(
  raw: Uint8Array,
  positions: ReadonlySet<number>,
  table: WatchTable,
  height: number,
): readonly number[] {
  const { txCount, txStart } = table.candidates
  const made = outpointsMade(raw, positions, table, height)
  const perhaps = new Filter(made.count, table.seed.a)
  made.addTo(perhaps, 0)
  const [first = 0] = positions // they are in the order of the block
  const found = new Candidates()
  const range = { at: txStart[first] ?? 0, txs: txCount - first }
  scanTransactions(raw, range, { first: perhaps, second: null }, found)
  const isSpend = (at: number): boolean => at >= 0 && made.activeAbove(raw, at) < height
  return Array.from(found.places.subarray(0, found.count).filter(isSpend), (at) => first + found.txAt(at))
}

/** The watched outputs of these transactions. */
function outpointsMade(
  raw: Uint8Array,
  positions: ReadonlySet<number>,
  table: WatchTable,
  height: number,
): WatchedOutpoints {
  const made = new WatchedOutpoints(table.seed, positions.size)
  const key = Buffer.alloc(36)
  for (const position of positions) {
    const place = placeOf(position, height)
    const { id, outputs } = readTransactionHits(readerAt(raw, position, table), table, place)
    if (id !== null) key.set(id)
    for (const { vout, activeAbove } of outputs) {
      key.writeUInt32LE(vout, 32)
      made.add(key, 0, activeAbove)
    }
  }
  return made
}

function placeOf(position: number, height: number): TxPlace {
  return { position, coinbase: position === 0, height }
}

function readerAt(raw: Uint8Array, position: number, { candidates }: WatchTable): ByteReader {
  return new ByteReader(raw, candidates.txStart[position] ?? 0)
}

/**
 * Txids and merkle root of a raw block, four hashes at once in WebAssembly (merkle-root.as): four times as fast as one
 * call of the system's SHA-256 for each, because most messages are short and a call costs as much as several of them.
 */
import { compiledWasm, reserveWasm, type WasmMemory } from '../wasm-module.ts'
import { sha256d } from './hash.ts'
import { MERKLE_WASM } from './merkle-wasm.ts'

/** A well-formed block, and where its transactions are. */
export interface BlockTransactions {
  readonly bytes: Uint8Array
  readonly txCount: number
  /** Where each transaction begins. What follows the last entry that counts is not read. */
  readonly txStart: ArrayLike<number>
  /** Where the outputs of each transaction end. */
  readonly bodyEnd: ArrayLike<number>
}

export interface MerkleHasher {
  /** In internal order, in memory of its own. Null where two equal hashes stand side by side. */
  rootOf(block: BlockTransactions): Buffer | null
}

/** See merkle-root.as. All addresses are in bytes of `memory`. */
interface MerkleInstance {
  readonly memory: WasmMemory
  freeFrom(): number
  hashTransactions(table: number, count: number, scratch: number, to: number): void
  foldRoot(at: number, count: number): number
}

/** Numbers of a transaction in the table, four bytes each. */
const ENTRY = 4
const HASH = 32
/** What the hasher reads of hashes behind the last. */
const SPARE_HASHES = 8
/** What a message is longer than its transaction, at most. */
const MESSAGE_END = 72
/** A transaction of this length and more is hashed as fast, or faster, by the system, which has instructions for it. */
const LONG = 2_048

const newInstance = compiledWasm(MERKLE_WASM) as () => MerkleInstance // the exports of merkle-root.as

/** Takes the memory of the largest block it has seen, about three times. */
export function createMerkleHasher(): MerkleHasher {
  const wasm = newInstance()
  const rawAt = wasm.freeFrom()
  return {
    rootOf(block) {
      const { bytes, txCount } = block
      const tableAt = aligned(rawAt + bytes.length)
      const hashesAt = aligned(tableAt + txCount * ENTRY * 4)
      const scratch = aligned(hashesAt + (txCount + SPARE_HASHES) * HASH)
      reserveWasm(wasm.memory, scratch + bytes.length + txCount * MESSAGE_END)
      const memory = Buffer.from(wasm.memory.buffer)
      memory.set(bytes, rawAt)
      fillTable(memory, { block, rawAt, tableAt, hashesAt })
      wasm.hashTransactions(tableAt, txCount, scratch, hashesAt)
      if (wasm.foldRoot(hashesAt, txCount) !== 0) return null
      return Buffer.from(memory.subarray(hashesAt, hashesAt + HASH))
    },
  }
}

interface Layout {
  readonly block: BlockTransactions
  readonly rawAt: number
  readonly tableAt: number
  readonly hashesAt: number
}

/** Where each transaction is in memory; of a long one its txid instead, and no length. */
function fillTable(memory: Buffer, { block, rawAt, tableAt, hashesAt }: Layout): void {
  const { txStart, bodyEnd, txCount } = block
  const table = new Int32Array(memory.buffer, tableAt, txCount * ENTRY)
  for (let tx = 0; tx < txCount; tx++) {
    const start = rawAt + (txStart[tx] ?? 0)
    const body = rawAt + (bodyEnd[tx] ?? 0)
    const end = rawAt + ((tx + 1 < txCount ? txStart[tx + 1] : block.bytes.length) ?? 0)
    const segwit = memory[start + 4] === 0
    const isLong = body - start >= LONG
    if (isLong) memory.set(txidOf(memory, start, body, end, segwit), hashesAt + tx * HASH)
    table[tx * ENTRY] = start
    table[tx * ENTRY + 1] = body
    table[tx * ENTRY + 2] = isLong ? start : end
    table[tx * ENTRY + 3] = segwit ? 1 : 0
  }
}

/** What a txid is the hash of: version, body and lock time without marker, flag and witness. */
function txidOf(memory: Buffer, start: number, body: number, end: number, segwit: boolean): Uint8Array {
  if (!segwit) return sha256d(memory.subarray(start, end))
  return sha256d(
    memory.subarray(start, start + 4),
    memory.subarray(start + 6, body),
    memory.subarray(end - 4, end),
  )
}

function aligned(at: number): number {
  return (at + 63) & ~63
}

/**
 * The 80 bytes of a block header: its hash, what it stands on, and its time. The hash is made by merkle-root.as: a call of
 * the system's SHA-256 costs several times as much as the 80 bytes, and each block that is read needs four of them.
 */
import type { BlockHash, BlockHeader } from '../../../shared/chain.ts'
import { compiledWasm, type WasmMemory } from '../wasm-module.ts'
import { HEADER_BYTES } from './byte-reader.ts'
import { blockHashOf } from './hash.ts'
import { MERKLE_WASM } from './merkle-wasm.ts'

const [PREVIOUS, ROOT, TIME] = [4, 36, 68]
const HASH = 32

/** See merkle-root.as. Addresses are in bytes of `memory`, which stays as large as it is. */
interface HeaderInstance {
  readonly memory: WasmMemory
  headerAt(): number
  hashHeader(): number
}

const wasm = compiledWasm(MERKLE_WASM)() as HeaderInstance // the exports of merkle-root.as
const memory = Buffer.from(wasm.memory.buffer)
const headerAt = wasm.headerAt()

/** The block hash of the header that `bytes` begins with. Throws a `RangeError` where they are fewer. */
export function hashOfHeader(bytes: Uint8Array): BlockHash {
  if (bytes.length < HEADER_BYTES) throw new RangeError(`a block header of ${bytes.length} bytes`)
  memory.set(bytes.subarray(0, HEADER_BYTES), headerAt)
  const hashAt = wasm.hashHeader()
  return memory.toString('hex', hashAt, hashAt + HASH) as BlockHash // 32 bytes give 64 lower-case hex digits
}

/** What the ledger keeps of the header that `bytes` begins with, with the hash computed from them. Throws as above. */
export function readRawHeader(bytes: Uint8Array, height: number): BlockHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return {
    height,
    hash: hashOfHeader(bytes),
    prevHash: blockHashOf(bytes.subarray(PREVIOUS, ROOT)),
    time: view.getUint32(TIME, true),
  }
}

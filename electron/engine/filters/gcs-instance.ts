/** The compiled matcher (gcs-match.as) with the types of what it exports. */
import { compiledWasm, type WasmMemory } from '../wasm-module.ts'
import { GCS_WASM } from './gcs-wasm.ts'

/** See gcs-match.as. All addresses and lengths are in bytes of `memory`. */
export interface GcsInstance {
  readonly memory: WasmMemory
  decode(from: number, length: number, count: number, scratch: number, out: number): number
  stoppedAt(): number
  matchClass(at: number, groups: number, words: number): number
}

/** Each with a memory of its own. */
export const createGcsInstance = compiledWasm(GCS_WASM) as () => GcsInstance // the exports of gcs-match.as

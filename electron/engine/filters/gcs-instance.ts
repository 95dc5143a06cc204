/** The compiled matcher (gcs-match.as) with the types of what it exports. */
import { GCS_WASM } from './gcs-wasm.ts'

/** See gcs-match.as. All addresses and lengths are in bytes of `memory`. */
export interface GcsInstance {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number }
  decode(from: number, length: number, count: number, scratch: number, out: number): number
  stoppedAt(): number
  matchClass(at: number, groups: number, words: number): number
}

/** What this project uses of WebAssembly: TypeScript declares it for browsers alone. */
interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown }
}

const { Module, Instance } = (globalThis as unknown as { WebAssembly: WebAssemblyApi }).WebAssembly // in every Node

/** Compiled once, in about a millisecond: what it learns while running fast is shared by all instances. */
const GCS_MODULE = new Module(Buffer.from(GCS_WASM, 'base64'))

/** Each with a memory of its own. It imports nothing: it has no assertions to fail and allocates nothing. */
export function createGcsInstance(): GcsInstance {
  return new Instance(GCS_MODULE, {}).exports as GcsInstance // the exports of gcs-match.as, which a test recompiles
}

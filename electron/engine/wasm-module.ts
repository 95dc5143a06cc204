/** Compiled WebAssembly that the repository holds in base64, with its source beside it. */

/** What this project uses of WebAssembly: TypeScript declares it for browsers alone. */
interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown }
}

const { Module, Instance } = (globalThis as unknown as { WebAssembly: WebAssemblyApi }).WebAssembly // in every Node

/** A growing memory of pages of 64 kB. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer
  grow(pages: number): number
}

const PAGE = 64 << 10

/**
 * Compiles once, in about a millisecond: what is learned while it runs fast is shared by all instances. Each instance
 * has a memory of its own. Nothing is imported: there are no assertions to fail, and nothing is allocated. The caller
 * says what is exported; a test compiles the source again.
 */
export function compiledWasm(base64: string): () => unknown {
  const module = new Module(Buffer.from(base64, 'base64'))
  return () => new Instance(module, {}).exports
}

/** Grows the memory, where it is smaller, to at least so many bytes. Views of it from before are of no use then. */
export function reserveWasm(memory: WasmMemory, bytes: number): void {
  const missing = bytes - memory.buffer.byteLength
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE))
}

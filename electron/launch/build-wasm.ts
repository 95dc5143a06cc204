/**
 * `node electron/launch/build-wasm.ts` compiles the engine's AssemblyScript and writes each result as a TypeScript file
 * beside its source. A test compiles it again and compares: no bytes without their source.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createMemoryStream, main } from 'assemblyscript/asc'
import { isEntryPoint } from './project-root.ts'

/** A source, and where its compiled form is checked in, so that neither a build nor a start needs the compiler. */
export interface WasmModule {
  readonly source: string
  readonly generated: string
  /** The constant's name, and its doc comment. */
  readonly name: string
  readonly what: string
}

/** All of them. */
export const WASM_MODULES: readonly WasmModule[] = [
  {
    source: 'filters/gcs-match.as',
    generated: 'filters/gcs-wasm.ts',
    name: 'GCS_WASM',
    what: 'The compiled matcher',
  },
  {
    source: 'block/merkle-root.as',
    generated: 'block/merkle-wasm.ts',
    name: 'MERKLE_WASM',
    what: 'The compiled hasher',
  },
  {
    source: 'block/scan-block.as',
    generated: 'block/scan-wasm.ts',
    name: 'SCAN_WASM',
    what: 'The compiled walk',
  },
]

/** AssemblyScript takes its own files by `.ts`; ours are called `.as`, so that TypeScript leaves them alone. */
const ENTRY = 'entry.ts'
const OPTIONS = [
  '-O3',
  '--converge',
  '--noAssert',
  '--runtime',
  'stub',
  '--enable',
  'simd',
  '--initialMemory',
  '2',
]

/** The file of the engine of this name. */
export function engineFile(name: string): string {
  return fileURLToPath(new URL(`../engine/${name}`, import.meta.url))
}

/** Compiles one. Rejects with the compiler's words. */
export async function compileWasm({ source }: WasmModule): Promise<Uint8Array> {
  let binary: Uint8Array | null = null
  const stderr = createMemoryStream()
  const { error } = await main([ENTRY, '--outFile', 'out.wasm', ...OPTIONS], {
    readFile: (name) => (name === ENTRY ? readFileSync(engineFile(source), 'utf8') : null),
    writeFile: (_, contents) => {
      if (typeof contents !== 'string') binary = contents
    },
    listFiles: () => [],
    stderr,
  })
  if (error || binary === null) throw new Error(`${source} does not compile:\n${stderr.toString()}`)
  return binary
}

/** The text of the generated file. */
export function moduleText({ source, name, what }: WasmModule, binary: Uint8Array): string {
  return [
    `/** Written by electron/launch/build-wasm.ts from ${source.split('/').at(-1)}: change that, and run it again. */`,
    '',
    `/** ${what}, in base64. */`,
    `export const ${name} =`,
    `  '${Buffer.from(binary).toString('base64')}'`,
    '',
  ].join('\n')
}

if (isEntryPoint(import.meta.url))
  for (const one of WASM_MODULES)
    writeFileSync(engineFile(one.generated), moduleText(one, await compileWasm(one)))

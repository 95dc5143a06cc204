/**
 * `node electron/launch/build-filters-wasm.ts` compiles engine/filters/gcs-match.as with AssemblyScript and writes the
 * result as gcs-wasm.ts beside it. A test compiles it again and compares: no bytes without their source.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createMemoryStream, main } from 'assemblyscript/asc'
import { isEntryPoint } from './project-root.ts'

const FOLDER = fileURLToPath(new URL('../engine/filters/', import.meta.url))
/** AssemblyScript takes its own files by `.ts`; ours is called `.as`, so that TypeScript leaves it alone. */
const ENTRY = 'gcs-match.ts'
const SOURCE = join(FOLDER, 'gcs-match.as')
/** Checked in, so that neither a build nor a start needs the compiler. */
export const GENERATED_FILE = join(FOLDER, 'gcs-wasm.ts')

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

/** Compiles the matcher. Rejects with the compiler's words. */
export async function compileMatcher(): Promise<Uint8Array> {
  let binary: Uint8Array | null = null
  const stderr = createMemoryStream()
  const { error } = await main([ENTRY, '--outFile', 'gcs.wasm', ...OPTIONS], {
    readFile: (name) => (name === ENTRY ? readFileSync(SOURCE, 'utf8') : null),
    writeFile: (_, contents) => {
      if (typeof contents !== 'string') binary = contents
    },
    listFiles: () => [],
    stderr,
  })
  if (error || binary === null) throw new Error(`the filter matcher does not compile:\n${stderr.toString()}`)
  return binary
}

/** The text of gcs-wasm.ts. */
export function moduleText(binary: Uint8Array): string {
  return [
    '/** Written by electron/launch/build-filters-wasm.ts from gcs-match.as: change that, and run it again. */',
    '',
    '/** The compiled matcher, in base64. */',
    'export const GCS_WASM =',
    `  '${Buffer.from(binary).toString('base64')}'`,
    '',
  ].join('\n')
}

if (isEntryPoint(import.meta.url)) writeFileSync(GENERATED_FILE, moduleText(await compileMatcher()))

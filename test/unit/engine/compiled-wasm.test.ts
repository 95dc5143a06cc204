import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { compileWasm, engineFile, moduleText, WASM_MODULES } from '../../../electron/launch/build-wasm.ts'

describe.each(WASM_MODULES)('$generated', (one) => {
  it('is, byte for byte, what its source in the repository compiles to', async () => {
    expect(readFileSync(engineFile(one.generated), 'utf8')).toBe(moduleText(one, await compileWasm(one)))
  })
})

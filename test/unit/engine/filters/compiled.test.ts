import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { GCS_WASM } from '../../../../electron/engine/filters/gcs-wasm.ts'
import { compileMatcher, GENERATED_FILE, moduleText } from '../../../../electron/launch/build-filters-wasm.ts'

describe('the compiled matcher', () => {
  it('is, byte for byte, what its source in the repository compiles to', { timeout: 60_000 }, async () => {
    const compiled = await compileMatcher()
    expect(Buffer.from(compiled).equals(Buffer.from(GCS_WASM, 'base64'))).toBe(true)
    expect(readFileSync(GENERATED_FILE, 'utf8')).toBe(moduleText(compiled))
  })
})

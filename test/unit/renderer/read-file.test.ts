import { describe, expect, it } from 'vitest'
import {
  base64Of,
  givenOf,
  isBackup,
  pastedAs,
  textOf,
} from '../../../renderer/features/exchange/read-file.ts'

describe('a file that is looked at', () => {
  it('goes to the host byte by byte, however long it is', () => {
    const bytes = Uint8Array.from({ length: 100_001 }, (_, index) => index % 256)
    expect(Buffer.from(base64Of({ name: 'x', bytes }), 'base64').equals(bytes)).toBe(true)
  })

  it('is told from a backup by its head', () => {
    expect(isBackup(pastedAs('x', '{"format": "tidemark-backup","version":1}'))).toBe(true)
    expect(isBackup(pastedAs('x', '{"type":"tx","label":"tidemark-backup"}'))).toBe(false)
  })

  it('is text where it is UTF-8, and none where it is not', () => {
    expect(textOf(pastedAs('x', 'Miete für Mai'))).toBe('Miete für Mai')
    expect(textOf({ name: 'x', bytes: Uint8Array.of(0xff, 0xfe, 0x00) })).toBeNull()
  })

  it('is not read into memory where it is larger than any import may be', async () => {
    const huge = { name: 'x', size: 50_000_001, arrayBuffer: () => Promise.reject(new Error('read')) }
    expect(await givenOf(huge as unknown as File)).toBeNull() // only its size is looked at
  })
})

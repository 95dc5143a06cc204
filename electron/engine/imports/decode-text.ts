/** Bytes of a file as text: its encoding is told by its mark, else by what the bytes can be. Pure. */
import type { ImportPreview } from '../../../shared/ipc/imports.ts'

export interface Decoded {
  readonly text: string
  readonly encoding: ImportPreview['encoding']
}

/** Decodes without the mark. Never fails: what is no UTF-8 and has no mark is what old Windows programs write. */
export function decodeText(bytes: Uint8Array): Decoded {
  const [a, b, c] = bytes
  if (a === 0xef && b === 0xbb && c === 0xbf) return utf8(bytes.subarray(3)) ?? legacy(bytes)
  if (a === 0xff && b === 0xfe) return { text: utf16(bytes.subarray(2), true), encoding: 'utf-16le' }
  if (a === 0xfe && b === 0xff) return { text: utf16(bytes.subarray(2), false), encoding: 'utf-16be' }
  const unmarked = unmarkedUtf16(bytes)
  if (unmarked !== null) return unmarked
  return utf8(bytes) ?? legacy(bytes)
}

function utf8(bytes: Uint8Array): Decoded | null {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'utf-8' }
  } catch {
    return null // not UTF-8
  }
}

function utf16(bytes: Uint8Array, littleEndian: boolean): string {
  return new TextDecoder(littleEndian ? 'utf-16le' : 'utf-16be').decode(bytes)
}

function legacy(bytes: Uint8Array): Decoded {
  return { text: new TextDecoder('windows-1252').decode(bytes), encoding: 'windows-1252' }
}

/** Text of addresses in UTF-16 has a zero in nearly every second byte. */
function unmarkedUtf16(bytes: Uint8Array): Decoded | null {
  const looked = bytes.subarray(0, 2_000)
  const half = Math.floor(looked.length / 2)
  if (half < 8) return null
  const zeros = [0, 0]
  looked.forEach((byte, index) => {
    if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1
  })
  const [even = 0, odd = 0] = zeros
  if (odd > half * 0.8 && even < half * 0.2) return { text: utf16(bytes, true), encoding: 'utf-16le' }
  if (even > half * 0.8 && odd < half * 0.2) return { text: utf16(bytes, false), encoding: 'utf-16be' }
  return null
}

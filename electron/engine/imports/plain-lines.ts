/** Addresses, keys and descriptors one a line, with comments. Pure. */
import { type Candidate, type FileReading, reading } from './file-types.ts'

/** Whether a text begins like something that can be watched. Cheap: it decides nothing but how a file is read. */
export function looksLikeEntry(text: string): boolean {
  return /^(bitcoin:)?((bc|tb|bcrt)1[0-9a-z]{6}|(BC|TB|BCRT)1[0-9A-Z]{6}|[123mn][1-9A-HJ-NP-Za-km-z]{24,34}$|(\[[^\]]*\])?[xyztuvYZUV]pub[1-9A-HJ-NP-Za-km-z]{20}|[a-z_]{2,12}\()/.test(
    text.trim(),
  )
}

const HEADERS = /^("?)(address|addresses|payment address|bitcoin address|xpub|descriptor)\1$/i

/**
 * What stands behind `#`, `//` or `;` at the beginning of a line is a comment; what stands behind an entry is its label.
 * (The `#` of a descriptor's checksum has no space before it.)
 */
export function readLines(lines: readonly string[]): FileReading {
  const candidates = lines.flatMap((raw, index): readonly Candidate[] => {
    const line = raw.trim()
    if (line === '' || /^(#|\/\/|;)/.test(line)) return []
    if (index === 0 && HEADERS.test(line)) return []
    return [{ line: index + 1, ...splitLine(line) }]
  })
  return reading('lines', { candidates })
}

function splitLine(line: string): { readonly text: string; readonly label?: string } {
  if (/^[a-z_]+\(/i.test(line)) return descriptorLine(line)
  const [, text = line, rest = ''] = /^(\S+)\s+(.*)$/s.exec(line) ?? []
  if (!looksLikeEntry(text)) return { text: line } // words in a row may be a seed phrase: they stay together
  const label = rest.replace(/^(#|\/\/|;|-|,)\s*/, '').trim() || uriLabel(text)
  return { text: text.replace(/[,;]$/, ''), ...(label === '' ? {} : { label }) }
}

function descriptorLine(line: string): { readonly text: string; readonly label?: string } {
  const [, text = line, label = ''] = /^(.*\)(?:#[a-z0-9]{8})?)\s+(?:#|\/\/|;)?\s*(.*)$/s.exec(line) ?? []
  return { text, ...(label === '' ? {} : { label }) }
}

/** `bitcoin:...?label=Rent` (BIP-21). */
function uriLabel(text: string): string {
  if (!/^bitcoin:/i.test(text) || !text.includes('?')) return ''
  return new URLSearchParams(text.slice(text.indexOf('?') + 1)).get('label')?.trim() ?? ''
}

/** The lines of a BIP-329 file: JSON Lines, with or without a byte order mark, ended by LF or CRLF. */

/** A line by its number (from 1); empty ones are left out. */
export interface NumberedLine {
  readonly line: number
  readonly text: string
}

/** One line after the other, so that a file of 50 MB is never held twice. */
export function* labelLines(text: string): Generator<NumberedLine> {
  let start = text.startsWith('\ufeff') ? 1 : 0
  for (let line = 1; start <= text.length; line++) {
    const end = text.indexOf('\n', start)
    const found = text.slice(start, end === -1 ? text.length : end).trim()
    if (found !== '') yield { line, text: found }
    if (end === -1) return
    start = end + 1
  }
}

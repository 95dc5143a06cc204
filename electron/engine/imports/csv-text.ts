/** CSV by RFC 4180, safe to open in a spreadsheet. Pure. */

/** Cells that a spreadsheet would take for a formula (OWASP): they begin with one of these, or look guarded already. */
const FORMULA = /^'*[=+\-@\t\r]/

/** A header and rows, each ended by CR LF. A cell that could be a formula gets a `'` before it. */
export function csvText(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return [header, ...rows].map((row) => `${row.map(csvCell).join(',')}\r\n`).join('')
}

/** One cell, guarded and quoted where it must be. */
export function csvCell(text: string): string {
  const guarded = FORMULA.test(text) ? `'${text}` : text
  return /[",\r\n]|^\s|\s$/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded
}

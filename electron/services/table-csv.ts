/** A table as CSV by RFC 4180, safe to open in a spreadsheet. */
import Papa from 'papaparse'

/** A spreadsheet would run such a cell as a formula. Plain numbers stay what they are. */
const FORMULA = /^(?!-?\d+(?:\.\d+)?$)[=+\-@\t\r]/

/** The names of the columns first, one record a line, CR LF at each end. A formula gets an apostrophe in front. */
export function tableCsv(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const table = { fields: [...header], data: rows.map((row) => [...row]) }
  return `${Papa.unparse(table, { newline: '\r\n', escapeFormulae: FORMULA })}\r\n`
}

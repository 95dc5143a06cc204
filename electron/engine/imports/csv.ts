/** CSV as people's programs write it: RFC 4180 by papaparse, with a delimiter that decimal commas do not mislead. Pure. */
import Papa from 'papaparse'

export interface CsvTable {
  readonly delimiter: string
  readonly rows: readonly CsvRow[]
}

export interface CsvRow {
  /** Of its first line in the file, from 1. */
  readonly line: number
  readonly cells: readonly string[]
}

/** In this order: a comma may as well be a decimal sign or stand in a label. */
const DELIMITERS = ['\t', ';', '|', ',']
const LOOKED_AT = 20

/** Reads all rows; empty ones are left out. A quote that is never closed takes the rest of the file, as the RFC has it. */
export function readCsv(text: string): CsvTable {
  const plain = text.replace(/^\uFEFF/, '')
  const delimiter = delimiterOf(plain)
  const rows: CsvRow[] = []
  let line = 1
  let from = 0
  Papa.parse<string[]>(plain, {
    delimiter,
    step: ({ data, meta }) => {
      if (data.some((cell) => cell.trim() !== '')) rows.push({ line, cells: data })
      line += countLines(plain, from, meta.cursor)
      from = meta.cursor
    },
  })
  return { delimiter, rows }
}

function delimiterOf(text: string): string {
  const lines = text
    .slice(0, 20_000)
    .split(/\r\n?|\n/)
    .slice(0, LOOKED_AT)
    .filter((line) => line.trim() !== '')
  const fits = (delimiter: string): boolean => {
    const counts = lines.map((line) => line.replace(/"[^"]*"/g, '').split(delimiter).length - 1)
    return counts.length > 0 && counts.every((count) => count > 0 && count === counts[0])
  }
  const most = (delimiter: string): number => (lines[0] ?? '').split(delimiter).length
  const fitting = DELIMITERS.find(fits)
  return fitting ?? DELIMITERS.toSorted((a, b) => most(b) - most(a))[0] ?? ','
}

function countLines(text: string, from: number, to: number): number {
  let count = 0
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at)
    if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10)) count++
  }
  return count
}

/** Tables with an address in each row: which column is what, and what the rows name. Pure. */
import type { ImportColumns } from '../../../shared/ipc/imports.ts'
import type { CsvRow, CsvTable } from './csv.ts'
import { birthdayIn } from './dates.ts'
import { type Candidate, type FileReading, reading, type UnreadPart } from './file-types.ts'
import { gapLimitIn } from './json-text.ts'
import { looksLikeEntry } from './plain-lines.ts'

const NAMES = {
  address:
    /^((bitcoin |btc |payment |wallet |receiving )?address(es)?|addr|adresse|xpub|zpub|ypub|extended (public )?key|descriptor|地址)$/i,
  label: /^(label|name|description|title|tag|bezeichnung|标签)$/i,
  group: /^(group|portfolio|wallet|category|folder|account|分组)$/i,
  note: /^(notes?|comments?|memo|remarks?|备注)$/i,
  birthday: /^(birthday|birth ?date|created( at)?|creation date|since|start|birth ?height|height)$/i,
} as const

/** Only by its name: numbers alone may be anything. */
const GAP = /^gap ?limit$/i

const LOOKED_AT = 20
const SAMPLE = 5

/** Whether the rows are a table with entries in it, rather than lines with commas in them. */
export function isEntryTable({ rows }: CsvTable): boolean {
  const [first] = rows
  if (first === undefined || first.cells.length < 2 || /^[a-z_]+\(/i.test(first.cells[0] ?? '')) return false
  if (first.cells.some((cell) => NAMES.address.test(cell.trim()))) return true
  const looked = rows.slice(0, LOOKED_AT)
  return looked.filter(({ cells }) => cells.some(looksLikeEntry)).length * 2 > looked.length
}

/** Which column is what, by the names in the first row, else by what is in the first rows. */
export function proposeColumns({ rows }: CsvTable): ImportColumns {
  const first = rows[0]?.cells ?? []
  const find = (name: keyof typeof NAMES): number => first.findIndex((cell) => NAMES[name].test(cell.trim()))
  const named = (name: keyof typeof NAMES): number | null => (find(name) < 0 ? null : find(name))
  const header = !first.some(looksLikeEntry)
  const address = named('address') ?? likeliestColumn(rows)
  if (header)
    return {
      header,
      address,
      label: named('label'),
      group: named('group'),
      note: named('note'),
      birthday: named('birthday'),
    }
  const label = first.findIndex((cell, index) => index !== address && /\p{L}/u.test(cell))
  return { header, address, label: label < 0 ? null : label, group: null, note: null, birthday: null }
}

function likeliestColumn(rows: readonly CsvRow[]): number {
  const counts = new Map<number, number>()
  for (const { cells } of rows.slice(0, LOOKED_AT))
    cells.forEach((cell, index) => {
      if (looksLikeEntry(cell)) counts.set(index, (counts.get(index) ?? 0) + 1)
    })
  const [best] = [...counts].sort(([, a], [, b]) => b - a)
  return best?.[0] ?? 0
}

/** Reads the rows by these columns, or by those that are proposed. */
export function readTable(table: CsvTable, said: ImportColumns | undefined): FileReading {
  const columns = said ?? proposeColumns(table)
  const candidates: Candidate[] = []
  const unread: UnreadPart[] = []
  const gap = columns.header ? (table.rows[0]?.cells.findIndex((name) => GAP.test(name.trim())) ?? -1) : -1
  for (const { line, cells } of table.rows.slice(columns.header ? 1 : 0)) {
    const cell = (index: number | null): string => (index === null ? '' : unguarded(cells[index] ?? ''))
    if ((cells[0] ?? '').startsWith('#') && cells.length === 1) continue
    const text = cell(columns.address)
    const born = cell(columns.birthday)
    const birthday = born === '' ? null : birthdayIn(born)
    if (text === '') unread.push({ line, problem: 'no_address', text: null })
    else if (born !== '' && birthday === null)
      unread.push({ line, problem: 'bad_birthday', text: born.slice(0, 40) })
    else
      candidates.push({
        line,
        text,
        ...namesOf(cell, columns),
        ...(birthday === null ? {} : { birthday }),
        ...gapLimitIn(gap < 0 || cell(gap) === '' ? null : Number(cell(gap))),
      })
  }
  const sample = table.rows.slice(0, SAMPLE).map(({ cells }) => cells.map((cell) => cell.slice(0, 200)))
  return reading('csv', { candidates, unread, table: { delimiter: table.delimiter, columns, sample } })
}

function namesOf(cell: (index: number | null) => string, { label, group, note }: ImportColumns) {
  const [named, grouped, noted] = [cell(label), cell(group), cell(note)]
  return {
    ...(named === '' ? {} : { label: named }),
    ...(grouped === '' ? {} : { group: grouped }),
    ...(noted === '' ? {} : { note: noted }),
  }
}

/** Takes away the quote that guards spreadsheets against formulas. */
function unguarded(cell: string): string {
  return cell.trim().replace(/^'(?='*[=+\-@\t\r])/, '')
}

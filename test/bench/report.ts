import type { Row } from './types.ts'

/** The rows as an aligned table. */
export function tableOf(rows: readonly Row[]): string {
  const lines = [['id', 'ours', 'peer', 'unit', 'ratio', 'target', ''], ...rows.map(cells)]
  const widths = (lines[0] ?? []).map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  )
  return lines
    .map((line) =>
      line
        .map((cell, column) => pad(cell, widths[column] ?? 0, column))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function cells(row: Row): string[] {
  const ratio = `${row.better === 'higher' ? '>=' : '<='} ${row.target}`
  const target = row.limit === undefined ? ratio : `<= ${row.limit} ${row.unit}`
  return [
    row.id,
    figure(row.ours),
    figure(row.peer),
    row.unit,
    `${row.ratio.toFixed(2)}x`,
    target,
    row.pass ? 'met' : 'NOT MET',
  ]
}

function pad(cell: string, width: number, column: number): string {
  return column === 1 || column === 2 || column === 4 ? cell.padStart(width) : cell.padEnd(width)
}

function figure(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3)
}

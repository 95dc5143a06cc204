/** A column: its heading and on which side its cells are aligned. */
export interface Column {
  readonly title: string
  readonly align?: 'left' | 'right'
}

/** Rows as aligned lines, two spaces between columns, no trailing space. Control characters are taken out of cells. */
export function tableLines(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  const cells = [columns.map(({ title }) => title), ...rows.map((row) => row.map(plain))]
  const widths = columns.map((_, at) => Math.max(...cells.map((row) => widthOf(row[at] ?? ''))))
  return cells.map((row) => lineOf(row, columns, widths))
}

function lineOf(row: readonly string[], columns: readonly Column[], widths: readonly number[]): string {
  const padded = columns.map(({ align }, at) => {
    const cell = row[at] ?? ''
    const space = ' '.repeat((widths[at] ?? 0) - widthOf(cell))
    return align === 'right' ? space + cell : cell + space
  })
  return padded.join('  ').trimEnd()
}

/** A label must not move the cursor or clear the screen. */
function plain(cell: string): string {
  return cell.replace(/\p{C}/gu, ' ')
}

/** Characters as a person counts them. Wide ones count once: labels in such scripts may stand a little off. */
function widthOf(cell: string): number {
  return Array.from(graphemes.segment(cell)).length
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** The matrix as a table: a row a fault, a column an adapter, a letter a place. */

import { ADAPTERS } from './grounds.ts'
import { type MatrixReport, PLACES } from './matrix.ts'

/** Lines to print; cells that are not as they should be are in capitals and listed below. */
export function tableOf({ cells, left_out: leftOut, summary }: MatrixReport): readonly string[] {
  const faults = [...new Set(cells.map(({ fault }) => fault))]
  const wide = Math.max(...faults.map((fault) => fault.length), 5)
  const head = `${'fault'.padEnd(wide)}  ${ADAPTERS.map((adapter) => adapter.padEnd(16)).join('')}`
  const rows = faults.map((fault) => {
    const columns = ADAPTERS.map((adapter) => {
      const three = PLACES.map((place) => {
        const cell = cells.find(
          (one) => one.fault === fault && one.adapter === adapter && one.place === place,
        )
        if (cell === undefined) return '-'
        return cell.ok ? cell.outcome.slice(0, 3) : cell.outcome.toUpperCase()
      })
      return three.join(' ').padEnd(16)
    })
    return `${fault.padEnd(wide)}  ${columns.join('')}`
  })
  const bad = cells
    .filter(({ ok }) => !ok)
    .flatMap(({ fault, adapter, place, expected, asked }) =>
      asked
        .filter(({ ok }) => !ok)
        .map(
          ({ question, exchange, outcome, because }) =>
            `not ok: ${adapter}, ${fault}, ${place} (${question}, exchange ${exchange}): ${outcome} (${because}) where ${expected} is expected`,
        ),
    )
  const { seconds, ...counts } = summary
  const sums = Object.entries(counts).map(([name, count]) => `${count} ${name.replace('_', ' ')}`)
  return [
    head,
    ...rows,
    ...bad,
    `${sums.join(', ')} in ${seconds} s; a dash is left out (${leftOut.length}, with reasons in the JSON)`,
  ]
}

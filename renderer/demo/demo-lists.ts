/** Lists of the made-up portfolio as tables, of the shape of the real ones. */
import type { PortfolioRow } from '../../shared/ipc/contract.ts'
import type { ListExport, ListExportRequest } from '../../shared/ipc/lists.ts'
import { demoTransactions } from './demo-pages.ts'

/** Entries of the place and filter; of every other list the made-up transactions. */
export function demoList(
  { list, limit }: ListExportRequest,
  rows: readonly PortfolioRow[],
  now: number,
): ListExport {
  const isEntries = list.kind === 'entries' || list.kind === 'moment'
  const header = isEntries ? ['label', 'group', 'entry', 'confirmed_sats'] : ['txid', 'state', 'net_sats']
  const all = isEntries ? entriesOf(list, rows) : movesOf(now)
  const shown = all.slice(0, limit)
  return {
    text: [header, ...shown].map((row) => `${row.map(quoted).join(',')}\r\n`).join(''),
    rows: shown.length,
    more: all.length > shown.length,
    known: isEntries ? null : demoTransactions(now).completeness,
    table: { header, amounts: [header.length - 1], rows: shown },
  }
}

function entriesOf(list: ListExportRequest['list'], rows: readonly PortfolioRow[]) {
  const { group, archived, text } = list.kind === 'entries' ? list.of : list.kind === 'moment' ? list : ALL
  const picked = list.kind === 'entries' && list.watchIds ? new Set(list.watchIds) : null
  return rows
    .filter(({ watch }) => watch.archived === archived && (group === null || watch.group === group))
    .filter(({ watch }) => `${watch.label} ${watch.text}`.toLowerCase().includes(text.toLowerCase()))
    .filter(({ watch }) => picked === null || picked.has(watch.id))
    .map(({ watch, reading }) => [watch.label, watch.group, watch.text, String(reading.confirmed ?? '')])
}

const ALL = { group: null, archived: false, text: '' } as const

function movesOf(now: number): readonly (readonly string[])[] {
  return demoTransactions(now, undefined).transactions.map(({ txid, state, net }) => [
    txid,
    state,
    String(net),
  ])
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}

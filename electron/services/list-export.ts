/** Lists as they are shown, given out as tables. Nobody is asked: what is not known is an empty cell. */
import type { BlockRef } from '../../shared/chain.ts'
import { AppError } from '../../shared/errors.ts'
import type { Watch } from '../../shared/ipc/contract.ts'
import {
  type ListExport,
  type ListExportRequest,
  type ListKind,
  type ListKnown,
  type ListWanted,
  MAX_LIST_ROWS,
} from '../../shared/ipc/lists.ts'
import type { JournalEntry, ScopeCompleteness, TransactionRow } from '../../shared/ipc/time.ts'
import type { LabelType } from '../../shared/labels.ts'
import { say } from '../../shared/said.ts'
import { isZone } from '../../shared/zoned-time.ts'
import type { AppState } from './app-state.ts'
import type { LabelService } from './label-service.ts'
import {
  entryCells,
  isAmount,
  journalCells,
  LIST_COLUMNS,
  momentCells,
  outputCells,
  transactionCells,
  unspentCells,
} from './list-columns.ts'
import type { MomentService } from './moment-service.ts'
import type { PortfolioService } from './portfolio-service.ts'
import type { PortfolioTable } from './portfolio-table.ts'
import { PRICE_COLUMNS, type PriceCells, type PriceOf, priceOfNow, pricesOfDays } from './price-cells.ts'
import type { PriceService } from './price-service.ts'
import { tableCsv } from './table-csv.ts'
import type { TransactionService } from './transaction-service.ts'

export interface ListExportOptions {
  readonly table: Pick<PortfolioTable, 'ids' | 'rows'>
  readonly state: Pick<AppState, 'unspent'>
  readonly moments: Pick<MomentService, 'read'>
  readonly transactions: TransactionService
  readonly portfolio: Pick<PortfolioService, 'list'>
  readonly labels: Pick<LabelService, 'list'>
  readonly prices: Pick<PriceService, 'on' | 'now'>
}

/** Fails with `invalid_input` for more rows than a file has, and for a zone that is not known. */
export type ListExportService = (request: ListExportRequest, signal: AbortSignal) => Promise<ListExport>

/** A row before it has its price: its cells by column, the amount that a price is for, and of when. */
interface Line {
  readonly cells: Readonly<Record<string, string | undefined>>
  readonly sats: number | null
  /** Ms since 1970; null where nobody knows. */
  readonly at: number | null
}

interface Lines {
  readonly lines: readonly Line[]
  readonly more: boolean
  /** Absent where each row says what is known. */
  readonly known?: ListKnown
}

/** Rows that are read without a pause. */
const PAGE = 1_000
/** Rows of the table beside the text. */
const SAMPLE = 100

/** Builds the service. */
export function createListExport(options: ListExportOptions): ListExportService {
  const { table, state, moments, transactions, portfolio, labels, prices } = options

  return async ({ list, zone, fiat, limit }, signal) => {
    if (!isZone(zone)) throw new AppError('invalid_input', say('bad_zone'))
    const { lines, more, known = null } = await linesOf(list, zone, limit ?? MAX_LIST_ROWS, signal)
    if (more && limit === undefined)
      throw new AppError('invalid_input', say('list_long', { most: MAX_LIST_ROWS }))
    const withPrices = fiat !== undefined && isPriced(list.kind)
    const priceOf = withPrices ? await pricesFor(list, fiat, lines, signal) : null
    const header = [...LIST_COLUMNS[list.kind], ...(priceOf === null ? [] : PRICE_COLUMNS)]
    const rows = lines.map((line) => rowOf(line, header, priceOf))
    const amounts = header.flatMap((column, place) => (isAmount(column) ? [place] : []))
    const shown = { header, amounts, rows: rows.slice(0, SAMPLE) }
    return { text: tableCsv(header, rows), rows: rows.length, more, table: shown, known }
  }

  function linesOf(list: ListWanted, zone: string, limit: number, signal: AbortSignal): Promise<Lines> {
    if (list.kind === 'entries') return entryLines(list, zone, limit, signal)
    if (list.kind === 'moment') return momentLines(list, limit, signal)
    if (list.kind === 'outputs') return outputLines(list, limit, signal)
    if (list.kind === 'unspent') return unspentLines(list, limit, signal)
    if (list.kind === 'journal') return journalLines(list, zone, limit, signal)
    return transactionLines(list, zone, limit, signal)
  }

  function pricesFor(
    list: ListWanted,
    currency: string,
    lines: readonly Line[],
    signal: AbortSignal,
  ): Promise<PriceOf> {
    if (list.kind === 'entries') return priceOfNow(prices, currency, signal)
    return pricesOfDays(
      prices,
      currency,
      lines.map(({ at }) => at),
      signal,
    )
  }

  async function entryLines(
    { of, watchIds }: ListWanted & { readonly kind: 'entries' },
    zone: string,
    limit: number,
    signal: AbortSignal,
  ): Promise<Lines> {
    const ids = await table.ids({ of })
    const picked = watchIds && new Set(watchIds)
    const wanted = picked ? ids.filter((id) => picked.has(id)) : ids
    const lines: Line[] = []
    for (let from = 0; from < Math.min(wanted.length, limit); from += PAGE) {
      const some = wanted.slice(from, Math.min(from + PAGE, limit))
      const found = new Map(table.rows(some).map((row) => [row.watch.id, row]))
      for (const row of some.flatMap((id) => found.get(id) ?? []))
        lines.push({ cells: entryCells(row, zone), sats: row.reading.confirmed, at: null })
      await breathe(signal)
    }
    return { lines, more: wanted.length > limit }
  }

  async function momentLines(
    { height, group, archived, text }: ListWanted & { readonly kind: 'moment' },
    limit: number,
    signal: AbortSignal,
  ): Promise<Lines> {
    const request = { height, group, archived, text, ask: false, offset: 0, limit }
    const { rows, count } = await moments.read(request, signal)
    const lines = rows.map((row) => ({ cells: momentCells(row), sats: row.reading.confirmed, at: null }))
    return { lines, more: count > limit }
  }

  function transactionLines(
    list: ListWanted & { readonly kind: 'transactions' },
    zone: string,
    limit: number,
    signal: AbortSignal,
  ): Promise<Lines> {
    const listed = new Set<string>()
    return paged(limit, signal, async (page) => {
      const { transactions: all, next, completeness } = transactions.list({ ...list, ...page })
      // One that was pending on the page before may have its block by now.
      const found = all.filter(({ txid }) => !listed.has(txid))
      for (const { txid } of found) listed.add(txid)
      const named = labelsOf(
        'tx',
        found.map(({ txid }) => txid),
      )
      const lines = found.map((row) => ({
        cells: transactionCells(row, named.get(row.txid) ?? '', zone),
        sats: row.net,
        at: timeOf(row),
      }))
      return { lines, next, known: knownOf(completeness) }
    })
  }

  function outputLines(
    list: ListWanted & { readonly kind: 'outputs' },
    limit: number,
    signal: AbortSignal,
  ): Promise<Lines> {
    let wanted = list
    return paged(limit, signal, async (page) => {
      const { outputs, next, at, unknown } = await transactions.outputs({ ...wanted, ...page }, signal)
      if (at !== null) wanted = { ...list, at: { height: at.height } } // the next page is of the same block
      const named = labelsOf('output', outputs.map(outpointOf))
      const lines = outputs.map((output) => ({
        cells: outputCells(output, named.get(outpointOf(output)) ?? ''),
        sats: output.value,
        at: null,
      }))
      return { lines, next, known: { unread: unknown } }
    })
  }

  async function unspentLines(
    { watchId }: ListWanted & { readonly kind: 'unspent' },
    limit: number,
    signal: AbortSignal,
  ): Promise<Lines> {
    const address = portfolio.list().find(({ id }) => id === watchId)?.text ?? ''
    const found = state.unspent(watchId, limit + 1)
    const lines: Line[] = []
    for (let from = 0; from < Math.min(found.length, limit); from += PAGE) {
      const some = found.slice(from, Math.min(from + PAGE, limit))
      const named = labelsOf('output', some.map(outpointOf))
      for (const output of some) {
        const cells = unspentCells(output, address, named.get(outpointOf(output)) ?? '')
        lines.push({ cells, sats: output.value, at: null })
      }
      await breathe(signal)
    }
    return { lines, more: found.length > limit }
  }

  function journalLines(
    { of, only, from, to }: ListWanted & { readonly kind: 'journal' },
    zone: string,
    limit: number,
    signal: AbortSignal,
  ): Promise<Lines> {
    const wish = {
      of,
      ...(only === undefined ? {} : { only }),
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    }
    const known = knownOf(transactions.list({ of, limit: 1 }).completeness)
    const names = new Map(portfolio.list().map((watch) => [watch.id, nameOf(watch)]))
    return paged(limit, signal, async (page) => {
      const { entries, next } = transactions.journal({ ...wish, ...page })
      const named = labelsOf(
        'tx',
        entries.flatMap(({ txid }) => txid ?? []),
      )
      const lines = entries.map((entry) => {
        const label = entry.txid === null ? '' : (named.get(entry.txid) ?? '')
        const touched = entry.watchIds.flatMap((id) => names.get(id) ?? [])
        const cells = journalCells(entry, { label, entries: touched }, zone)
        return { cells, sats: entry.txid === null ? null : entry.change, at: dayOfEntry(entry) }
      })
      return { lines, next, known }
    })
  }

  /** Of its block, which may be much older than the note; of what is in no block, when it was noted. */
  function dayOfEntry({ block, at }: JournalEntry): number | null {
    return block === null ? at : blockTime(block)
  }

  function blockTime(block: BlockRef): number | null {
    const seconds = transactions.blockTime(block)
    return seconds === null ? null : seconds * 1_000
  }

  function labelsOf(type: LabelType, refs: readonly string[]): ReadonlyMap<string, string> {
    if (refs.length === 0) return new Map()
    const found = labels.list({ type, refs, limit: refs.length }).labels
    return new Map(found.map(({ ref, label }) => [ref, label ?? '']))
  }
}

/** Of what is held there is no one day. */
function isPriced(kind: ListKind): boolean {
  return kind === 'entries' || kind === 'transactions' || kind === 'journal'
}

interface Page {
  readonly lines: readonly Line[]
  readonly next: string | null
  readonly known: ListKnown
}

function knownOf({ unread, since }: ScopeCompleteness): ListKnown {
  return { unread, since }
}

/** Page after page up to the limit; a page may be short although there is more. */
async function paged(
  limit: number,
  signal: AbortSignal,
  read: (page: { readonly limit: number; readonly before?: string }) => Promise<Page>,
): Promise<Lines> {
  const lines: Line[] = []
  for (let before: string | null = null; ; ) {
    const page: Page = await read({ limit: PAGE, ...(before === null ? {} : { before }) })
    const { next, known } = page
    lines.push(...page.lines)
    await breathe(signal)
    if (next === null || lines.length > limit)
      return { lines: lines.slice(0, limit), more: next !== null || lines.length > limit, known }
    before = next
  }
}

/** Others are answered between two pages. */
async function breathe(signal: AbortSignal): Promise<void> {
  await new Promise((resume) => setImmediate(resume))
  signal.throwIfAborted()
}

function rowOf({ cells, sats, at }: Line, header: readonly string[], priceOf: PriceOf | null) {
  const all: Line['cells'] & Partial<PriceCells> = { ...cells, ...priceOf?.(sats, at) }
  return header.map((column) => all[column] ?? '')
}

function timeOf({ block, seenAt }: TransactionRow): number | null {
  return block === null ? seenAt : block.time * 1_000
}

function outpointOf({ txid, vout }: { readonly txid: string; readonly vout: number }): string {
  return `${txid}:${vout}`
}

function nameOf({ label, text }: Watch): string {
  return label === '' ? text : label
}

/**
 * A statement: what was there before, what moved, what was there after. The same ledger gives the same bytes: nothing of
 * when or where it was made is in it, and what is complete is told as far as the statement reaches alone.
 */
import type { BlockRef, Network } from '../../shared/chain.ts'
import { AppError } from '../../shared/errors.ts'
import type {
  PastPoint,
  Scope,
  ScopeCompleteness,
  ScriptRange,
  Statement,
  StatementBalance,
  StatementRequest,
  StatementRow,
  TimeReason,
  TransactionRow,
} from '../../shared/ipc/time.ts'
import { say } from '../../shared/said.ts'
import { isZone } from '../../shared/zoned-time.ts'
import type { ScriptId } from '../engine/ports.ts'
import type { ReadModels } from '../store/read-models.ts'
import type { ScopeCoverage } from '../store/scope-coverage.ts'
import type { LabelService } from './label-service.ts'
import type { PastBlocks } from './past-blocks.ts'
import type { PortfolioService } from './portfolio-service.ts'
import { pricesOfDays, worthBy } from './price-cells.ts'
import type { PriceService } from './price-service.ts'
import { statementCsv, statementJson } from './statement-text.ts'
import { requireEntries } from './transaction-service.ts'

export interface StatementServiceOptions {
  readonly network: Network
  readonly models: Pick<
    ReadModels,
    'cursor' | 'blockAt' | 'transactions' | 'scopeOutputs' | 'scopeCoverage' | 'together'
  >
  readonly portfolio: Pick<PortfolioService, 'list'>
  readonly pastBlocks: PastBlocks
  readonly labels: Pick<LabelService, 'list'>
  readonly prices: Pick<PriceService, 'on'>
}

/**
 * Fails with `invalid_input` where nobody can say which blocks are meant (detail `{ reason }`), for a period that ends
 * before it begins or above the ledger, and for more rows than one statement holds.
 */
export type StatementService = (
  request: StatementRequest,
  signal: AbortSignal,
) => Promise<{ readonly statement: Statement; readonly text: string }>

const MAX_ROWS = 200_000
/** Labels that are looked up in one go. */
const LABELS_AT_ONCE = 1_000

/** Builds the service. */
export function createStatementService(options: StatementServiceOptions): StatementService {
  const { network, models, portfolio, pastBlocks, labels, prices } = options

  return async (request, signal) => {
    const { of, zone } = request
    requireEntries(of, portfolio)
    if (!isZone(zone)) throw new AppError('invalid_input', say('bad_zone'))
    const opening = await heightOf(request.from, 'before', signal)
    const closing = await heightOf(request.to, 'at', signal)
    requirePeriod(opening, closing, models.cursor() ?? models.scopeCoverage(of).told?.upTo ?? null)
    const [before, after] = [await balanceAt(of, opening, signal), await balanceAt(of, closing, signal)]
    const told = withLabels(models.together(() => toStatement(request, before, after)))
    const statement = request.fiat === undefined ? told : await withWorth(told, request.fiat, signal)
    return { statement, text: request.format === 'csv' ? statementCsv(statement) : statementJson(statement) }
  }

  function withLabels(statement: Statement): Statement {
    const refs = statement.rows.flatMap(({ txid }) => txid ?? [])
    const named = new Map<string, string>()
    for (let from = 0; from < refs.length; from += LABELS_AT_ONCE) {
      const some = refs.slice(from, from + LABELS_AT_ONCE)
      const { labels: found } = labels.list({ type: 'tx', refs: some, limit: some.length })
      for (const { ref, label } of found) if (label !== null) named.set(ref, label)
    }
    const rows = statement.rows.map((row) => {
      const label = row.txid === null ? undefined : named.get(row.txid)
      return label === undefined ? row : { ...row, label }
    })
    return { ...statement, rows }
  }

  async function withWorth(statement: Statement, fiat: string, signal: AbortSignal): Promise<Statement> {
    const { opening, closing, rows } = statement
    const timeOf = ({ height, hash }: StatementBalance): number | null => {
      const block = models.blockAt(height)
      return block !== null && block.hash === hash ? block.time * 1_000 : null
    }
    const times = [timeOf(opening), timeOf(closing)] as const
    const rowTimes = rows.map(({ time }) => (time === null ? null : time * 1_000))
    const worthOf = worthBy(await pricesOfDays(prices, fiat, [...times, ...rowTimes], signal))
    return {
      ...statement,
      opening: { ...opening, worth: worthOf(opening.balance, times[0]) },
      closing: { ...closing, worth: worthOf(closing.balance, times[1]) },
      rows: rows.map((row, at) => ({ ...row, worth: worthOf(row.net, rowTimes[at] ?? null) })),
    }
  }

  /** The opening balance is the one right before the first block or instant. */
  async function heightOf(point: PastPoint, which: 'before' | 'at', signal: AbortSignal): Promise<number> {
    if ('height' in point) return which === 'before' ? Math.max(0, point.height - 1) : point.height
    const found = await pastBlocks.ofTime(which === 'before' ? point.time - 1 : point.time, signal)
    if (found.kind === 'block') return found.block.height
    if (found.reason === 'before_genesis') return 0
    throw unclear(found.reason)
  }

  async function balanceAt(of: Scope, height: number, signal: AbortSignal): Promise<StatementBalance> {
    const { throughs, unread } = models.scopeOutputs.readAt(of, height)
    const block = await pastBlocks.at(height, throughs, signal)
    const coverage = models.scopeCoverage(of)
    if (unread.length > 0) return toldBalance(of, height, block, unread, coverage)
    const isKnown = block !== null && coverage.isKnownAt(height)
    if (!isKnown) return { height, hash: block?.hash ?? null, balance: null }
    const { confirmed, immature } = models.scopeOutputs.sum(of, block, [])
    return { height, hash: block.hash, balance: confirmed + immature }
  }

  /** Own data for the scripts that it covers there, and what was told of the others. */
  function toldBalance(
    of: Scope,
    height: number,
    block: BlockRef | null,
    unread: readonly ScriptId[],
    { told, completeness }: ScopeCoverage,
  ): StatementBalance {
    const upTo = told?.upTo.height === height ? told.upTo : null
    const at = block ?? upTo
    const rest = told?.sumAt(unread, height) ?? null
    const isOwn = unread.length < completeness.scripts
    const isOwnKnown = !isOwn || (block !== null && told?.isOwnKnownAt(height, unread) === true)
    if (rest === null || !isOwnKnown) return { height, hash: at?.hash ?? null, balance: null }
    const own = isOwn && block ? models.scopeOutputs.sum(of, block, unread) : { confirmed: 0, immature: 0 }
    return { height, hash: at?.hash ?? null, balance: own.confirmed + own.immature + rest }
  }

  function toStatement(
    { of, zone }: StatementRequest,
    opening: StatementBalance,
    closing: StatementBalance,
  ): Statement {
    const coverage = models.scopeCoverage(of)
    const rows = withBalances(rowsOf(of, opening.height, closing.height, coverage), opening.balance)
    const sum = (part: (row: StatementRow) => number): number =>
      rows.reduce((total, row) => total + part(row), 0)
    const net = sum((row) => row.net)
    return {
      network,
      of,
      entries: entriesOf(of),
      zone,
      opening,
      closing,
      rows,
      totals: {
        transactions: rows.filter(({ txid }) => txid !== null).length,
        received: sum((row) => row.received),
        spent: sum((row) => row.spent),
        net,
        fees: rows.some(({ fee, net: change }) => fee === null && change < 0)
          ? null
          : sum((row) => row.fee ?? 0),
      },
      addsUp:
        opening.balance === null || closing.balance === null
          ? null
          : opening.balance + net === closing.balance,
      complete: clipped(coverage, opening.height, closing.height),
      unread: coverage.completeness.unread,
      ...sourceOf(coverage.completeness, rows, opening),
    }
  }

  function entriesOf(of: Scope): readonly string[] {
    const watches = portfolio.list()
    if (of.kind === 'watches') {
      const wanted = new Set(of.watchIds)
      return watches
        .filter(({ id }) => wanted.has(id))
        .map(({ text }) => text)
        .toSorted()
    }
    const shown = watches.filter(({ archived }) => !archived || (of.kind === 'all' && of.archived === true))
    return (of.kind === 'group' ? shown.filter(({ group }) => group === of.group) : shown)
      .map(({ text }) => text)
      .toSorted()
  }

  function rowsOf(of: Scope, above: number, to: number, coverage: ScopeCoverage): readonly StatementRow[] {
    const tip = models.cursor() ?? coverage.told?.upTo ?? null
    if (tip === null) return []
    const rows: StatementRow[] = []
    for (const row of models.transactions.between(of, above, to, { tip, coverage })) {
      rows.push(toRow(row))
      if (rows.length > MAX_ROWS)
        throw new AppError('invalid_input', say('statement_long', { most: MAX_ROWS }))
    }
    const lost = coverage.completeness.lost.filter((hole) => hole.to.height > above && hole.to.height <= to)
    return [...rows, ...lost.map(toLoss)].toSorted((a, b) => a.height - b.height) // stable: a hole ends after its block
  }
}

/** What providers told is named where any of it is in the rows, or the balances rest on it. */
function sourceOf(
  { told }: ScopeCompleteness,
  rows: readonly StatementRow[],
  opening: StatementBalance,
): Pick<Statement, 'source' | 'told'> {
  const used = told?.told ?? []
  const isTold =
    used.length > 0 &&
    (rows.some((row) => row.told) || used.some(({ upTo }) => upTo.height >= opening.height))
  return isTold ? { source: 'ledger_and_providers', told: used } : { source: 'ledger' }
}

function unclear(reason: TimeReason): AppError {
  return new AppError('invalid_input', say('time_unknown'), { detail: { reason } })
}

function requirePeriod(opening: number, closing: number, cursor: BlockRef | null): void {
  if (cursor === null) throw new AppError('invalid_input', say('nothing_looked_up'))
  if (closing > cursor.height)
    throw new AppError('invalid_input', say('statement_reach', { height: cursor.height }))
  if (closing < opening) throw new AppError('invalid_input', say('period_backwards'))
}

function toRow({
  txid,
  block,
  told,
  received,
  spent,
  net,
  fee,
  ownTransfer,
  coinbase,
  complete,
}: TransactionRow): StatementRow {
  const place = block ?? (told && { ...told, time: null })
  if (!place) throw new Error('a transaction of a statement has no block')
  const { height, hash, time } = place
  const what = coinbase ? 'mined' : ownTransfer === true ? 'own_transfer' : net < 0 ? 'sent' : 'received'
  const row = { height, hash, time, txid, what, received, spent, net, fee, balance: null, complete } as const
  return told ? { ...row, told: told.sources } : row
}

/** Coins that went somewhere in blocks nobody read: told where the hole ends. */
function toLoss({ to, value }: ScopeCoverage['completeness']['lost'][number]): StatementRow {
  return {
    height: to.height,
    hash: to.hash,
    time: null,
    txid: null,
    what: 'spent_unread',
    received: 0,
    spent: value,
    net: -value,
    fee: null,
    balance: null,
    complete: false,
  }
}

function withBalances(rows: readonly StatementRow[], opening: number | null): readonly StatementRow[] {
  let balance = opening
  return rows.map((row) => {
    balance = balance === null ? null : balance + row.net
    return { ...row, balance }
  })
}

/** As far as the statement reaches: what lies outside of it may change without changing the statement. */
function clipped({ ranges }: ScopeCoverage, from: number, to: number): Statement['complete'] {
  const clip = ({ holes, inDoubt, scripts, ...range }: ScriptRange) => ({
    scripts,
    from: Math.min(Math.max(range.from.height, from), to),
    to: Math.max(Math.min(range.to.height, to), from),
    holes: holes
      .filter((hole) => hole.from.height < to && hole.to.height > from)
      .map((hole) => ({ from: hole.from.height, to: hole.to.height })),
    inDoubt,
  })
  const byText = Map.groupBy(ranges.map(clip), (range) => JSON.stringify({ ...range, scripts: null }))
  return [...byText]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, some]) =>
      some
        .slice(0, 1)
        .map((first) => ({ ...first, scripts: some.reduce((sum, { scripts }) => sum + scripts, 0) })),
    )
}

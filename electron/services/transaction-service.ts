/** Transactions and unspent outputs of a scope: pages with the place where they go on, and what is complete of them. */
import { type BlockRef, type Txid, txid as toTxid } from '../../shared/chain.ts'
import { AppError } from '../../shared/errors.ts'
import type { RequestInput, RequestOutput } from '../../shared/ipc/contract.ts'
import type {
  OutputListRequest,
  OutputPage,
  PastPoint,
  Scope,
  TransactionDetail,
  TransactionListRequest,
  TransactionPage,
} from '../../shared/ipc/time.ts'
import { say } from '../../shared/said.ts'
import type { JournalPlace } from '../store/journal.ts'
import type { ReadModels } from '../store/read-models.ts'
import type { OutputPlace } from '../store/scope-outputs.ts'
import type { PagePlace } from '../store/transactions.ts'
import type { PastBlocks } from './past-blocks.ts'
import type { PortfolioService } from './portfolio-service.ts'

export interface TransactionServiceOptions {
  readonly models: Pick<
    ReadModels,
    'cursor' | 'journal' | 'transactions' | 'scopeOutputs' | 'scopeCoverage' | 'blockAt' | 'together'
  >
  readonly portfolio: Pick<PortfolioService, 'list'>
  readonly pastBlocks: PastBlocks
}

export interface TransactionService {
  /** Fails with `invalid_input` for a `before` that no page gave, `not_watched` for entries that are not there. */
  list(request: TransactionListRequest): TransactionPage
  /** Now, or right after the block at a height. */
  detail(txid: string, upTo?: number): TransactionDetail | null
  outputs(request: OutputListRequest, signal: AbortSignal): Promise<OutputPage>
  journal(request: RequestInput<'journal.list'>): RequestOutput<'journal.list'>
  /** As in the block's header (seconds); null where own data has another block there, or none. */
  blockTime(block: BlockRef): number | null
}

const EVERYTHING: Scope = { kind: 'all', archived: true }
const NO_BLOCK = { height: 0, hash: '0'.repeat(64) as BlockRef['hash'] } // stands where there is no row to tell of

/** Builds the service. */
export function createTransactionService({
  models,
  portfolio,
  pastBlocks,
}: TransactionServiceOptions): TransactionService {
  function list(request: TransactionListRequest): TransactionPage {
    const { of, before, limit, gone = false, upTo } = request
    requireEntries(of, portfolio)
    if (upTo !== undefined) return listAt({ ...request, upTo })
    const after = before === undefined ? null : parsePlace(before)
    return models.together(() => {
      const coverage = models.scopeCoverage(of)
      const cursor = models.cursor()
      const context = { tip: cursor ?? coverage.told?.upTo ?? NO_BLOCK, coverage }
      const which = gone ? 'gone' : 'page'
      const { rows, next } = models.transactions[which](of, after, limit, context)
      return {
        transactions: rows,
        next: next && formatPlace(next),
        completeness: coverage.completeness,
        tip: cursor && { height: cursor.height, hash: cursor.hash, time: cursor.time },
      }
    })
  }

  /** Nobody keeps what was pending at a block: the list begins with the block itself. */
  function listAt({ of, before, limit, gone, upTo }: TransactionListRequest & { readonly upTo: number }) {
    const after = before === undefined ? aboveBlock(upTo) : parsePlace(before)
    if (gone === true || after.kind !== 'block' || after.height > upTo + 1) throw noPlace()
    return models.together(() => {
      const coverage = models.scopeCoverage(of)
      const tip = models.blockAt(upTo)
      const context = { tip: tip ?? { ...NO_BLOCK, height: upTo }, coverage, past: true }
      const { rows, next } = models.transactions.page(of, after, limit, context)
      return {
        transactions: rows,
        next: next && formatPlace(next),
        completeness: coverage.completeness,
        tip: tip && { height: tip.height, hash: tip.hash, time: tip.time },
      }
    })
  }

  function detail(txid: string, upTo?: number): TransactionDetail | null {
    return models.together(() => {
      const coverage = models.scopeCoverage(EVERYTHING)
      if (upTo === undefined)
        return models.transactions.detail(toTxid(txid), { tip: models.cursor() ?? NO_BLOCK, coverage })
      const tip = models.blockAt(upTo) ?? { ...NO_BLOCK, height: upTo }
      const found = models.transactions.detail(toTxid(txid), { tip, coverage, past: true })
      const height = found?.row.block?.height ?? found?.row.told?.height
      return height === undefined || height > upTo ? null : found
    })
  }

  async function outputs(request: OutputListRequest, signal: AbortSignal): Promise<OutputPage> {
    const { of, at, before, limit } = request
    requireEntries(of, portfolio)
    const after = before === undefined ? null : parseOutputPlace(before)
    const point = at === undefined ? models.cursor() : await heightOf(at, signal)
    const { completeness } = models.scopeCoverage(of)
    const nothing = {
      outputs: [],
      next: null,
      at: null,
      total: null,
      unknown: completeness.scripts,
      completeness,
    }
    if (point === null) return { ...nothing, reason: 'snapshot_waiting' }
    if (typeof point === 'string') return { ...nothing, reason: point }
    const { throughs, unread, scripts } = models.scopeOutputs.readAt(of, point.height)
    if (unread.length === scripts) return { ...nothing, reason: 'snapshot_waiting' }
    const block = await pastBlocks.at(point.height, throughs, signal)
    if (block === null) return { ...nothing, reason: 'block_hash_unknown' }
    return models.together(() => {
      const found = models.scopeOutputs.page(of, block, unread, after, limit)
      const last = found.length === limit ? found.at(-1) : undefined
      return {
        outputs: found,
        next: last?.block ? formatOutputPlace({ ...last, height: last.block.height }) : null,
        at: block,
        reason: null,
        total: models.scopeOutputs.sum(of, block, unread),
        unknown: unread.length,
        completeness,
      }
    })
  }

  async function heightOf(point: PastPoint, signal: AbortSignal) {
    if ('height' in point) return { height: point.height }
    const dated = await pastBlocks.ofTime(point.time, signal)
    return dated.kind === 'block' ? dated.block : dated.reason
  }

  function journal({
    of,
    before,
    limit,
    ...wish
  }: RequestInput<'journal.list'>): RequestOutput<'journal.list'> {
    requireEntries(of, portfolio)
    const after = before === undefined ? null : parseJournalPlace(before)
    const { entries, next } = models.journal.page(of, after, limit, wish)
    return { entries, next: next && `j.${next.row}.${next.told}` }
  }

  function blockTime({ height, hash }: BlockRef): number | null {
    const block = models.blockAt(height)
    return block?.hash === hash ? block.time : null
  }

  return { list, detail, outputs, journal, blockTime }
}

/** Throws `not_watched` where an entry of the scope is not in the portfolio. */
export function requireEntries(scope: Scope, portfolio: Pick<PortfolioService, 'list'>): void {
  if (scope.kind === 'all') return
  const watches = portfolio.list()
  const isThere =
    scope.kind === 'group'
      ? watches.some(({ group }) => group === scope.group)
      : scope.watchIds.every((id) => watches.some((watch) => watch.id === id))
  if (isThere) return
  throw new AppError('not_watched', scope.kind === 'group' ? say('group_gone') : say('entry_gone'))
}

/** Below every transaction of the next block, and above all of this one. */
function aboveBlock(height: number): PagePlace {
  return { kind: 'block', height: height + 1, position: BEFORE_FIRST, txid: hex('0'.repeat(64)) }
}

/** A place in a block that is not known is -1. */
const BEFORE_FIRST = -2

function formatPlace(place: PagePlace): string {
  if (place.kind === 'gone') return `g.${place.id}`
  if (place.kind === 'pending') return `p.${place.seenAt}.${place.txid}`
  return `b.${place.height}.${place.position}.${place.txid}`
}

const PENDING_PLACE = /^p\.(\d{1,16})\.([0-9a-f]{64})$/
const BLOCK_PLACE = /^b\.(\d{1,9})\.(-1|\d{1,9})\.([0-9a-f]{64})$/
const GONE_PLACE = /^g\.(\d{1,16})$/
const OUTPUT_PLACE = /^o\.(\d{1,9})\.(\d{1,10})\.([0-9a-f]{64})$/

function parsePlace(text: string): PagePlace {
  const pending = PENDING_PLACE.exec(text)
  if (pending) return { kind: 'pending', seenAt: Number(pending[1]), txid: hex(pending[2]) }
  const gone = GONE_PLACE.exec(text)
  if (gone) return { kind: 'gone', id: Number(gone[1]) }
  const [found, height, position, id] = BLOCK_PLACE.exec(text) ?? []
  if (found === undefined) throw noPlace()
  return { kind: 'block', height: Number(height), position: Number(position), txid: hex(id) }
}

function formatOutputPlace({ height, txid, vout }: OutputPlace): string {
  return `o.${height}.${vout}.${txid}`
}

function parseOutputPlace(text: string): OutputPlace {
  const [found, height, vout, id] = OUTPUT_PLACE.exec(text) ?? []
  if (found === undefined) throw noPlace()
  return { height: Number(height), vout: Number(vout), txid: hex(id) }
}

const JOURNAL_PLACE = /^j\.(\d{1,15})\.(\d{1,9})$/

function parseJournalPlace(text: string): JournalPlace {
  const [found, row, told] = JOURNAL_PLACE.exec(text) ?? []
  if (found === undefined) throw noPlace()
  return { row: Number(row), told: Number(told) }
}

function hex(text: string | undefined): Txid {
  return toTxid(text ?? '')
}

function noPlace(): AppError {
  return new AppError('invalid_input', say('no_place'))
}

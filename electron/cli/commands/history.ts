import type { Replacement, TransactionPage, TransactionRow } from '../../../shared/ipc/time.ts'
import type { HistoryAsked } from '../../../shared/ipc/told-history.ts'
import { zonedText } from '../../../shared/zoned-time.ts'
import type { Command } from '../command.ts'
import { completenessExit, completenessLines } from '../completeness-text.ts'
import { csvOption, printCsv, tellBeside } from '../csv-list.ts'
import { EXIT } from '../exit-code.ts'
import { limitOption, pageOptions } from '../limit-option.ts'
import { pastOption, zoneOption } from '../past-option.ts'
import { heightOfPoint, pointLines } from '../past-point.ts'
import { withProgress } from '../progress.ts'
import { refreshFirst } from '../refresh-first.ts'
import { scopeNamed } from '../scope-named.ts'
import { type Column, tableLines } from '../table.ts'
import { UsageError } from '../usage-error.ts'
import { amount, change, hintsText, REASON_WORDS, UNKNOWN } from '../words.ts'

/**
 * `history [entry...|group] [--group NAME] [--limit N] [--before PLACE] [--gone] [--at HEIGHT|DATE] [--refresh] [--ask] [--format csv [--fiat EUR]]`: what
 * moved, newest first; with `--at`, in blocks up to that one, as of then. `--ask` has providers tell what own data does not reach. Its JSON is `TransactionPage`; what could not be asked
 * goes to stderr. Exits 4 while something of it was neither looked up nor told.
 */
export const historyCommand: Command = {
  access: ({ refresh, ask }) => (refresh || ask ? 'own' : 'read'),
  follow: false,
  check: ({ values }) => {
    zoneOption(values)
    limitOption(values)
    csvOption(values)
    if (pastOption('at', values) !== null && values.gone === true)
      throw new UsageError('--gone is about now: leave out --at.')
  },
  async run(context) {
    const { values, request, output, host } = context
    const of = await scopeNamed(context)
    await refreshFirst(context)
    if (values.ask === true) {
      const asked = await withProgress(host.events, output, () => request('history.ask', { of }))
      for (const line of unansweredLines(asked)) output.say(line)
    }
    const at = pastOption('at', values)
    const point = at === null ? null : await heightOfPoint(context, at)
    if (point !== null && point.height === null) {
      if (values.json) output.json({ dated: point.dated })
      else tellBeside(context, pointLines(point))
      return EXIT.unknown
    }
    const which = {
      of,
      ...(values.gone === true && { gone: true }),
      ...(point !== null && point.height !== null && { upTo: point.height }),
    }
    const isCsv = csvOption(values)
    const page = await request('transactions.list', {
      ...which,
      ...(isCsv ? { limit: 1 } : pageOptions(values)),
    })
    if (isCsv) {
      await printCsv(context, { kind: 'transactions', ...which })
      tellBeside(context, completenessLines(page.completeness))
      if (point !== null) tellBeside(context, pointLines(point))
    } else if (values.json) output.json({ ...page, ...(point?.dated && { dated: point.dated }) })
    else {
      for (const line of historyLines(page, zoneOption(values))) output.out(line)
      for (const line of point === null ? [] : pointLines(point)) output.out(line)
    }
    return completenessExit(page.completeness)
  },
}

function unansweredLines({ failed }: HistoryAsked): readonly string[] {
  return failed.map(({ address, reasons }) => {
    const why = reasons.map((reason) => REASON_WORDS[reason]).join('; ')
    return `${address}: nobody told its history: ${why}`
  })
}

const COLUMNS: readonly Column[] = [
  { title: 'TIME' },
  { title: 'BLOCK', align: 'right' },
  { title: 'CHANGE BTC', align: 'right' },
  { title: 'FEE', align: 'right' },
  { title: 'WHAT' },
  { title: 'TXID' },
]

function historyLines(
  { transactions, next, completeness, tip }: TransactionPage,
  zone: string,
): readonly string[] {
  const table =
    transactions.length === 0
      ? ['no transactions are known']
      : tableLines(
          COLUMNS,
          transactions.map((row) => rowOf(row, zone)),
        )
  return [
    ...table,
    '',
    ...completenessLines(completeness),
    ...(next === null ? [] : [`there are more: --before ${next}`]),
    ...(tip === null
      ? []
      : [`as of block ${tip.height} (${tip.hash}), according to own node; times in ${zone}`]),
  ]
}

function rowOf(row: TransactionRow, zone: string): readonly string[] {
  const { block, seenAt, net, fee, txid, told } = row
  const time = block === null ? seenAt : block.time * 1_000
  const height = block?.height ?? told?.height
  return [
    time === null ? UNKNOWN : zonedText(time, zone),
    height === undefined ? UNKNOWN : String(height),
    change(net),
    amount(fee),
    whatText(row),
    txid,
  ]
}

/** What kind of movement it is, and what is to be said of it. */
export function whatText({
  state,
  net,
  coinbase,
  immature,
  ownTransfer,
  complete,
  told,
  replacement,
  ...hints
}: TransactionRow): string {
  const kind = coinbase ? 'mined' : ownTransfer === true ? 'own transfer' : net < 0 ? 'sent' : 'received'
  const more = [
    state === 'pending' ? 'pending' : '',
    state === 'gone' ? goneText(replacement) : '',
    immature ? 'immature' : '',
    complete ? '' : 'incomplete',
    hintsText(hints),
    told ? `according to ${told.sources.join(' and ')}` : '',
  ]
  return [kind, ...more].filter((word) => word !== '').join(', ')
}

function goneText(replacement: Replacement | undefined): string {
  if (replacement === undefined) return 'in no block'
  return `${replacement.fallen ? 'fell with one it builds on, replaced' : 'replaced'} by ${replacement.by}`
}

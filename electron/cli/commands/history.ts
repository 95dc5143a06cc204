import type { TransactionPage, TransactionRow } from '../../../shared/ipc/time.ts'
import { zonedText } from '../../../shared/zoned-time.ts'
import type { Command } from '../command.ts'
import { completenessLines } from '../completeness-text.ts'
import { EXIT } from '../exit-code.ts'
import { limitOption } from '../limit-option.ts'
import { zoneOption } from '../past-option.ts'
import { withProgress } from '../progress.ts'
import { scopeNamed } from '../scope-named.ts'
import { type Column, tableLines } from '../table.ts'
import { amount, change, UNKNOWN } from '../words.ts'

/**
 * `history [entry...|group] [--group NAME] [--limit N] [--before PLACE] [--gone] [--refresh]`: what moved, newest first.
 * Its JSON is `TransactionPage`. Exits 4 while something in it is not complete.
 */
export const historyCommand: Command = {
  access: ({ refresh }) => (refresh ? 'own' : 'read'),
  follow: false,
  check: ({ values }) => {
    zoneOption(values)
    limitOption(values)
  },
  async run(context) {
    const { values, request, output, host } = context
    const of = await scopeNamed(context)
    if (values.refresh === true) await withProgress(host.events, output, () => request('scan.sync', {}))
    const page = await request('transactions.list', {
      of,
      limit: limitOption(values),
      ...(values.before !== undefined && { before: values.before }),
      ...(values.gone === true && { gone: true }),
    })
    if (values.json) output.json(page)
    else for (const line of historyLines(page, zoneOption(values))) output.out(line)
    return page.completeness.unread > 0 ? EXIT.unknown : EXIT.ok
  },
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
  const { block, seenAt, net, fee, txid } = row
  const time = block === null ? seenAt : block.time * 1_000
  return [
    time === null ? UNKNOWN : zonedText(time, zone),
    block === null ? UNKNOWN : String(block.height),
    change(net),
    amount(fee),
    whatText(row),
    txid,
  ]
}

/** What kind of movement it is, and what is to be said of it. */
export function whatText({ state, net, coinbase, immature, ownTransfer, complete }: TransactionRow): string {
  const kind = coinbase ? 'mined' : ownTransfer === true ? 'own transfer' : net < 0 ? 'sent' : 'received'
  const more = [
    state === 'pending' ? 'pending' : '',
    state === 'gone' ? 'in no block' : '',
    immature ? 'immature' : '',
    complete ? '' : 'incomplete',
  ]
  return [kind, ...more].filter((word) => word !== '').join(', ')
}
